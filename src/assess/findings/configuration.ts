import type { DiscoveryFinding } from '../../model/endpoint.ts'
import { cut, type Predicate } from './answer.ts'

/** What the files say in which the endpoint was found: each place is a finding of its own. */
export const configured =
  (code: DiscoveryFinding['code']): Predicate =>
  ({ endpoint: { findings = [] } }) => {
    const counts = new Map<string, number>()
    const found = findings.filter((one) => one.code === code)
    return {
      found: found.map(({ level, message, path, line }) => {
        const text = `${code} ${path} ${message}`
        const count = (counts.get(text) ?? 0) + 1
        counts.set(text, count)
        return {
          level,
          evidence: `The configuration of it weakens the connection: ${cut(message, 300)}.`,
          key: `${text} ${count}`,
          place: { path, ...(line === undefined ? {} : { line }) },
        }
      }),
      open: [],
    }
  }
