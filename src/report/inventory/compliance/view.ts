import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { ComplianceClause } from '../../../registry/compliance.ts'
import { scopeText } from '../../diff/history.ts'
import { csvLine } from '../../text/csv.ts'
import { codeSpan, escapeMarkdown, markdownTable } from '../../text/markdownText.ts'
import { minute } from '../../text/phrases.ts'
import { endpointName } from '../labels.ts'
import { type Known, type Report, type ReportInput, withKnown } from '../reportInput.ts'
import type { Cell } from './cells.ts'

type Facts = [name: string, text: string][]

export type Table = { titles: string[]; rows: string[][] }

/** The facts of a scan in the order that a regulation asks for. */
export type ComplianceView = {
  title: string
  clauses: readonly ComplianceClause[]
  /** Facts about the whole scan, as name and text, after when, by whom and in which scope. */
  facts: (input: ReportInput) => Facts | Promise<Facts>
  /** A table before the endpoints, with few rows. */
  overview?: string
  table?: (input: ReportInput) => Promise<Table>
  /** The columns of each endpoint. What cannot be known is `unknown`; an empty text is left out of a page. */
  columns: readonly (readonly [title: string, cell: Cell])[]
  /** What this view does not cover, in sentences. */
  notCovered: readonly string[]
}

const MAX_TEXT = 1000

const markdown = (text: string): string => escapeMarkdown(text, MAX_TEXT)

/** A page for an auditor: the clauses, facts about the scan, each endpoint, and what is not covered. */
export const complianceMarkdown = (view: ComplianceView): Report =>
  async function* (input) {
    const facts = [...scanFacts(input), ...(await view.facts(input))]
    yield [
      `# ${markdown(view.title)}\n`,
      ...facts.map(([name, text]) => `- **${markdown(name)}**: ${markdown(text)}`),
      '\n## Requirements\n',
      ...view.clauses.map(clauseLine),
      '\n## What this does not cover\n',
      ...[...view.notCovered, ...limits(input)].map((sentence) => `- ${markdown(sentence)}`),
      '\n',
    ].join('\n')
    if (view.overview && view.table) {
      const { titles, rows } = await view.table(input)
      const cells = rows.map((row) => row.map(markdown))
      yield `## ${markdown(view.overview)}\n\n${rows.length === 0 ? 'Nothing was found in use.' : markdownTable(titles, cells)}\n\n`
    }
    yield '## Endpoints\n\n'
    for await (const [endpoint, known] of withKnown(input)) yield record(view, endpoint, known)
  }

/** The same as one record per endpoint, for a spreadsheet (RFC 4180). */
export const complianceCsv = (view: ComplianceView): Report =>
  async function* (input) {
    yield csvLine(['Name', 'URL', ...view.columns.map(([title]) => title)])
    for await (const [endpoint, known] of withKnown(input)) {
      const cells = view.columns.map(([, cell]) => cell(endpoint, known))
      yield csvLine([endpointName(endpoint) ?? '', endpoint.url, ...cells])
    }
  }

const record = ({ columns }: ComplianceView, endpoint: InventoryEndpoint, known: Known): string => {
  const name = endpointName(endpoint)
  const url = codeSpan(endpoint.url, 300)
  const lines = columns.flatMap(([title, cell]) => {
    const text = cell(endpoint, known)
    return text === '' ? [] : [`- ${title}: ${markdown(text)}`]
  })
  return `### ${name === undefined ? url : codeSpan(name, 60)}\n\n${url}\n\n${lines.join('\n')}\n\n`
}

const clauseLine = ({ document, clause, asks, status, source, read, asOf }: ComplianceClause): string =>
  `- **${markdown(`${document}, ${clause}`)}** (${markdown(status)}): ${markdown(asks)}. Source: ${markdown(source)}, ${read === 'primary' ? 'read' : 'read in secondary sources'} on ${asOf}.`

const limits = ({ summary }: ReportInput): string[] => [
  ...(summary.unreachable > 0
    ? [
        `${summary.unreachable} of ${summary.endpoints} endpoints could not be probed: their cryptography is unknown.`,
      ]
    : []),
  ...(summary.interrupted ? ['The scan was interrupted: endpoints are missing.'] : []),
  'Only endpoints that were named or found by this scan are listed; whether there are others is unknown.',
  'It shows what servers accepted at the time of the scan, from where it ran; not what past connections used.',
]

const scanFacts = (input: ReportInput): Facts => {
  const { authorization, scope, summary } = input
  const times = `${minute(input.startedAt)} to ${minute(input.finishedAt)} UTC`
  return [
    ['Scanned', `${times}${summary.interrupted ? ' (interrupted)' : ''}`],
    ['By', `${input.tool.name} ${input.tool.version}`],
    ['Scope', scope ? `mcp-pqc scan ${scopeText(scope)}` : 'unknown: the inventory was read from a file'],
    ['Report made', `${minute(input.asOf.toISOString())} UTC`],
    ['Endpoints', `${summary.endpoints}, of which ${summary.probed} answered`],
    [
      'Authorization',
      authorization
        ? `${authorization.who}, ${minute(authorization.when)} UTC, for ${authorization.scope.join(', ')}`
        : 'not recorded: required only for scans of public ranges',
    ],
  ]
}
