import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { Plan, PlanItem } from '../../model/plan.ts'
import { countOne, headlineOf } from '../../model/questions/summary.ts'
import { codeSpan, escapeMarkdown, markdownTable } from '../text/markdownText.ts'
import { day, minute, number, plural } from '../text/phrases.ts'
import { endpointFindings, FindingTally, findingText, nextStep } from './findings.ts'
import { notTested } from './inUse.ts'
import {
  certificateText,
  dataText,
  endpointName,
  isUnreached,
  keyExchangeText,
  notProbedBecause,
  silentText,
} from './labels.ts'
import { incompleteBecause, LIMITED } from './limited.ts'
import { AUTHENTICATION, KEY_EXCHANGE, type Posture } from './postures.ts'
import { itemsByEndpoint, type Report, type ReportInput, recounting } from './reportInput.ts'

/** A comment on a pull request has room for 65,536 characters. */
const MAX_RANKED = 200
const MAX_EXPLAINED = 10
const MAX_NAMED = 50

/** For a team or a pull request: posture at a glance, the ranking, why, and what was not tested. */
export const inventoryMarkdown: Report = async function* (input) {
  const items = itemsByEndpoint(input.plan)
  const ranked: string[][] = []
  const explained: string[] = []
  const notProbed: string[] = []
  const open = new Map<string, number>()
  let local = 0
  const tally = new FindingTally()
  const keyExchange: Record<string, number> = {}
  const { endpoints, summary } = recounting(input)
  for await (const endpoint of endpoints) {
    tally.add(endpoint)
    countOne(keyExchange, headlineOf(endpoint.assessment))
    if (ranked.length < MAX_RANKED) ranked.push(rankedRow(endpoint, items.get(endpoint.id)))
    const why = notProbedBecause(endpoint)
    if (why !== undefined) {
      if (endpoint.transport === 'stdio') local++
      if (isUnreached(endpoint) && notProbed.length < MAX_NAMED)
        notProbed.push(`- ${title(endpoint)}: ${markdown(why)}`)
      continue
    }
    if (explained.length < MAX_EXPLAINED && nextStep(endpoint) !== undefined)
      explained.push(reasons(endpoint))
    for (const what of notTested(endpoint)) open.set(what, (open.get(what) ?? 0) + 1)
  }
  yield glance({ ...input, summary: { ...summary, keyExchange } })
  yield ranking(ranked, input)
  yield section('Findings', tally.rows.length === 0 ? [] : [findingTable(tally)])
  yield section('Fix first', explained)
  yield notTestedSection(notProbed, local, open, input)
}

const markdown = (text: string): string => escapeMarkdown(text, 400)

const section = (heading: string, blocks: readonly string[]): string =>
  blocks.length === 0 ? '' : `## ${heading}\n\n${blocks.join('\n')}\n\n`

const title = (endpoint: InventoryEndpoint): string => {
  const name = endpointName(endpoint)
  const url = codeSpan(endpoint.url, 300)
  return name === undefined ? url : `${codeSpan(name, 60)} (${url})`
}

const glance = ({ tool, startedAt, finishedAt, summary, plan, asOf }: ReportInput): string =>
  [
    '# Post-quantum readiness of MCP endpoints',
    '',
    `${plural(summary.endpoints, 'endpoint')}, scanned ${markdown(minute(startedAt))} to ${markdown(minute(finishedAt))} UTC by ${markdown(`${tool.name} ${tool.version}`)}; report of ${day(asOf.getTime())}.${summary.interrupted ? ' **The scan was interrupted: only the endpoints that were finished are shown.**' : ''}`,
    '',
    markdownTable(['Key exchange', 'Endpoints', 'Meaning'], counted(KEY_EXCHANGE, summary.keyExchange)),
    '',
    markdownTable(
      ['Authentication', 'Endpoints', 'Meaning'],
      counted(AUTHENTICATION, summary.authentication),
    ),
    '',
    ...(plan ? [planLine(plan), ''] : []),
    '',
  ].join('\n')

const planLine = ({ asOf, summary: { items, done, overdue, end } }: Plan): string =>
  `Plan of ${asOf}: ${plural(items, 'item')}, ${done} done, ${overdue} overdue${end ? `, until ${end}` : ''}.`

const counted = (postures: readonly Posture<string>[], counts: Record<string, number>): string[][] =>
  postures.flatMap(({ category, label, meaning }) => {
    const count = counts[category] ?? 0
    return count === 0 ? [] : [[label, number(count), meaning]]
  })

const rankedRow = (endpoint: InventoryEndpoint, items: readonly PlanItem[] = []): string[] => [
  String(endpoint.assessment.risk.score),
  title(endpoint),
  markdown(dataText(endpoint)),
  markdown([keyExchangeText(endpoint), ...(incompleteBecause(endpoint) ? [LIMITED] : [])].join('; ')),
  markdown(certificateText(endpoint)),
  items
    .map(
      ({ track, status, deadline }) =>
        `${track}: ${status}, by ${deadline.date}${deadline.overdue && status !== 'done' ? ' (overdue)' : ''}`,
    )
    .join('; '),
]

const ranking = (rows: readonly string[][], { summary, plan }: ReportInput): string => {
  if (rows.length === 0) return ''
  const titles = ['Risk', 'Endpoint', 'Data', 'Key exchange', 'Certificate', ...(plan ? ['Plan'] : [])]
  const table = markdownTable(
    titles,
    rows.map((row) => row.slice(0, titles.length)),
  )
  const left = summary.endpoints - rows.length
  return `## Highest risk first\n\n${table}\n\n${left > 0 ? `${plural(left, 'endpoint')} of lower risk: \`mcp-pqc report csv\` lists them all.\n\n` : ''}`
}

const findingTable = ({ rows }: FindingTally): string =>
  markdownTable(
    ['Level', 'Finding', 'Endpoints', 'For example'],
    rows.map(({ row, level, count, named }) => [
      level,
      markdown(row.title),
      number(count),
      `${named.map((name) => codeSpan(name, 60)).join(', ')}${count > named.length ? ' …' : ''}`,
    ]),
  )

const reasons = (endpoint: InventoryEndpoint): string =>
  [
    `- **${endpoint.assessment.risk.score}** ${title(endpoint)}`,
    ...endpoint.assessment.risk.drivers.map((driver) => `  - ${markdown(driver)}`),
    ...endpointFindings(endpoint).map((finding) => `  - ${markdown(findingText(finding))}`),
    `  - next: ${markdown(nextStep(endpoint) ?? '')}`,
  ].join('\n')

const notTestedSection = (
  notProbed: readonly string[],
  local: number,
  open: ReadonlyMap<string, number>,
  { summary }: ReportInput,
): string => {
  const left = summary.unreachable - notProbed.length
  const answered = [...open].map(([what, count]) => `- ${what}: ${plural(count, 'endpoint')}`)
  return section('Not tested', [
    'What was not tested is unknown: it does not count as a “no”.',
    '',
    ...(notProbed.length > 0
      ? [`Could not be probed (${number(summary.unreachable)}):`, '', ...notProbed]
      : ['Every endpoint that could be probed answered.']),
    ...(left > 0 ? [`- and ${number(left)} more: \`mcp-pqc report csv\` lists them all`] : []),
    ...(local > 0
      ? ['', `Not started: ${plural(local, 'local process', 'local processes')} without a network address.`]
      : []),
    ...(answered.length > 0 ? ['', 'Of those that answered:', '', ...answered] : []),
    ...silentText(summary.silentAddresses).flatMap((sentence) => ['', sentence]),
  ])
}
