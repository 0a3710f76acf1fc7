import { curveStrength } from '../x509/strength.ts'

/** A cryptographic algorithm as an inventory of cryptography describes it (CycloneDX `algorithmProperties`). */
export type AlgorithmRow = {
  /** Unique among all rows. */
  name: string
  primitive:
    | 'kem'
    | 'key-agree'
    | 'signature'
    | 'pke'
    | 'ae'
    | 'block-cipher'
    | 'stream-cipher'
    | 'mac'
    | 'hash'
    | 'combiner'
    | 'unknown'
  /** As the cryptography definitions of CycloneDX 1.7 spell it; absent where they have none. */
  family?: string
  parameterSet?: string
  /** As the cryptography definitions of CycloneDX 1.7 spell it: `secg/secp256r1`. */
  curve?: string
  mode?: 'cbc' | 'gcm' | 'ccm' | 'ctr'
  padding?: 'pkcs1v15' | 'oaep'
  functions?: readonly string[]
  /** Bits of security against a classical computer. */
  classicalBits?: number
  /** NIST's security category: 0 where a quantum computer breaks it, absent where NIST has put it in none. */
  nistLevel?: number
  oid?: string
  /** What it is put together from. */
  parts?: readonly AlgorithmRow[]
  source: string
}

/** What an inventory says of a curve: its name in the cryptography definitions of CycloneDX 1.7, and its strength. */
export type Curve = { id: string; classicalBits?: number }

const WITH_OWN_NAME: Readonly<Record<string, Curve>> = {
  x25519: { id: 'other/Curve25519', classicalBits: 128 },
  x448: { id: 'other/Curve448', classicalBits: 224 },
  Ed25519: { id: 'other/Ed25519', classicalBits: 128 },
  Ed448: { id: 'other/Ed448', classicalBits: 224 },
  curveSM2: { id: 'oscaa/SM2', classicalBits: 128 },
}

/** A curve by its name in TLS or X.509 (`secp256r1`, `brainpoolP384r1tls13`); undefined where it has none there. */
export const curve = (name: string): Curve | undefined => {
  if (Object.hasOwn(WITH_OWN_NAME, name)) return WITH_OWN_NAME[name]
  const plain = name.replace(/tls13$/, '')
  const [, family, bits] = /^(secp|sect|brainpoolP)(\d{3})[krt]\d$/.exec(plain) ?? []
  if (family === undefined) return undefined
  const classicalBits = curveStrength(Number(bits))
  return {
    id: `${family === 'brainpoolP' ? 'brainpool' : 'secg'}/${plain}`,
    ...(classicalBits === undefined ? {} : { classicalBits }),
  }
}
