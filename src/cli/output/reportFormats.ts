import type { Gate } from '../../report/inventory/junit.ts'
import type { Report } from '../../report/inventory/reportInput.ts'

export type FormatOptions = {
  /** Columns of a table. */
  width: number
  colours: boolean
  /** What fails a case of JUnit. */
  gates: readonly Gate[]
  /** Of CycloneDX. */
  specVersion: '1.6' | '1.7'
  /** Of SARIF: the folder that a repository's paths are relative to. */
  root: string | undefined
  /** How a compliance view is written. */
  as: 'markdown' | 'csv'
}

type Format = {
  meaning: string
  /** Its document is JSON by itself. */
  json?: true
  /** Flags that mean something to this format alone. */
  flags?: readonly ('as' | 'spec-version')[]
  /** Loads what writes it. */
  load: (options: FormatOptions) => Promise<Report>
}

/** What `report` can be asked for. */
export const REPORT_FORMATS = {
  table: {
    meaning: 'the ranking for a terminal, as scan shows it',
    load: async (options) => (await import('../../report/inventory/table.ts')).inventoryTable(options),
  },
  json: {
    meaning: 'the inventory, as scan --json prints it',
    json: true,
    load: async () => (await import('../../report/inventory/json.ts')).inventoryJson,
  },
  markdown: {
    meaning: 'for a team or a pull request',
    load: async () => (await import('../../report/inventory/markdown.ts')).inventoryMarkdown,
  },
  html: {
    meaning: 'one page for a browser, which loads nothing',
    load: async () => (await import('../../report/html/report.ts')).htmlReport,
  },
  csv: {
    meaning: 'a row an endpoint, for spreadsheets',
    load: async () => (await import('../../report/inventory/csv.ts')).inventoryCsv,
  },
  sarif: {
    meaning: 'for code scanning: findings at the lines of the configurations',
    json: true,
    load: async ({ root }) => (await import('../../report/inventory/sarif/report.ts')).sarifReportUnder(root),
  },
  cyclonedx: {
    meaning: 'a cryptography bill of materials (CBOM)',
    json: true,
    flags: ['spec-version'],
    load: async ({ specVersion }) =>
      (await import('../../report/inventory/cyclonedx/report.ts')).cyclonedxReport(specVersion),
  },
  prometheus: {
    meaning: 'for the textfile collector of node_exporter',
    load: async () => (await import('../../report/inventory/prometheus.ts')).prometheus,
  },
  junit: {
    meaning: 'a test case an endpoint, for CI',
    load: async ({ gates }) => (await import('../../report/inventory/junit.ts')).inventoryJunit(gates),
  },
  'pci-dss': {
    meaning: 'inventory of PCI DSS 4.0.1, 12.3.3',
    flags: ['as'],
    load: async ({ as }) =>
      compliance((await import('../../report/inventory/compliance/pciDss.ts')).PCI_DSS, as),
  },
  'crypto-inventory': {
    meaning: 'inventory of cryptographic systems in the style of NIST and OMB',
    flags: ['as'],
    load: async ({ as }) =>
      compliance((await import('../../report/inventory/compliance/cryptoInventory.ts')).CRYPTO_INVENTORY, as),
  },
  evidence: {
    meaning: 'evidence of encryption in transit for SOC 2 and GDPR',
    flags: ['as'],
    load: async ({ as }) =>
      compliance((await import('../../report/inventory/compliance/evidence.ts')).EVIDENCE, as),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof REPORT_FORMATS

export const FORMAT_NAMES = Object.keys(REPORT_FORMATS) as FormatName[]

export const reportFormat = (name: FormatName): Format => REPORT_FORMATS[name]

const compliance = async (
  view: Parameters<typeof import('../../report/inventory/compliance/view.ts')['complianceMarkdown']>[0],
  as: 'markdown' | 'csv',
): Promise<Report> => {
  const { complianceCsv, complianceMarkdown } = await import('../../report/inventory/compliance/view.ts')
  return as === 'csv' ? complianceCsv(view) : complianceMarkdown(view)
}
