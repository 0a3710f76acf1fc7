import type { Assessment, AuthenticationCategory } from '../model/assessment.ts'
import type { Certificate, Chain, PublicKey } from '../model/certificate.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { keyName } from '../model/questions/key.ts'
import { addressesDiffer } from './addresses.ts'
import { chainReasons } from './chainReasons.ts'
import { judgeSshAuthentication } from './ssh.ts'

type Authentication = Assessment['authentication']

/** Worst first. */
export const WORST_FIRST: readonly AuthenticationCategory[] = ['none', 'classical', 'pqc']

/**
 * What proves who the server is. Forging it needs a quantum computer at the time of the handshake, so it is judged
 * apart from the key exchange. The category says what the weakest address has at its best, `weakest` which key it
 * still shows.
 */
export const assessAuthentication = (addresses: readonly AddressFacts[], now: Date): Authentication => {
  const judged = addresses.map((address) => ({ address, ...judge(address, now) }))
  const known = judged.filter(({ category }) => category !== 'unknown')
  const [weakest] = known.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.category) - WORST_FIRST.indexOf(b.category),
  )
  const shown = addresses
    .flatMap(({ tls }) => tls?.chains ?? [])
    .flatMap(({ certificates }) => certificates.slice(0, 1))
    .toSorted((a, b) => strength(a) - strength(b))[0]
  const reasons = [...addressesDiffer(known), ...judged.flatMap((one) => one.reasons)]
  return {
    category: weakest?.category ?? 'unknown',
    ...(shown ? { weakest: keyName(shown.publicKey) } : {}),
    reasons: reasons.length === 0 ? ['no certificate was seen'] : [...new Set(reasons)],
  }
}

const judge = ({ service, tls, ssh }: AddressFacts, now: Date): Authentication => {
  if (ssh) return judgeSshAuthentication(ssh)
  if (service === 'http') return { category: 'none', reasons: ['plain HTTP: nothing proves who answers'] }
  if (!tls) return { category: 'unknown', reasons: [] }
  const anonymous = Object.values(tls.cipherSuites).some((suites) => suites.some(isAnonymous))
  const forged = tls.signatureSchemes.some(({ verified }) => verified === false)
  return {
    category: tls.chains.length === 0 && anonymous ? 'none' : categoryOf(tls.chains),
    reasons: [
      ...(tls.chains.length === 0 ? ['no certificate was seen'] : []),
      ...tls.chains.flatMap((chain) => chainReasons(chain, now)),
      ...(anonymous ? ['anonymous cipher suites are accepted: nothing proves who answers'] : []),
      ...(forged ? ['a signature of the handshake does not match the certificate'] : []),
    ],
  }
}

/** As in the IANA registry: `TLS_DH_anon_WITH_AES_128_CBC_SHA`, `TLS_ECDH_anon_WITH_NULL_SHA`. */
const isAnonymous = (suite: string): boolean => suite.includes('_anon_')

const categoryOf = (chains: readonly Chain[]): AuthenticationCategory => {
  const kinds = chains.map(({ certificates }) =>
    certificates.flatMap(({ publicKey, signatureQuantum }) => [publicKey.quantum, signatureQuantum]),
  )
  if (kinds.some((chain) => chain.length > 0 && chain.every((kind) => kind === 'resistant'))) return 'pqc'
  return kinds.some((chain) => chain.includes('vulnerable')) ? 'classical' : 'unknown'
}

/** Strength in bits, roughly as NIST SP 800-57 part 1 r5 §5.6.1 has it; what resists comes last. */
const strength = ({ publicKey }: Certificate): number => {
  if (publicKey.quantum === 'resistant') return Number.POSITIVE_INFINITY
  if (publicKey.quantum === 'unknown') return 0
  const bits = publicKey.bits ?? 0
  return isRsa(publicKey) ? (bits < 2048 ? 80 : bits < 3072 ? 112 : 128) : bits / 2
}

const isRsa = ({ algorithm }: PublicKey): boolean => algorithm.startsWith('RSA')
