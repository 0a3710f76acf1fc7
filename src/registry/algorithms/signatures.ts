import type { PublicKey } from '../../model/certificate.ts'
import { signatureScheme } from '../tls/signatureSchemes.ts'
import { OIDS, type OidRow, oidName } from '../x509/oids.ts'
import { hashAlgorithm } from './hashes.ts'
import { type AlgorithmRow, ofModulus, onCurve } from './row.ts'

const SIGNING = ['sign', 'verify']
const STRENGTH = 'NIST SP 800-57 part 1 r5 table 2'

const signature = (name: string, facts: Partial<AlgorithmRow>, source: string): AlgorithmRow => ({
  name,
  primitive: 'signature',
  functions: SIGNING,
  ...facts,
  source,
})

const OID_BY_NAME: ReadonlyMap<string, OidRow> = new Map(OIDS.map((row) => [oidName(row.oid), row]))

const oidOf = (name: string): { oid?: string } => {
  const oid = OID_BY_NAME.get(name)?.oid
  return oid === undefined ? {} : { oid }
}

/** FIPS 204 §4 and FIPS 205 §11: the category of a parameter set, and the AES key that is as hard to find. */
const LEVELS: Readonly<Record<string, { nistLevel: number; classicalBits: number }>> = {
  '44': { nistLevel: 2, classicalBits: 128 },
  '65': { nistLevel: 3, classicalBits: 192 },
  '87': { nistLevel: 5, classicalBits: 256 },
  '128': { nistLevel: 1, classicalBits: 128 },
  '192': { nistLevel: 3, classicalBits: 192 },
  '256': { nistLevel: 5, classicalBits: 256 },
}

/** `ML-DSA-65`, `SLH-DSA-SHA2-128s`. */
const postQuantum = (name: string): AlgorithmRow | undefined => {
  const [, family, parameterSet, size] = /^(ML-DSA|SLH-DSA)-((?:SHA2-|SHAKE-)?(\d+)[sf]?)$/.exec(name) ?? []
  if (family === undefined || parameterSet === undefined || size === undefined) return undefined
  const source = family === 'ML-DSA' ? 'FIPS 204 §4' : 'FIPS 205 §11'
  return signature(name, { family, parameterSet, ...LEVELS[size], ...oidOf(name) }, source)
}

const digest = (hash: string): string => hashAlgorithm(hash)?.name ?? hash.toUpperCase()

const pkcs1 = (hash: string): AlgorithmRow =>
  signature(
    `RSASSA-PKCS1-v1_5-${digest(hash)}`,
    { family: 'RSASSA-PKCS1', padding: 'pkcs1v15', nistLevel: 0, ...oidOf(`${hash}WithRSAEncryption`) },
    'RFC 8017 §8.2',
  )

const pss = (hash?: string): AlgorithmRow =>
  signature(
    hash === undefined ? 'RSASSA-PSS' : `RSASSA-PSS-${digest(hash)}`,
    { family: 'RSASSA-PSS', nistLevel: 0, ...oidOf('RSASSA-PSS') },
    'RFC 8017 §8.1',
  )

/** In TLS 1.2 and in a certificate's signature the hash is known, and the curve is not. */
const ecdsa = (curve: string | undefined, hash: string | undefined): AlgorithmRow =>
  signature(
    ['ECDSA', curve, hash && digest(hash)].filter(Boolean).join('-'),
    {
      family: 'ECDSA',
      ...onCurve(curve),
      nistLevel: 0,
      ...(hash === undefined ? {} : oidOf(`ecdsa-with-${hash.toUpperCase()}`)),
    },
    `FIPS 186-5 §6; ${STRENGTH}`,
  )

const eddsa = (name: 'Ed25519' | 'Ed448'): AlgorithmRow =>
  signature(name, { family: 'EdDSA', ...onCurve(name), nistLevel: 0, ...oidOf(name) }, 'RFC 8032 §8.5')

const dsa = (hash: string): AlgorithmRow =>
  signature(
    `DSA-${digest(hash)}`,
    { family: 'DSA', nistLevel: 0, ...oidOf(`dsa-with-${hash}`) },
    'FIPS 186-4: withdrawn',
  )

