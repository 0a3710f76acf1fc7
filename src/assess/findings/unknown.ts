import { addressName, hasAnswered, notProbedBecause } from '../../model/questions/endpoint.ts'
import { filled } from '../../model/text/filled.ts'
import type rows from '../../registry/findings/unknown.json'
import { cut, listed, NO, type Predicates } from './answer.ts'

export const UNKNOWN: Predicates<typeof rows> = {
  /** A stdio server has no connection to probe. */
  'not-probed': ({ endpoint: { stdio, unresolved }, addresses, problem }, _, sentence) => {
    if (stdio) return NO
    if (unresolved) {
      const some = `the variables of its address have no value: ${listed(unresolved)}`
      return { found: [{ evidence: filled(sentence, { some }) }], open: [] }
    }
    if (hasAnswered(addresses)) return NO
    const some = cut(notProbedBecause({ problem, addresses }) ?? 'unknown reason', 400)
    return { found: [{ evidence: filled(sentence, { some }) }], open: [] }
  },

  /** Of every address. Where it is unknown at some of them, it is undetermined for the endpoint. */
  'key-exchange-unknown': ({ endpoint, judged, answered, untested, isUnknown }, _, sentence) => {
    if (endpoint.stdio || answered.length === 0) return NO
    if (!isUnknown) {
      const open = answered.flatMap(({ address, unknown }) =>
        unknown === undefined ? [] : [{ reason: unknown, address: addressName(address) }],
      )
      return { found: [], open: [...untested, ...open] }
    }
    const some = listed(judged.flatMap(({ unknown }) => unknown ?? []).slice(0, 3))
    return { found: [{ evidence: filled(sentence, { some }) }], open: [] }
  },
}
