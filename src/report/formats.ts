import type { Gate } from '../assess/gates.ts'
import type { Plan } from '../model/plan.ts'
import type { VerifiedEndpoint } from '../model/verification.ts'
import type { DiffReport } from './diff/parts.ts'
import type { Report } from './inventory/reportInput.ts'
import type { TextOptions } from './text/fit.ts'

/** Commands, flags and help texts read this list. A writer is loaded only when it is needed. */
export const FORMATS = {
  inventory: {
    table: {
      meaning: 'the ranking for a terminal, as scan shows it',
      load: async (options) => (await import('./inventory/table.ts')).inventoryTable(options),
    },
    json: {
      meaning: 'the inventory, as scan --json prints it',
      json: true,
      load: async () => (await import('./inventory/json.ts')).inventoryJson,
    },
    markdown: {
      meaning: 'for a team or a pull request',
      load: async () => (await import('./inventory/markdown.ts')).inventoryMarkdown,
    },
    html: {
      meaning: 'one page for a browser, which loads nothing',
      load: async () => (await import('./html/page.ts')).htmlReport,
    },
    csv: {
      meaning: 'one row per endpoint, for spreadsheets',
      load: async () => (await import('./inventory/csv.ts')).inventoryCsv,
    },
    sarif: {
      meaning: 'for code scanning: findings at the lines of the configurations',
      json: true,
      load: async ({ root }) => (await import('./inventory/sarif/report.ts')).sarifReportUnder(root),
    },
    cyclonedx: {
      meaning: 'a cryptography bill of materials (CBOM)',
      json: true,
      flags: ['spec-version'],
      load: async ({ specVersion }) =>
        (await import('./inventory/cyclonedx/report.ts')).cyclonedxReport(specVersion),
    },
    prometheus: {
      meaning: 'for the textfile collector of node_exporter',
      load: async () => (await import('./inventory/prometheus.ts')).prometheus,
    },
    junit: {
      meaning: 'one test case per endpoint, for CI',
      load: async ({ gates }) => (await import('./inventory/junit.ts')).inventoryJunit(gates),
    },
    'pci-dss': {
      meaning: 'inventory of PCI DSS 4.0.1, 12.3.3',
      flags: ['as'],
      load: async ({ as }) => compliance((await import('./inventory/compliance/pciDss.ts')).PCI_DSS, as),
    },
    'crypto-inventory': {
      meaning: 'inventory of cryptographic systems in the style of NIST and OMB',
      flags: ['as'],
      load: async ({ as }) =>
        compliance((await import('./inventory/compliance/cryptoInventory.ts')).CRYPTO_INVENTORY, as),
    },
    evidence: {
      meaning: 'evidence of encryption in transit for SOC 2 and GDPR',
      flags: ['as'],
      load: async ({ as }) => compliance((await import('./inventory/compliance/evidence.ts')).EVIDENCE, as),
    },
  },
  plan: {
    text: {
      meaning: 'for a terminal',
      load: async (options) => (await import('./plan/text.ts')).planText(options),
    },
    markdown: {
      meaning: 'for a team, with a Gantt chart',
      load: async () => (await import('./plan/markdown.ts')).planMarkdown,
    },
    csv: {
      meaning: 'one row per item, for spreadsheets and issue trackers',
      load: async () => (await import('./plan/csv.ts')).planCsv,
    },
    calendar: {
      meaning: 'waves and deadlines as iCalendar',
      load: async () => (await import('./plan/calendar.ts')).planCalendar,
    },
  },
  verification: {
    text: {
      meaning: 'for a terminal',
      load: async (options) => (await import('./verify/text.ts')).verifyText(options),
    },
    markdown: {
      meaning: 'to attach to the change that it proves',
      load: async (options) => (await import('./verify/markdown.ts')).verifyMarkdown(options),
    },
  },
  /** Written to files of their own, next to the report: each is named by a flag. */
  verificationFile: {
    chart: {
      meaning: 'the handshake times as SVG; a Markdown report shows it',
      load: async () => (await import('./verify/chartSvg.ts')).verifyChartsSvg,
    },
    junit: {
      meaning: 'the checks as JUnit XML, for CI',
      load: async () => (await import('./verify/junit.ts')).verifyJunit,
    },
  },
  diff: {
    text: {
      meaning: 'for a terminal',
      load: async (options) => (await import('./diff/text.ts')).diffText(options),
    },
    markdown: {
      meaning: 'for a pull request',
      load: async () => (await import('./diff/markdown.ts')).diffMarkdown,
    },
  },
} as const satisfies {
  inventory: FormatsOf<InventoryOptions, Report>
  plan: FormatsOf<TextOptions, (plan: Plan) => string>
  verification: FormatsOf<TextOptions & { chart: string | undefined }, VerificationWriter>
  verificationFile: FormatsOf<void, VerificationWriter>
  diff: FormatsOf<TextOptions, (diff: DiffReport) => string>
}

type FormatsOf<Options, Writer> = Readonly<Record<string, Format<Options, Writer>>>

type Format<Options, Writer> = {
  meaning: string
  /** Its document is JSON by itself. */
  json?: true
  /** Flags that mean something to this format alone. */
  flags?: readonly ('as' | 'spec-version')[]
  load: (options: Options) => Promise<Writer>
}

type VerificationWriter = (endpoints: readonly VerifiedEndpoint[]) => string

export type InventoryOptions = TextOptions & {
  /** What fails a case of JUnit. */
  gates: readonly Gate[]
  specVersion: '1.6' | '1.7'
  /** Of SARIF: the folder that a repository's paths are relative to. */
  root: string | undefined
  as: 'markdown' | 'csv'
}

type DocumentName = keyof typeof FORMATS
export type FormatName<Document extends DocumentName> = keyof (typeof FORMATS)[Document] & string

export const formatNames = <Document extends DocumentName>(document: Document): FormatName<Document>[] =>
  Object.keys(FORMATS[document]) as FormatName<Document>[]

/** `text: for a terminal; markdown: for a pull request`. */
export const formatMeanings = (document: DocumentName, separator = '; '): string =>
  Object.entries(FORMATS[document])
    .map(([name, { meaning }]) => `${name}: ${meaning}`)
    .join(separator)

export const inventoryFormat = (name: FormatName<'inventory'>): Format<InventoryOptions, Report> =>
  FORMATS.inventory[name]

const compliance = async (
  view: Parameters<typeof import('./inventory/compliance/view.ts')['complianceMarkdown']>[0],
  as: 'markdown' | 'csv',
): Promise<Report> => {
  const { complianceCsv, complianceMarkdown } = await import('./inventory/compliance/view.ts')
  return as === 'csv' ? complianceCsv(view) : complianceMarkdown(view)
}
