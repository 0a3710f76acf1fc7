import { addressName, hasAnswered, notProbedBecause } from '../../model/questions/endpoint.ts'
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

  /** Of every address. Where it is unknown at some of them, it is undetermined for the endpoint. */
  'key-exchange-unknown': ({ endpoint, judged, answered, untested, isUnknown }) => {
    if (endpoint.stdio || answered.length === 0) return NO
    if (!isUnknown) {
      const some = answered.flatMap(({ address, unknown }) =>
        unknown === undefined ? [] : [{ reason: unknown, address: addressName(address) }],
      )
      return { found: [], open: [...untested, ...some] }
    }
    const why = listed(judged.flatMap(({ unknown }) => unknown ?? []).slice(0, 3))
    return { found: [{ evidence: `Its key exchange could not be determined: ${why}.` }], open: [] }
  },
}
