import { hasAnswered, notProbedBecause } from '../../model/questions/endpoint.ts'
import { cut, listed, NO, type Predicate } from './answer.ts'

/** A local program has no connection that could be probed. */
export const notProbed: Predicate = ({ endpoint: { stdio, unresolved }, addresses, problem }) => {
  if (stdio) return NO
  if (unresolved) {
    const evidence = `It could not be probed: its address is a template, and ${listed(unresolved)} is not known.`
    return { found: [{ evidence }], open: [] }
  }
  if (hasAnswered(addresses)) return NO
  const why = cut(notProbedBecause({ problem, addresses }) ?? 'no reason is known', 400)
  return { found: [{ evidence: `It could not be probed: ${why}.` }], open: [] }
}

export const keyExchangeUnknown: Predicate = ({ endpoint, judged, answered, isUnknown }) => {
  if (endpoint.stdio || answered.length === 0 || !isUnknown) return NO
  const why = listed(judged.flatMap(({ unknown }) => unknown ?? []).slice(0, 3))
  return { found: [{ evidence: `Its key exchange could not be found out: ${why}.` }], open: [] }
}
