import { UsageError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { acceptedOlderVersions } from '../model/questions/tls.ts'
import type { TlsFacts } from '../model/tls.ts'
import { isShortRsa } from './chainReasons.ts'

/** A condition that `--fail-on` names. `undecided`: it does not hold, and what it goes by was not all asked for. */
export type Gate = {
  name: string
  meaning: string
  fails: (endpoint: InventoryEndpoint) => boolean
  undecided: (endpoint: InventoryEndpoint) => boolean
}

/** `needsFull`: the quick profile does not ask for it, and what was not tested must not pass for a "no". */
type GateRow = Pick<Gate, 'meaning' | 'fails'> & { needsFull?: true }

const anyTls = (endpoint: InventoryEndpoint, holds: (tls: TlsFacts) => boolean): boolean =>
  endpoint.addresses.some(({ tls }) => tls !== undefined && holds(tls))

/** Nobody asked it for the versions that the quick profile leaves out. */
const isQuick = (endpoint: InventoryEndpoint): boolean =>
  anyTls(endpoint, ({ versions }) => versions['TLS 1.1'].state === 'not-tested')

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
    meaning: 'clients without post-quantum key exchange let in',
    needsFull: true,
    fails: ({ assessment }) => assessment.keyExchange.classicalAccepted === true,
  },
  'obsolete-version': {
    meaning: 'TLS 1.1 or older accepted',
    needsFull: true,
    fails: (endpoint) =>
      anyTls(endpoint, (tls) => acceptedOlderVersions(tls).some((version) => version !== 'TLS 1.2')),
  },
  'static-rsa': {
    meaning: 'static RSA key exchange accepted',
    needsFull: true,
    fails: (endpoint) => anyTls(endpoint, ({ keyExchange12 }) => keyExchange12.includes('RSA')),
  },
  'short-rsa': {
    meaning: 'an RSA key below 2,048 bits',
    fails: (endpoint) =>
      anyTls(endpoint, ({ chains }) =>
        chains.some(({ certificates }) => certificates.some(({ publicKey }) => isShortRsa(publicKey))),
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
    meaning: 'a key exchange that could not be found out',
    fails: ({ assessment }) => assessment.keyExchange.category === 'unknown',
  },
} as const satisfies Record<string, GateRow>

export const GATE_NAMES = Object.keys(GATES)

/**
 * @throws {UsageError} GATE_INVALID for anything that is neither a name nor `risk=N`; GATE_NEEDS_FULL for a name that
 * the profile cannot decide.
 */
export const parseGates = (texts: readonly string[], profile: 'full' | 'quick'): Gate[] =>
  texts.map((text) => parseGate(text, profile))

const parseGate = (name: string, profile: 'full' | 'quick'): Gate => {
  const risk = /^risk=(\d{1,3})$/.exec(name)?.[1]
  if (risk !== undefined && Number(risk) <= 100) {
    return {
      name,
      meaning: `a risk of ${risk} or more`,
      fails: ({ assessment }) => assessment.risk.score >= Number(risk),
      undecided: () => false,
    }
  }
  const row: GateRow | undefined = Object.hasOwn(GATES, name) ? GATES[name as keyof typeof GATES] : undefined
  if (!row) {
    throw new UsageError(
      'GATE_INVALID',
      `--fail-on ${JSON.stringify(name)} is no condition`,
      `Use one of ${GATE_NAMES.join(', ')}, or risk=70.`,
    )
  }
  if (row.needsFull && profile === 'quick') {
    throw new UsageError(
      'GATE_NEEDS_FULL',
      `--fail-on ${name} cannot be decided by the quick profile`,
      'Use --profile full: quick does not ask for it.',
    )
  }
  const { meaning, fails, needsFull = false } = row
  return { name, meaning, fails, undecided: (endpoint) => needsFull && !fails(endpoint) && isQuick(endpoint) }
}