/** The algorithm of a SignatureScheme as one version of TLS means it; undefined for a value without a row. */
export const schemeAlgorithm = (value: number, version: string): AlgorithmRow | undefined => {
  const row = signatureScheme(value)
  if (!row) return undefined
  const { name, keyType, hash, parameterSet, curve: bound } = row
  if (parameterSet !== undefined) return postQuantum(parameterSet)
  if (keyType === 'Ed25519' || keyType === 'Ed448') return eddsa(keyType)
  if (keyType === 'ECDSA') return ecdsa(version === 'TLS 1.3' ? bound : undefined, hash)
  if (keyType === 'DSA' && hash !== undefined) return dsa(hash)
  if (hash !== undefined && name.startsWith('rsa_pss')) return pss(hash)
  if (hash !== undefined && name.startsWith('rsa_pkcs1')) return pkcs1(hash)
  if (keyType === 'SM2') return signature('SM2-SM3', { family: 'SM2', nistLevel: 0 }, row.source)
  return signature(name, { family: 'GOST', nistLevel: 0 }, row.source)
}

/** The algorithm by which a certificate is signed, by the name that this program shows; undefined for what has no row. */
export const certificateSignature = (name: string): AlgorithmRow | undefined => {
  const row = OID_BY_NAME.get(name)
  if (!row) return undefined
  const rsa = /^(md5|sha1|sha\d{3})WithRSAEncryption$/.exec(name)?.[1]
  const ec = /^ecdsa-with-(SHA\d+)$/.exec(name)?.[1]
  const dss = /^dsa-with-(sha\d+)$/.exec(name)?.[1]
  if (rsa !== undefined) return pkcs1(rsa)
  if (ec !== undefined) return ecdsa(undefined, ec.toLowerCase())
  if (dss !== undefined) return dsa(dss)
  if (name === 'RSASSA-PSS') return pss()
  if (name === 'Ed25519' || name === 'Ed448') return eddsa(name)
  const level = row.quantum === 'vulnerable' ? { nistLevel: 0 } : {}
  return postQuantum(name) ?? signature(name, { ...level, oid: row.oid }, row.source)
}

/** The algorithm of a public key; undefined for what has no row. */
export const keyAlgorithm = (
  key: Pick<PublicKey, 'algorithm' | 'bits' | 'parameters'>,
): AlgorithmRow | undefined => {
  const { algorithm, bits, parameters } = key
  if (algorithm === 'RSA' || algorithm === 'RSASSA-PSS') return rsaKey(algorithm, bits)
  if (algorithm === 'EC') return onCurve(parameters) && ecdsa(parameters, undefined)
  return certificateSignature(parameters?.startsWith(algorithm) ? parameters : algorithm)
}

/** A key for RSA may sign and, in TLS 1.2, decrypt; one for RSASSA-PSS only signs (RFC 4055 §1.2). */
export const rsaKey = (algorithm: 'RSA' | 'RSASSA-PSS', bits: number | undefined): AlgorithmRow => {
  const facts = { ...ofModulus(bits), nistLevel: 0, ...oidOf(algorithm) }
  const name = bits === undefined ? algorithm : `${algorithm}-${bits}`
  const source = `RFC 4055; ${STRENGTH}`
  if (algorithm === 'RSASSA-PSS') {
    return signature(bits === undefined ? 'RSASSA-PSS key' : name, { family: 'RSASSA-PSS', ...facts }, source)
  }
  return { name, primitive: 'pke', functions: ['encrypt', 'decrypt', ...SIGNING], ...facts, source }
}

/** RFC 5246 §7.4.7.1: the client encrypts the premaster secret to the server's key. */
export const RSA_KEY_TRANSPORT: AlgorithmRow = {
  name: 'RSAES-PKCS1-v1_5',
  primitive: 'pke',
  family: 'RSAES-PKCS1',
  padding: 'pkcs1v15',
  functions: ['encapsulate', 'decapsulate'],
  nistLevel: 0,
  source: 'RFC 5246 §7.4.7.1; RFC 8017 §7.2',
}
