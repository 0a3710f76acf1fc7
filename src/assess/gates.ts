import { UsageError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { TlsFacts } from '../model/tls.ts'

/** A condition that `--fail-on` names. */
export type Gate = { name: string; meaning: string; fails: (endpoint: InventoryEndpoint) => boolean }

const anyTls = (endpoint: InventoryEndpoint, holds: (tls: TlsFacts) => boolean): boolean =>
  endpoint.addresses.some(({ tls }) => tls !== undefined && holds(tls))

const OBSOLETE = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const
const SHORT_RSA_BITS = 2048

/** What `scan --fail-on` can be given, beside `risk=N`. */
const GATES = {
  plaintext: {
    meaning: 'plain HTTP',
    fails: ({ assessment }) => assessment.keyExchange.category === 'plaintext',
  },
  classical: {
    meaning: 'no post-quantum key exchange (plain HTTP and Kyber drafts included)',
    fails: ({ assessment }) =>
      ['plaintext', 'classical', 'legacy-draft'].includes(assessment.keyExchange.category),
  },
  'classical-accepted': {
    meaning: 'clients without post-quantum key exchange are let in',
    fails: ({ assessment }) => assessment.keyExchange.classicalAccepted === true,
  },
  'obsolete-version': {
    meaning: 'TLS 1.1 or older is accepted',
    fails: (endpoint) =>
      anyTls(endpoint, ({ versions }) => OBSOLETE.some((version) => versions[version].state === 'accepted')),
  },
  'static-rsa': {
    meaning: 'static RSA key exchange is accepted',
    fails: (endpoint) => anyTls(endpoint, ({ keyExchange12 }) => keyExchange12.includes('RSA')),
  },
  'short-rsa': {
    meaning: 'an RSA key below 2,048 bits',
    fails: (endpoint) =>
      anyTls(endpoint, ({ chains }) =>
        chains.some(({ certificates }) =>
          certificates.some(
            ({ publicKey: { algorithm, bits } }) =>
              algorithm.startsWith('RSA') && (bits ?? SHORT_RSA_BITS) < SHORT_RSA_BITS,
          ),
        ),
      ),
  },
  untrusted: {
    meaning: 'a certificate that does not validate (expired ones included), or is for another name',
    fails: (endpoint) =>
      anyTls(endpoint, ({ chains }) =>
        chains.some(({ trusted, nameMatches }) => trusted === false || nameMatches === false),
      ),
  },
  unknown: {
    meaning: 'its key exchange could not be found out',
    fails: ({ assessment }) => assessment.keyExchange.category === 'unknown',
  },
} as const satisfies Record<string, Omit<Gate, 'name'>>

export const GATE_NAMES = Object.keys(GATES)

/** @throws {UsageError} INVALID_GATE for anything that is neither a name nor `risk=N`. */
export const parseGates = (texts: readonly string[]): Gate[] => texts.map(parseGate)

const parseGate = (name: string): Gate => {
  const risk = /^risk=(\d{1,3})$/.exec(name)?.[1]
  if (risk !== undefined && Number(risk) <= 100) {
    return {
      name,
      meaning: `a risk of ${risk} or more`,
      fails: ({ assessment }) => assessment.risk.score >= Number(risk),
    }
  }
  if (Object.hasOwn(GATES, name)) return { name, ...GATES[name as keyof typeof GATES] }
  throw new UsageError(
    'INVALID_GATE',
    `--fail-on ${JSON.stringify(name)} is no condition`,
    `Use one of ${GATE_NAMES.join(', ')}, or risk=70.`,
  )
}
