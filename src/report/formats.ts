import type { Gate } from '../assess/gates.ts'
import type { Plan } from '../model/plan.ts'
import type { VerifiedEndpoint } from '../model/verification.ts'
import type { DiffReport } from './diff/parts.ts'
import formats from './formats.json' with { type: 'json' }
import type { Report } from './inventory/reportInput.ts'
import type { TextOptions } from './text/fit.ts'

type DocumentName = keyof typeof formats
export type FormatName<Document extends DocumentName> = keyof (typeof formats)[Document] & string

type Format = {
  meaning: string
  /** Its document is JSON by itself. */
  json?: true
  /** Flags that mean something to this format alone. */
  flags?: readonly ('as' | 'spec-version')[]
}

/** Commands, flags and help texts read this list. */
export const FORMATS = formats as { [Document in DocumentName]: Record<FormatName<Document>, Format> }

/** What writes each format, loaded only when it is needed. */
export const WRITERS: {
  inventory: WritersOf<'inventory', InventoryOptions, Report>
  plan: WritersOf<'plan', TextOptions, (plan: Plan) => string>
  verification: WritersOf<'verification', TextOptions & { chart: string | undefined }, VerificationWriter>
  /** Written to files of their own, next to the report: each is named by a flag. */
  verificationFile: WritersOf<'verificationFile', void, VerificationWriter>
  diff: WritersOf<'diff', TextOptions, (diff: DiffReport) => string>
} = {
  inventory: {
    table: async (options) => (await import('./inventory/table.ts')).inventoryTable(options),
    json: async () => (await import('./inventory/json.ts')).inventoryJson,
    markdown: async () => (await import('./inventory/markdown.ts')).inventoryMarkdown,
    html: async () => (await import('./html/page.ts')).htmlReport,
    csv: async () => (await import('./inventory/csv.ts')).inventoryCsv,
    sarif: async ({ root }) => (await import('./inventory/sarif/report.ts')).sarifReport(root),
    cyclonedx: async ({ specVersion }) =>
      (await import('./inventory/cyclonedx/report.ts')).cyclonedxReport(specVersion),
    prometheus: async () => (await import('./inventory/prometheus.ts')).prometheus,
    junit: async ({ gates }) => (await import('./inventory/junit.ts')).inventoryJunit(gates),
    'pci-dss': async ({ as }) => compliance('pci-dss', as),
    'crypto-inventory': async ({ as }) => compliance('crypto-inventory', as),
    evidence: async ({ as }) => compliance('evidence', as),
  },
  plan: {
    text: async (options) => (await import('./plan/text.ts')).planText(options),
    markdown: async () => (await import('./plan/markdown.ts')).planMarkdown,
    csv: async () => (await import('./plan/csv.ts')).planCsv,
    calendar: async () => (await import('./plan/calendar.ts')).planCalendar,
  },
  verification: {
    text: async (options) => (await import('./verify/text.ts')).verifyText(options),
    markdown: async (options) => (await import('./verify/markdown.ts')).verifyMarkdown(options),
  },
  verificationFile: {
    chart: async () => (await import('./verify/chartSvg.ts')).verifyChartsSvg,
    junit: async () => (await import('./verify/junit.ts')).verifyJunit,
  },
  diff: {
    text: async (options) => (await import('./diff/text.ts')).diffText(options),
    markdown: async () => (await import('./diff/markdown.ts')).diffMarkdown,
  },
}

type WritersOf<Document extends DocumentName, Options, Writer> = Record<
  FormatName<Document>,
  (options: Options) => Promise<Writer>
>

type VerificationWriter = (endpoints: readonly VerifiedEndpoint[]) => string

export type InventoryOptions = TextOptions & {
  /** What fails a case of JUnit. */
  gates: readonly Gate[]
  specVersion: '1.6' | '1.7'
  /** Of SARIF: the folder that a repository's paths are relative to. */
  root: string | undefined
  as: 'markdown' | 'csv'
}

export const formatNames = <Document extends DocumentName>(document: Document): FormatName<Document>[] =>
  Object.keys(FORMATS[document]) as FormatName<Document>[]

/** `text: for a terminal; markdown: for a pull request`. */
export const formatMeanings = (document: DocumentName, separator = '; '): string =>
  Object.entries(formats[document])
    .map(([name, { meaning }]) => `${name}: ${meaning}`)
    .join(separator)

export const inventoryFormat = (name: FormatName<'inventory'>) => ({
  ...FORMATS.inventory[name],
  load: WRITERS.inventory[name],
})

const compliance = async (
  name: import('./inventory/compliance/views.ts').ViewName,
  as: 'markdown' | 'csv',
): Promise<Report> => {
  const { complianceCsv, complianceMarkdown } = await import('./inventory/compliance/view.ts')
  const view = (await import('./inventory/compliance/views.ts')).complianceView(name)
  return as === 'csv' ? complianceCsv(view) : complianceMarkdown(view)
}
