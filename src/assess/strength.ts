import type { InventoryEndpoint } from '../model/inventory.ts'
import { acceptedGroups, chainsOf, tlsOf } from '../model/questions/tls.ts'
import type { TlsFacts } from '../model/tls.ts'
import { groupAlgorithm } from '../registry/algorithms/keyEstablishment.ts'
import type { Strength } from '../registry/mandates/mandates.ts'
import { integerStrength, keyStrength } from '../registry/x509/strength.ts'

/**
 * The weakest key establishment that an endpoint accepts, in bits against a classical computer: the clauses of mandates
 * depend on it. Undefined: it accepts none that a quantum computer breaks.
 */
export const keyExchangeStrength = (endpoint: InventoryEndpoint): Strength | undefined => {
  const { category, classicalAccepted } = endpoint.assessment.keyExchange
  if (category === 'plaintext') return 'below-112'
  if (classicalAccepted === false) return undefined
  return weakest(tlsOf(endpoint).flatMap(keyExchangeBits)) ?? '128'
}

export const authenticationStrength = (endpoint: InventoryEndpoint): Strength | undefined =>
  weakest(
    chainsOf(endpoint)
      .flatMap(({ certificates }) => certificates)
      .filter(({ publicKey }) => publicKey.quantum === 'vulnerable')
      .map(({ publicKey }) => keyStrength(publicKey) ?? UNKNOWN_INTEGER),
  )

/** Assumed for an RSA key or a finite field of unknown size: the least that is still allowed. */
const UNKNOWN_INTEGER = 112

const keyExchangeBits = (tls: TlsFacts): number[] => [
  ...acceptedGroups(tls)
    .filter(({ kind }) => kind === 'classical')
    .map(({ name }) => groupBits(name)),
  ...tls.keyExchange12Details.map(({ family, bits, group = '' }) => {
    if (family === 'ECDHE' || family === 'ECDH') return groupBits(group)
    if (bits !== undefined) return integerStrength(bits) ?? 0
    return family === 'RSA' ? certificateBits(tls) : UNKNOWN_INTEGER
  }),
]

const groupBits = (name: string): number => groupAlgorithm(name)?.classicalBits ?? 128

/** Static RSA is as strong as the key of the certificate. */
const certificateBits = ({ chains }: TlsFacts): number => {
  const keys = chains.flatMap(({ certificates }) => certificates[0]?.publicKey ?? [])
  const rsa = keys.filter(({ algorithm }) => algorithm.startsWith('RSA'))
  return rsa.length === 0
    ? UNKNOWN_INTEGER
    : Math.min(...rsa.map((key) => keyStrength(key) ?? UNKNOWN_INTEGER))
}

const weakest = (found: readonly number[]): Strength | undefined => {
  if (found.length === 0) return undefined
  const bits = Math.min(...found)
  return bits < 112 ? 'below-112' : bits < 128 ? '112' : '128'
}
