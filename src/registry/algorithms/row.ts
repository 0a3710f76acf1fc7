import { curveStrength, integerStrength } from '../x509/strength.ts'

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
  /** NIST's security category: 0 if a quantum computer breaks it, absent if NIST has assigned none. */
  nistLevel?: number
  oid?: string
  /** Of a combiner. */
  parts?: readonly AlgorithmRow[]
  source: string
}

type Strength = Pick<AlgorithmRow, 'parameterSet' | 'classicalBits' | 'curve'>

const WITH_OWN_NAME: Readonly<Record<string, Strength>> = {
  x25519: { curve: 'other/Curve25519', classicalBits: 128 },
  x448: { curve: 'other/Curve448', classicalBits: 224 },
  Ed25519: { curve: 'other/Ed25519', classicalBits: 128 },
  Ed448: { curve: 'other/Ed448', classicalBits: 224 },
  curveSM2: { curve: 'oscaa/SM2', classicalBits: 128 },
}

/** By a curve's name in TLS or X.509 (`secp256r1`, `brainpoolP384r1tls13`); undefined if it has none there. */
export const onCurve = (name = ''): Strength | undefined => {
  if (Object.hasOwn(WITH_OWN_NAME, name)) return WITH_OWN_NAME[name]
  const plain = name.replace(/tls13$/, '')
  const [, family, bits] = /^(secp|sect|brainpoolP)(\d{3})[krt]\d$/.exec(plain) ?? []
  if (family === undefined) return undefined
  const curve = `${family === 'brainpoolP' ? 'brainpool' : 'secg'}/${plain}`
  return { curve, ...strength(curveStrength(Number(bits))) }
}

/** Of RSA and of finite fields, by the bits of the modulus. */
export const ofModulus = (bits: number | undefined): Strength =>
  bits === undefined ? {} : { parameterSet: String(bits), ...strength(integerStrength(bits)) }

const strength = (classicalBits: number | undefined): Strength =>
  classicalBits === undefined ? {} : { classicalBits }
