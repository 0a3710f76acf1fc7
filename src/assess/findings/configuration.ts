import type { DiscoveryFinding } from '../../model/endpoint.ts'
import { filled } from '../../model/text/filled.ts'
import type rows from '../../registry/findings/configuration.json'
import { cut, type Predicate, type Predicates } from './answer.ts'

export const CONFIGURATION: Predicates<typeof rows> = {
  'verification-off': configured('TLS_VERIFICATION_OFF'),
  'configured-http': configured('PLAINTEXT_HTTP'),
  'http-allowed': configured('ALLOW_HTTP'),
  'extra-authority': configured('EXTRA_CA'),
  'secret-in-url': configured('SECRET_IN_URL'),
  'secret-readable': configured('SECRET_READABLE'),
}

function configured(code: DiscoveryFinding['code']): Predicate {
  return ({ endpoint: { findings = [] } }, _, sentence) => {
    const counts = new Map<string, number>()
    const found = findings.filter((one) => one.code === code)
    return {
      found: found.map(({ level, message, path, line }) => {
        const text = `${code} ${path} ${message}`
        const count = (counts.get(text) ?? 0) + 1
        counts.set(text, count)
        return {
          level,
          evidence: filled(sentence, { some: cut(message, 300) }),
          key: `${text} ${count}`,
          place: { path, ...(line === undefined ? {} : { line }) },
        }
      }),
      open: [],
    }
  }
}
