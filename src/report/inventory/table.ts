import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { headlineOf } from '../../model/questions/summary.ts'
import { isPostQuantum } from '../../model/questions/tls.ts'
import { cut, cutMiddle, padded, type TextOptions, wrap } from '../text/fit.ts'
import { certificateText, dataText, endpointName, endpointUrl, keyExchangeText } from './labels.ts'
import { incompleteBecause, LIMITED } from './limited.ts'
import { type Report, recounting } from './reportInput.ts'
import { Conclusion } from './summary.ts'

const TITLES = { endpoint: 'ENDPOINT', keyExchange: 'KEY EXCHANGE', certificate: 'CERTIFICATE' }

/** Columns between two columns of a table. */
const GAP = 2
const RISK_WIDTH = 4

/** Columns of text in each column: names of groups and keys have a fixed length, the URL takes the rest. */
const columnsFor = (width: number) => {
  const rest = width - RISK_WIDTH - 3 * GAP
  const keyExchange = Math.min(32, Math.floor(rest * 0.36))
  const certificate = Math.min(27, Math.floor(rest * 0.25))
  return { endpoint: rest - keyExchange - certificate, keyExchange, certificate }
}

/** The line above the rows that `doneRow` gives. */
export const tableHead = ({ width, colours }: TextOptions): string =>
  chalkFor(colours).bold(line('RISK', TITLES, width))

/** One line as soon as an endpoint is done. */
export const doneRow = (endpoint: InventoryEndpoint, { width, colours }: TextOptions): string => {
  const chalk = chalkFor(colours)
  const columns = columnsFor(width)
  const name = endpointName(endpoint) ?? cutMiddle(endpointUrl(endpoint), columns.endpoint)
  const text = padded(keyExchangeText(endpoint), columns.keyExchange)
  return [
    riskColour(chalk, endpoint)(String(endpoint.assessment.risk.score).padStart(RISK_WIDTH)),
    padded(name, columns.endpoint),
    postureColour(chalk, endpoint)(text),
    cut(certificateText(endpoint), columns.certificate),
  ].join(' '.repeat(GAP))
}

const line = (risk: string, cells: typeof TITLES, width: number): string => {
  const columns = columnsFor(width)
  return [
    risk.padStart(RISK_WIDTH),
    padded(cells.endpoint, columns.endpoint),
    padded(cells.keyExchange, columns.keyExchange),
    cut(cells.certificate, columns.certificate),
  ].join(' '.repeat(GAP))
}

/** The endpoints in their order, no wider than the terminal; text longer than its column continues below. */
export const rankedTable = (
  endpoints: readonly InventoryEndpoint[],
  { width, colours, head = true }: TextOptions & { head?: boolean },
): string => {
  const chalk = chalkFor(colours)
  const columns = columnsFor(width)
  const table = new Table({
    head: head ? ['RISK', ...Object.values(TITLES)].map((title) => chalk.bold(title)) : [],
    colWidths: [RISK_WIDTH, ...Object.values(columns)].map((one) => one + GAP),
    colAligns: ['right', 'left', 'left', 'left'],
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
  })
  for (const endpoint of endpoints) {
    const paint = postureColour(chalk, endpoint)
    table.push([
      riskColour(chalk, endpoint)(String(endpoint.assessment.risk.score)),
      nameAndUrl(endpoint, columns.endpoint),
      [
        ...wrap(keyExchangeText(endpoint), columns.keyExchange).map((part) => paint(part)),
        ...(incompleteBecause(endpoint) === undefined ? [] : wrap(LIMITED, columns.keyExchange)),
      ].join('\n'),
      wrap(certificateText(endpoint), columns.certificate).join('\n'),
    ])
  }
  return table
    .toString()
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n')
}

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [side, `${side}-mid`]),
    ...['top-left', 'top-right', 'bottom-left', 'bottom-right', 'middle'],
  ].map((name) => [name, '']),
)

const nameAndUrl = (endpoint: InventoryEndpoint, columns: number): string => {
  const name = endpointName(endpoint)
  const url = cutMiddle(endpointUrl(endpoint), columns)
  const data = dataText(endpoint)
  return name === undefined ? `${url}\n${cut(data, columns)}` : `${cut(`${name}: ${data}`, columns)}\n${url}`
}

const chalkFor = (colours: boolean): ChalkInstance => new Chalk({ level: colours ? 1 : 0 })

const riskColour = (chalk: ChalkInstance, { assessment }: InventoryEndpoint): ChalkInstance => {
  const { score } = assessment.risk
  return score >= 70 ? chalk.red.bold : score >= 40 ? chalk.yellow : chalk.green
}

const postureColour = (chalk: ChalkInstance, { assessment }: InventoryEndpoint): ChalkInstance => {
  const category = headlineOf(assessment)
  if (isPostQuantum({ kind: category })) return chalk.green
  return category === 'unknown' ? chalk.dim : category === 'plaintext' ? chalk.red.bold : chalk.yellow
}

/** Endpoints that are laid out together: the width of a column does not depend on its content. */
const BATCH = 500

/** What the end of a scan shows, from a scan that is over. */
export const inventoryTable = (options: TextOptions): Report =>
  async function* (input) {
    const { endpoints, summary } = recounting(input)
    const conclusion = new Conclusion()
    const batch: InventoryEndpoint[] = []
    let isFirst = true
    const laidOut = (): string => {
      const text = rankedTable(batch.splice(0), { ...options, head: isFirst })
      isFirst = false
      return `${text}\n`
    }
    for await (const endpoint of endpoints) {
      conclusion.add(endpoint)
      if (batch.push(endpoint) === BATCH) yield laidOut()
    }
    if (batch.length > 0) yield laidOut()
    if (!isFirst) yield '\n'
    yield `${conclusion.text(summary, options.width)}\n`
  }
