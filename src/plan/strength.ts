import type { PublicKey } from '../model/certificate.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { chainsOf, tlsOf } from '../model/questions/tls.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { Strength } from '../registry/mandates/mandates.ts'
import { MIN_INTEGER_BITS, STRONG_INTEGER_BITS } from '../registry/x509/strength.ts'

/**
 * The weakest key establishment that an endpoint still lets happen, in bits against a classical computer: what the
 * mandates' clauses go by (NIST SP 800-57 part 1 r5 §5.6.1.1). Undefined where it has none that a quantum computer
 * breaks.
 */
export const keyExchangeStrength = (endpoint: InventoryEndpoint): Strength | undefined => {
  const { category, classicalAccepted } = endpoint.assessment.keyExchange
  if (category === 'plaintext') return 'below-112'
  if (classicalAccepted === false) return undefined
  const found = tlsOf(endpoint).flatMap(tlsStrengths)
  return weakest(found) ?? '128'
}

/** The weakest key that proves who an endpoint is. */
export const authenticationStrength = (endpoint: InventoryEndpoint): Strength | undefined => {
  const keys = chainsOf(endpoint).flatMap(({ certificates }) => certificates)
  return weakest(
    keys
      .filter(({ publicKey }) => publicKey.quantum === 'vulnerable')
      .map(({ publicKey }) => keyStrength(publicKey)),
  )
}

const tlsStrengths = (tls: TlsFacts): Strength[] => [
  ...tls.groups
    .filter(({ state, kind }) => state === 'accepted' && kind === 'classical')
    .map(({ name }) => groupStrength(name)),
  ...tls.keyExchange12Details.map(({ family, bits, group }) => {
    if (family === 'ECDHE') return groupStrength(group ?? '')
    return modulusStrength(bits ?? rsaBits(tls))
  }),
]

/** Static RSA is as strong as the certificate's key. */
const rsaBits = (tls: TlsFacts): number =>
  Math.min(
    ...tls.chains.flatMap(({ certificates }) => {
      const key = certificates[0]?.publicKey
      return key?.algorithm.startsWith('RSA') && key.bits !== undefined ? [key.bits] : []
    }),
  )

const keyStrength = ({ algorithm, bits, parameters }: PublicKey): Strength =>
  algorithm.startsWith('RSA') || algorithm === 'DSA'
    ? modulusStrength(bits ?? 2048)
    : groupStrength(parameters ?? '', bits)

const modulusStrength = (bits: number): Strength =>
  bits < MIN_INTEGER_BITS ? 'below-112' : bits < STRONG_INTEGER_BITS ? '112' : '128'

/** P-224 and ffdhe2048 have 112 bits; everything below is long gone from TLS 1.3, everything else has 128 or more. */
const groupStrength = (name: string, bits?: number): Strength => {
  const size = bits ?? Number(/(\d{3,4})/.exec(name)?.[1] ?? 256)
  if (name.startsWith('ffdhe')) return modulusStrength(size)
  return size < 224 ? 'below-112' : size < 250 ? '112' : '128'
}

const ORDER: readonly Strength[] = ['below-112', '112', '128']

const weakest = (found: readonly Strength[]): Strength | undefined =>
  ORDER.find((strength) => found.includes(strength))
