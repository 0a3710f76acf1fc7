import type { Assessment } from '../model/assessment.ts'
import type { Certificate, Chain, PublicKey } from '../model/certificate.ts'
import type { AddressFacts } from '../model/endpoint.ts'

type Authentication = Assessment['authentication']

/**
 * What proves who the server is. Forging it needs a quantum computer at the time of the handshake, so it is judged
 * apart from the key exchange. The category says what the server has at its best, `weakest` what it still shows.
 */
export const assessAuthentication = (addresses: readonly AddressFacts[], now: Date): Authentication => {
  if (addresses.some(({ service }) => service === 'http')) {
    return { category: 'none', reasons: ['plain HTTP: nothing proves who answers'] }
  }
  const chains = addresses.flatMap(({ tls }) => tls?.chains ?? [])
  const tls = addresses.flatMap(({ tls: facts }) => facts ?? [])
  if (chains.length === 0) {
    const anonymous = tls.some(({ keyExchange12 }) => keyExchange12.length > 0)
    return { category: anonymous ? 'none' : 'unknown', reasons: ['no certificate was seen'] }
  }
  const weakest = chains.flatMap(({ certificates }) => certificates.slice(0, 1)).toSorted(weakestFirst)[0]
  return {
    category: categoryOf(chains),
    ...(weakest ? { weakest: keyName(weakest.publicKey) } : {}),
    reasons: [...new Set(chains.flatMap((chain) => chainReasons(chain, now)))].concat(
      tls.some(({ signatureSchemes }) => signatureSchemes.some(({ verified }) => verified === false))
        ? ['a signature of the handshake does not match the certificate']
        : [],
    ),
  }
}

const categoryOf = (chains: readonly Chain[]): Authentication['category'] => {
  const kinds = chains.map(({ certificates }) =>
    certificates.flatMap(({ publicKey, signatureQuantum }) => [publicKey.quantum, signatureQuantum]),
  )
  if (kinds.some((chain) => chain.every((kind) => kind === 'resistant'))) return 'pqc'
  return kinds.some((chain) => chain.includes('vulnerable')) ? 'classical' : 'unknown'
}

/** Strength in bits, roughly as NIST SP 800-57 part 1 r5 §5.6.1 has it; what resists comes last. */
const strength = ({ publicKey }: Certificate): number => {
  if (publicKey.quantum === 'resistant') return Number.POSITIVE_INFINITY
  if (publicKey.quantum === 'unknown') return 0
  const bits = publicKey.bits ?? 0
  if (!publicKey.algorithm.startsWith('RSA')) return bits / 2
  return bits < 2048 ? 80 : bits < 3072 ? 112 : 128
}

const weakestFirst = (a: Certificate, b: Certificate): number => strength(a) - strength(b)

/** `RSA 2048`, `EC secp256r1`, `ML-DSA-65`. */
export const keyName = ({ algorithm, bits, parameters }: PublicKey): string => {
  if (parameters?.startsWith(algorithm)) return parameters
  const size = parameters ?? (algorithm.startsWith('RSA') || algorithm === 'DSA' ? bits : undefined)
  return size === undefined ? algorithm : `${algorithm} ${size}`
}

/** NIST SP 800-131A r2 §3: RSA signatures below 2,048 bits are disallowed. */
const WEAK_RSA_BITS = 2048

const SOON_DAYS = 30
const DAY_MS = 86_400_000

const chainReasons = ({ certificates, trusted, trustError, nameMatches }: Chain, now: Date): string[] => {
  const [leaf] = certificates
  if (!leaf) return []
  const days = Math.floor((Date.parse(leaf.notAfter) - now.getTime()) / DAY_MS)
  const weak = certificates.filter(
    ({ publicKey }) =>
      publicKey.algorithm.startsWith('RSA') && (publicKey.bits ?? Number.MAX_VALUE) < WEAK_RSA_BITS,
  )
  return [
    `its certificate is ${keyName(leaf.publicKey)}, signed with ${leaf.signatureAlgorithm}`,
    ...weak.map(({ publicKey }) => `${keyName(publicKey)} is too short even without a quantum computer`),
    ...(days < 0 ? [`the certificate expired ${leaf.notAfter.slice(0, 10)}`] : []),
    ...(days >= 0 && days <= SOON_DAYS ? [`the certificate expires in ${days} days`] : []),
    ...(trusted === false && !(days < 0 && trustError?.includes('expired'))
      ? [`not trusted: ${trustError}`]
      : []),
    ...(nameMatches === false ? ['the certificate is for another name'] : []),
  ]
}
