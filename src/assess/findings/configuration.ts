import type { DiscoveryFinding } from '../../model/endpoint.ts'
import type rows from '../../registry/findings/configuration.json'
import { cut, type Predicate, type Predicates } from './answer.ts'

export const CONFIGURATION: Predicates<typeof rows> = {
  'verification-off': configured('TLS_VERIFICATION_OFF'),
  'configured-http': configured('PLAINTEXT_HTTP'),
  'http-allowed': configured('ALLOW_HTTP'),
  'extra-authority': configured('EXTRA_CA'),
  'secret-in-url': configured('SECRET_IN_URL', 'exposes a secret'),
  'secret-readable': configured('SECRET_READABLE', 'exposes a secret'),
}

function configured(code: DiscoveryFinding['code'], effect = 'weakens the connection'): Predicate {
  return ({ endpoint: { findings = [] } }) => {
    const counts = new Map<string, number>()
    const found = findings.filter((one) => one.code === code)
    return {
      found: found.map(({ level, message, path, line }) => {
        const text = `${code} ${path} ${message}`
        const count = (counts.get(text) ?? 0) + 1
        counts.set(text, count)
        return {
          level,
          evidence: `The client configuration ${effect}: ${cut(message, 300)}.`,
          key: `${text} ${count}`,
          place: { path, ...(line === undefined ? {} : { line }) },
        }
      }),
      open: [],
    }
  }
}
