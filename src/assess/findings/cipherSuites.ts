import { VERSION_NAMES } from '../../model/questions/names.ts'
import { suitesOpen } from '../../model/questions/tls.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { groupAlgorithm } from '../../registry/algorithms/keyEstablishment.ts'
import type rows from '../../registry/findings/cipherSuites.json'
import {
  cipherSuiteNamed,
  type SuiteWeakness,
  suiteWeaknesses,
} from '../../registry/tls/suites/cipherSuites.ts'
import { DEPRECATED_STRENGTH, MIN_INTEGER_BITS } from '../../registry/x509/strength.ts'
import { atEachTls, once, type Predicate, type Predicates, seenOr } from './answer.ts'

export const CIPHER_SUITES: Predicates<typeof rows> = {
  'static-rsa': atEachTls((tls) => seenOr(acceptsStaticRsa(tls) ? ['RSA'] : [], anySuiteOpen(tls))),

  'static-dh': atEachTls((tls) =>
    seenOr(
      acceptedSuites(tls, (name) => {
        const { keyExchange, authentication } = cipherSuiteNamed(name) ?? {}
        return (keyExchange === 'DH' || keyExchange === 'ECDH') && authentication !== 'anon'
      }),
      anySuiteOpen(tls),
    ),
  ),

  'weak-dh': atEachTls((tls) => {
    const sizes = tls.keyExchange12Details.filter(({ family }) => family === 'DHE').map(({ bits }) => bits)
    const short = sizes.filter((bits) => bits !== undefined && bits < MIN_INTEGER_BITS)
    // The probe reads no size from an anonymous answer.
    const isUnknown = sizes.includes(undefined) || acceptedSuites(tls, isAnonymousDh).length > 0
    return seenOr(
      short.map((bits) => `${bits} bits`),
      isUnknown ? 'the size of a Diffie-Hellman group is unknown' : anySuiteOpen(tls),
    )
  }),

  /** TLS 1.3 has none of them (RFC 9846 §4.3.7). */
  'weak-curve': atEachTls((tls) => {
    const curves = tls.keyExchange12Details.filter(({ family }) => family === 'ECDHE')
    const names = curves.map(({ group = '' }) => group)
    const weak = names.filter((name) => (groupAlgorithm(name)?.classicalBits ?? 128) < DEPRECATED_STRENGTH)
    const isUnknown = curves.some(({ group }) => group === undefined)
    return seenOr(weak, isUnknown ? 'the curve of an ECDHE key exchange is unknown' : anySuiteOpen(tls))
  }),

  /** TLS 1.3 has groups of sufficient size (RFC 7919); versions before TLS 1.2 are obsolete as a whole. */
  'finite-field-dh': atEachTls((tls) => seenOr(dheSuites12(tls), suitesOpen(tls, ['TLS 1.2']))),

  /** Suites of RFC 9150 are TLS 1.3. */
  'null-cipher': weakSuites('null', (tls) => suitesOpen(tls, VERSION_NAMES)),
  'export-cipher': weakSuites('export'),
  des: weakSuites('des'),
  rc4: weakSuites('rc4'),
  'triple-des': weakSuites('3des'),
  'weak-cipher-suite': weakSuites('idea'),
}

/** `open`: why it may accept more suites of this kind. Most kinds occur only before TLS 1.3. */
export function weakSuites(
  weakness: SuiteWeakness,
  open: (tls: TlsFacts) => string | undefined = (tls) => anySuiteOpen(tls),
): Predicate {
  return atEachTls((tls) =>
    seenOr(
      acceptedSuites(tls, (name) => suiteWeaknesses(name).includes(weakness)),
      open(tls),
    ),
  )
}

const anySuiteOpen = once((tls: TlsFacts) => suitesOpen(tls))

/** Ten predicates ask this of every endpoint: no list of all suites is made for it. */
const acceptedSuites = ({ cipherSuites }: TlsFacts, wanted: (name: string) => boolean): string[] => {
  const found: string[] = []
  for (const names of Object.values(cipherSuites))
    for (const name of names) if (wanted(name)) found.push(name)
  return found
}

const acceptsStaticRsa = ({ keyExchange12, keyExchange12Details }: TlsFacts): boolean =>
  keyExchange12.includes('RSA') || keyExchange12Details.some(({ family }) => family === 'RSA')

const isAnonymousDh = (name: string): boolean => /^TLS_DH_anon_/.test(name)

/** Without a list of suites, the family that a single answer showed. RFC 10015 lists the anonymous suites too. */
const dheSuites12 = ({ versions, cipherSuites, keyExchange12 }: TlsFacts): string[] =>
  cipherSuites['TLS 1.2']
    ?.filter((name) => isAnonymousDh(name) || /^DHE/.test(cipherSuiteNamed(name)?.keyExchange ?? ''))
    .map((name) => (isAnonymousDh(name) ? 'anonymous DH' : name)) ??
  (versions['TLS 1.2'].state === 'accepted' ? keyExchange12.filter((family) => family === 'DHE') : [])
