import type { PublicKey } from '../../model/certificate.ts'
import { rowsOf } from '../dataFile.ts'
import { signatureScheme } from '../tls/signatureSchemes.ts'
import { OIDS, type OidRow, oidName } from '../x509/oids.ts'
import { type AlgorithmRow, ofModulus, onCurve } from './row.ts'
import table from './signatures.json' with { type: 'json' }

/**
 * A signature algorithm as certificates and TLS name it. `x509`: the name of its OID; of several rows with the same, the first
 * is that of certificates. Names of signature schemes: in every version of TLS, before TLS 1.3, and in TLS 1.3, where an ECDSA
 * scheme determines the curve.
 */
export type SignatureRow = Omit<AlgorithmRow, 'primitive' | 'functions' | 'oid'> & {
  x509?: string
  schemes?: readonly string[]
  schemes12?: readonly string[]
  schemes13?: readonly string[]
}

const SIGNATURE = { primitive: 'signature', functions: ['sign', 'verify'] } as const
const STRENGTH = 'NIST SP 800-57 part 1 r5 table 2'

const OID_BY_NAME: ReadonlyMap<string, OidRow> = new Map(OIDS.map((row) => [oidName(row.oid), row]))

const oidOf = (name: string): { oid?: string } => {
  const oid = OID_BY_NAME.get(name)?.oid
  return oid === undefined ? {} : { oid }
}

const ROWS = rowsOf<SignatureRow>(table).map(
  ({ x509 = '', schemes = [], schemes12 = [], schemes13 = [], ...facts }) => ({
    x509,
    tls12: [...schemes, ...schemes12],
    tls13: [...schemes, ...schemes13],
    algorithm: { ...facts, ...oidOf(x509), ...SIGNATURE } as AlgorithmRow,
  }),
)

const named = (
  namesOf: (row: (typeof ROWS)[number]) => readonly string[],
): ReadonlyMap<string, AlgorithmRow> =>
  // Of rows with the same name the first counts.
  new Map(ROWS.toReversed().flatMap((row) => namesOf(row).map((name) => [name, row.algorithm] as const)))

const IN_CERTIFICATES = named(({ x509 }) => [x509])
const IN_TLS12 = named(({ tls12 }) => tls12)
const IN_TLS13 = named(({ tls13 }) => tls13)

/** The algorithm of a SignatureScheme as one version of TLS means it; undefined for a value without a row. */
export const schemeAlgorithm = (value: number, version: string): AlgorithmRow | undefined =>
  (version === 'TLS 1.3' ? IN_TLS13 : IN_TLS12).get(signatureScheme(value)?.name ?? '')

/** The algorithm by which a certificate is signed, by the name that this program shows; undefined for what has no row. */
export const certificateSignature = (name: string): AlgorithmRow | undefined => {
  const row = OID_BY_NAME.get(name)
  if (!row) return undefined
  const level = row.quantum === 'vulnerable' ? { nistLevel: 0 } : {}
  return IN_CERTIFICATES.get(name) ?? { name, ...SIGNATURE, ...level, oid: row.oid, source: row.source }
}

/** The algorithm of a public key; undefined for what has no row. */
export const keyAlgorithm = (
  key: Pick<PublicKey, 'algorithm' | 'bits' | 'parameters'>,
): AlgorithmRow | undefined => {
  const { algorithm, bits, parameters } = key
  if (algorithm === 'RSA' || algorithm === 'RSASSA-PSS') return rsaKey(algorithm, bits)
  if (algorithm === 'EC') return ecdsaKey(parameters)
  return certificateSignature(parameters?.startsWith(algorithm) ? parameters : algorithm)
}

const ecdsaKey = (curve: string | undefined): AlgorithmRow | undefined => {
  const facts = onCurve(curve)
  return (
    facts && {
      name: `ECDSA-${curve}`,
      ...SIGNATURE,
      family: 'ECDSA',
      ...facts,
      nistLevel: 0,
      source: `FIPS 186-5 §6; ${STRENGTH}`,
    }
  )
}

/** A key for RSA may sign and, in TLS 1.2, decrypt; one for RSASSA-PSS only signs (RFC 4055 §1.2). */
export const rsaKey = (algorithm: 'RSA' | 'RSASSA-PSS', bits: number | undefined): AlgorithmRow => {
  const facts = { ...ofModulus(bits), nistLevel: 0, ...oidOf(algorithm), source: `RFC 4055; ${STRENGTH}` }
  const name = bits === undefined ? algorithm : `${algorithm}-${bits}`
  if (algorithm === 'RSA')
    return { name, primitive: 'pke', functions: ['encrypt', 'decrypt', ...SIGNATURE.functions], ...facts }
  const shown = bits === undefined ? 'RSASSA-PSS key' : name
  return { name: shown, ...SIGNATURE, family: 'RSASSA-PSS', ...facts }
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
