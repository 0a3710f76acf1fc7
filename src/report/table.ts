import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { InventoryEndpoint, Summary } from '../model/inventory.ts'
import { authenticationText, endpointName, endpointUrl, keyExchangeText } from './labels.ts'

export type TableOptions = {
  /** Columns. */
  width: number
  colours: boolean
}

/** The endpoints as they are ranked, one row each, no wider than the terminal. */
export const rankedTable = (
  endpoints: readonly InventoryEndpoint[],
  { width, colours }: TableOptions,
): string => {
  const chalk = new Chalk({ level: colours ? 1 : 0 })
  const rest = width - RISK_WIDTH - 2
  const columns = [0.42, 0.34, 0.24].map((share) => Math.floor(rest * share))
  const table = new Table({
    head: ['RISK', 'ENDPOINT', 'KEY EXCHANGE', 'SIGNATURE'],
    colWidths: [RISK_WIDTH, ...columns],
    colAligns: ['right', 'left', 'left', 'left'],
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 2, head: colours ? ['bold'] : [], border: [] },
  })
  for (const endpoint of endpoints) {
    table.push([
      riskColour(chalk, endpoint)(String(endpoint.assessment.risk.score)),
      nameAndUrl(endpoint, columns[0] as number),
      postureColour(chalk, endpoint)(keyExchangeText(endpoint)),
      authenticationText(endpoint),
    ])
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const RISK_WIDTH = 6

const NO_BORDERS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
)

const nameAndUrl = (endpoint: InventoryEndpoint, width: number): string => {
  const name = endpointName(endpoint)
  const url = endpointUrl(endpoint, Math.max(20, width - 2))
  return name === undefined ? url : `${name}\n${url}`
}

const riskColour = (chalk: ChalkInstance, { assessment }: InventoryEndpoint): ChalkInstance => {
  const { score } = assessment.risk
  return score >= 70 ? chalk.red.bold : score >= 40 ? chalk.yellow : chalk.green
}

const postureColour = (chalk: ChalkInstance, { assessment }: InventoryEndpoint): ChalkInstance => {
  const { category } = assessment.keyExchange
  if (category === 'hybrid' || category === 'pqc') return chalk.green
  return category === 'unknown' ? chalk.dim : category === 'plaintext' ? chalk.red.bold : chalk.yellow
}

/** One line as soon as an endpoint is done. */
export const doneLine = (endpoint: InventoryEndpoint, { width, colours }: TableOptions): string => {
  const chalk = new Chalk({ level: colours ? 1 : 0 })
  const score = String(endpoint.assessment.risk.score).padStart(4)
  const posture = keyExchangeText(endpoint)
  const name = endpointName(endpoint) ?? endpointUrl(endpoint)
  const room = Math.max(16, width - 46)
  const shown = name.length > room ? `${name.slice(0, room - 1)}…` : name.padEnd(room)
  return `${riskColour(chalk, endpoint)(score)}  ${shown}  ${postureColour(chalk, endpoint)(posture)}`.trimEnd()
}

const MEANING = [
  ['plaintext', 'in the clear: anyone on the way can read it today'],
  ['classical', 'classical: what is recorded today can be read once a quantum computer exists'],
  ['legacy-draft', 'an obsolete draft of post-quantum key exchange: to be replaced'],
  ['hybrid', 'hybrid: safe against recording now and decrypting later, for clients that ask for it'],
  ['pqc', 'post-quantum alone'],
  ['unknown', 'unknown: nothing could be found out'],
] as const

/** What a manager reads: how many of what, in words. */
export const summaryText = ({
  endpoints,
  unreachable,
  silentAddresses,
  interrupted,
  keyExchange,
}: Summary): string => {
  const lines = MEANING.flatMap(([category, words]) => {
    const count = keyExchange[category] ?? 0
    return count === 0 ? [] : [`${String(count).padStart(6)}  ${words}`]
  })
  const notes = [
    ...(unreachable > 0 ? [`${unreachable} could not be reached.`] : []),
    ...(silentAddresses > 0 ? [`${silentAddresses} addresses of the ranges have nothing listening.`] : []),
    ...(interrupted ? ['The scan was interrupted: this is what was finished.'] : []),
  ]
  return [`${endpoints} endpoint${endpoints === 1 ? '' : 's'}`, ...lines, ...notes].join('\n')
}

/** What an engineer does next: the highest risks with their reasons. */
export const firstSteps = (endpoints: readonly InventoryEndpoint[], most: number): string =>
  endpoints
    .slice(0, most)
    .map((endpoint) => {
      const name = endpointName(endpoint)
      const title = name === undefined ? endpointUrl(endpoint) : `${name} (${endpointUrl(endpoint)})`
      return `  ${title}\n${endpoint.assessment.risk.drivers.map((driver) => `    - ${driver}`).join('\n')}`
    })
    .join('\n')
