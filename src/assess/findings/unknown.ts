import { hasAnswered, notProbedBecause } from '../../model/questions/endpoint.ts'
import type rows from '../../registry/findings/unknown.json'
import { cut, listed, NO, type Predicates } from './answer.ts'

export const UNKNOWN: Predicates<typeof rows> = {
  /** A stdio server has no connection to probe. */
  'not-probed': ({ endpoint: { stdio, unresolved }, addresses, problem }) => {
    if (stdio) return NO
    if (unresolved) {
      const evidence = `It could not be probed: the variables of its address have no value: ${listed(unresolved)}.`
      return { found: [{ evidence }], open: [] }
    }
    if (hasAnswered(addresses)) return NO
    const why = cut(notProbedBecause({ problem, addresses }) ?? 'unknown reason', 400)
    return { found: [{ evidence: `It could not be probed: ${why}.` }], open: [] }
  },

  'key-exchange-unknown': ({ endpoint, judged, answered, isUnknown }) => {
    if (endpoint.stdio || answered.length === 0 || !isUnknown) return NO
    const why = listed(judged.flatMap(({ unknown }) => unknown ?? []).slice(0, 3))
    return { found: [{ evidence: `Its key exchange could not be determined: ${why}.` }], open: [] }
  },
}
