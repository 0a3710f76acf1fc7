import type { InventoryEndpoint, Summary } from '../../model/inventory.ts'
import { countOne, headlineOf } from '../../model/questions/summary.ts'
import { cutMiddle, wrap } from '../text/fit.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { FindingTally, nextStep } from './findings.ts'
import { endpointTitle, endpointUrl, isUnreached, notProbedBecause, silentText } from './labels.ts'
import { incompleteBecause } from './limited.ts'
import { KEY_EXCHANGE } from './postures.ts'

/** The most endpoints that the end of a scan explains, and that it names as not probed. */
const EXPLAINED = 3
const NAMED = 5

export class Conclusion {
  readonly #fixFirst: InventoryEndpoint[] = []
  readonly #notProbed: InventoryEndpoint[] = []
  readonly #limited: InventoryEndpoint[] = []
  #limitedCount = 0
  readonly #findings = new FindingTally()
  readonly #keyExchange: Summary['keyExchange'] = {}

  /** Endpoints come with the highest risk first. Only the few that are named stay in memory. */
  add(endpoint: InventoryEndpoint): void {
    this.#findings.add(endpoint)
    countOne(this.#keyExchange, headlineOf(endpoint.assessment))
    if (isUnreached(endpoint) && this.#notProbed.length < NAMED) this.#notProbed.push(endpoint)
    if (incompleteBecause(endpoint) !== undefined) {
      this.#limitedCount++
      if (this.#limited.length < NAMED) this.#limited.push(endpoint)
    }
    if (this.#fixFirst.length < EXPLAINED && stepOf(endpoint) !== undefined) this.#fixFirst.push(endpoint)
  }

  text(summary: Summary, width: number): string {
    return [
      fixFirst(this.#fixFirst, width),
      findingsText(this.#findings, width),
      summaryText(this.#notProbed, { ...summary, keyExchange: this.#keyExchange }, width),
      limitedText(this.#limited, this.#limitedCount, width),
    ]
      .filter((block) => block !== '')
      .join('\n\n')
  }
}

const stepOf = (endpoint: InventoryEndpoint): string | undefined =>
  notProbedBecause(endpoint) === undefined ? nextStep(endpoint) : undefined

/** How many endpoints have which key exchange, and what is missing. `endpoints`: those that are named. */
export const summaryText = (
  endpoints: readonly InventoryEndpoint[],
  { endpoints: count, unreachable, silentAddresses, interrupted, keyExchange }: Summary,
  width: number,
): string => {
  const counts = KEY_EXCHANGE.flatMap(({ category, label, meaning }) => {
    const some = keyExchange[category] ?? 0
    return some === 0
      ? []
      : wrap(`${String(some).padStart(4)}  ${label.toLowerCase()}: ${meaning}`, width, WORDS_BEGIN)
  })
  return [
    plural(count, 'endpoint'),
    ...counts,
    ...(unreachable > 0 ? notProbed(endpoints, unreachable, width) : []),
    ...silentText(silentAddresses).flatMap((sentence) => wrap(sentence, width)),
    ...(interrupted
      ? wrap('The scan was interrupted: only the endpoints that were finished are shown.', width)
      : []),
  ].join('\n')
}

/** Columns from the end of a line's indentation to its words. */
const WORDS_BEGIN = 3

const notProbed = (endpoints: readonly InventoryEndpoint[], count: number, width: number): string[] => {
  const named = endpoints.filter(isUnreached).slice(0, NAMED)
  return [
    `${count} could not be probed:`,
    ...named.flatMap((endpoint) => {
      const url = cutMiddle(endpointUrl(endpoint), width - 4)
      return wrap(`  ${url}: ${notProbedBecause(endpoint)}`, width)
    }),
    ...(count > NAMED ? [`  and ${count - NAMED} more (--json has all)`] : []),
  ]
}

/** The endpoints whose lists are incomplete, and why. Empty where there are none. */
const limitedText = (named: readonly InventoryEndpoint[], count: number, width: number): string =>
  count === 0
    ? ''
    : [
        ...wrap(
          `${plural(count, 'endpoint')} with incomplete lists, because the host limits connections:`,
          width,
        ),
        ...named.flatMap((endpoint) => {
          const url = cutMiddle(endpointUrl(endpoint), width - 4)
          return wrap(`  ${url}: ${incompleteBecause(endpoint)}`, width)
        }),
        ...(count > named.length ? [`  and ${count - named.length} more (--json has all)`] : []),
      ].join('\n')

/** The endpoints of highest risk that need a change, why, and the first step. Empty where none does. */
export const fixFirst = (endpoints: readonly InventoryEndpoint[], width: number): string => {
  const lines = endpoints
    .filter((endpoint) => stepOf(endpoint) !== undefined)
    .slice(0, EXPLAINED)
    .flatMap((endpoint) => [
      `  ${endpointTitle(endpoint)}`,
      ...endpoint.assessment.risk.drivers.map((driver) => `    - ${sanitize(driver)}`),
      `    > ${stepOf(endpoint)}`,
    ])
  return lines.length === 0 ? '' : ['Fix first', ...lines.flatMap((line) => wrap(line, width))].join('\n')
}

/** How many endpoints have which finding: errors and warnings by name, notes by number. Empty where there are none. */
const findingsText = ({ rows }: FindingTally, width: number): string => {
  const named = rows.filter(({ level }) => level !== 'note')
  const notes = rows.length - named.length
  if (rows.length === 0) return ''
  const more = `${named.length > 0 ? 'and ' : ''}${plural(notes, 'kind of note', 'kinds of notes')}`
  return [
    named.length === 0 ? 'Findings' : 'Findings, by number of endpoints',
    ...named.flatMap(({ row, level, count }) =>
      wrap(`${String(count).padStart(4)}  ${level.padEnd(7)}  ${row.title}`, width, FINDING_BEGINS),
    ),
    ...(notes > 0 ? [`      ${more} (scan --explain shows them)`] : []),
  ].join('\n')
}

/** Columns from the end of a line's indentation to the title of a finding. */
const FINDING_BEGINS = 12
