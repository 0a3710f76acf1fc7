import type { InventoryEndpoint, Summary } from '../../model/inventory.ts'
import { cutMiddle, wrap } from '../text/fit.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { endpointTitle, endpointUrl, isUnreached, notProbedBecause } from './labels.ts'
import { nextStep } from './nextStep.ts'

/** The most endpoints that the end of a scan explains, and that it names as not probed. */
export const EXPLAINED = 3
export const NAMED = 5

const MEANING = [
  ['plaintext', 'in the clear: anyone on the way can read it today'],
  ['classical', 'classical: what is recorded today can be read once a quantum computer exists'],
  ['legacy-draft', 'obsolete draft of post-quantum key exchange: to be replaced'],
  ['hybrid', 'hybrid: recording now to decrypt later gains nothing, where the client can do it too'],
  ['pqc', 'post-quantum alone'],
  ['unknown', 'unknown: its key exchange could not be found out'],
] as const

/** What a manager reads: how many of what, in words, and what is missing from it. `endpoints`: those that are named. */
export const summaryText = (
  endpoints: readonly InventoryEndpoint[],
  { endpoints: count, unreachable, silentAddresses, interrupted, keyExchange }: Summary,
  width: number,
): string => {
  const counts = MEANING.flatMap(([category, words]) => {
    const some = keyExchange[category] ?? 0
    return some === 0 ? [] : wrap(`${String(some).padStart(4)}  ${words}`, width, WORDS_BEGIN)
  })
  return [
    plural(count, 'endpoint'),
    ...counts,
    ...(unreachable > 0 ? notProbed(endpoints, unreachable, width) : []),
    ...(silentAddresses > 0
      ? [
          `Nothing listens on ${plural(silentAddresses, 'other address and port', 'other addresses and ports')}.`,
        ]
      : []),
    ...(interrupted ? ['The scan was interrupted: this is what was finished.'] : []),
  ].join('\n')
}

/** Columns from the end of a line's indentation to its words: of a count, two digits at the most. */
const WORDS_BEGIN = 3

const notProbed = (endpoints: readonly InventoryEndpoint[], count: number, width: number): string[] => {
  const reasons = endpoints
    .filter(isUnreached)
    .slice(0, NAMED)
    .flatMap((endpoint) => {
      const url = cutMiddle(endpointUrl(endpoint), width - 4)
      return wrap(`  ${url}: ${notProbedBecause(endpoint)}`, width)
    })
  return [
    `${count} could not be probed:`,
    ...reasons,
    ...(count > NAMED ? [`  and ${count - NAMED} more (--json has all)`] : []),
  ]
}

/** What an engineer does next: the highest risks, why, and the first step. Empty where nothing calls for one. */
export const beginWith = (endpoints: readonly InventoryEndpoint[], width: number): string => {
  const steps = endpoints.flatMap((endpoint) => {
    const step = notProbedBecause(endpoint) === undefined ? nextStep(endpoint) : undefined
    return step === undefined ? [] : [{ endpoint, step }]
  })
  if (steps.length === 0) return ''
  const lines = steps
    .slice(0, EXPLAINED)
    .flatMap(({ endpoint, step }) => [
      ...wrap(`  ${endpointTitle(endpoint)}`, width),
      ...endpoint.assessment.risk.drivers.flatMap((driver) => wrap(`    - ${sanitize(driver)}`, width)),
      ...wrap(`    > ${step}`, width),
    ])
  return ['Begin with', ...lines].join('\n')
}
