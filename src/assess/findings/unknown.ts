import { hasAnswered, notProbedBecause } from '../../model/questions/endpoint.ts'
import type { UNKNOWN_FINDINGS } from '../../registry/findings/unknown.ts'
import { cut, listed, NO, type Predicates } from './answer.ts'

export const UNKNOWN: Predicates<typeof UNKNOWN_FINDINGS> = {
  /** A local program has no connection that could be probed. */
  'not-probed': ({ endpoint: { stdio, unresolved }, addresses, problem }) => {
    if (stdio) return NO
    if (unresolved) {
      const evidence = `It could not be probed: its address is a template, and ${listed(unresolved)} is not known.`
      return { found: [{ evidence }], open: [] }
    }
    if (hasAnswered(addresses)) return NO
    const why = cut(notProbedBecause({ problem, addresses }) ?? 'no reason is known', 400)
    return { found: [{ evidence: `It could not be probed: ${why}.` }], open: [] }
  },

  'key-exchange-unknown': ({ endpoint, judged, answered, isUnknown }) => {
    if (endpoint.stdio || answered.length === 0 || !isUnknown) return NO
    const why = listed(judged.flatMap(({ unknown }) => unknown ?? []).slice(0, 3))
    return { found: [{ evidence: `Its key exchange could not be found out: ${why}.` }], open: [] }
  },
}
