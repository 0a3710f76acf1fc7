import { groupNamed, NAMED_GROUPS } from '../tls/namedGroups.ts'
import { OIDS } from '../x509/oids.ts'
import { type AlgorithmRow, ofModulus, onCurve } from './row.ts'

const KEM_FUNCTIONS = ['keygen', 'encapsulate', 'decapsulate']
const AGREEMENT_FUNCTIONS = ['keygen', 'keyderive']

const mlKem = (parameterSet: number, nistLevel: number, classicalBits: number): AlgorithmRow => {
  const name = `ML-KEM-${parameterSet}`
  const oid = OIDS.find(({ parameters }) => parameters === name)?.oid
  return {
    name,
    primitive: 'kem',
    family: 'ML-KEM',
    parameterSet: String(parameterSet),
    functions: KEM_FUNCTIONS,
    classicalBits,
    nistLevel,
    ...(oid === undefined ? {} : { oid }),
    source: 'FIPS 203 §8',
  }
}

const otherKem = (name: string, source: string): AlgorithmRow => ({
  name,
  primitive: 'kem',
  functions: KEM_FUNCTIONS,
  source,
})

export const ML_KEM = { 512: mlKem(512, 1, 128), 768: mlKem(768, 3, 192), 1024: mlKem(1024, 5, 256) } as const
export const SNTRUP761 = otherKem('sntrup761', 'RFC 9941; NTRU Prime, NIST round 3')
export const SNTRUP4591761 = otherKem('sntrup4591761', 'NTRU Prime, NIST round 1')

/** The part of two drafts that is not a group by itself. */
const KYBER = otherKem('Kyber768Draft00', 'CRYSTALS-Kyber 3.02: not ML-KEM')

/** Diffie-Hellman in a field of so many bits; undefined: unknown. */
export const finiteField = (bits: number | undefined, group = ''): AlgorithmRow => ({
  name: ['FFDHE', group, bits].filter(Boolean).join('-'),
  primitive: 'key-agree',
  family: 'FFDH',
  functions: AGREEMENT_FUNCTIONS,
  ...ofModulus(bits),
  nistLevel: 0,
  source: 'NIST SP 800-56A r3 §5.7.1; SP 800-57 part 1 r5 table 2',
})

/** Diffie-Hellman on a curve, by the curve's name in TLS; undefined: unknown. */
export const ellipticCurve = (name: string | undefined): AlgorithmRow => ({
  name: name === 'x25519' ? 'X25519' : name === 'x448' ? 'X448' : ['ECDHE', name].filter(Boolean).join('-'),
  primitive: 'key-agree',
  family: 'ECDH',
  functions: AGREEMENT_FUNCTIONS,
  ...onCurve(name),
  nistLevel: 0,
  source: 'NIST SP 800-56A r3 §5.7.1; RFC 7748; SP 800-57 part 1 r5 table 2',
})

const GOST_GROUP = /^GC(256|512)[A-D]$/

const single = (name: string): AlgorithmRow => {
  const key = groupNamed(name)?.key
  if (key?.type === 'ml-kem') return ML_KEM[key.parameterSet]
  if (name === KYBER.name) return KYBER
  const field = /^ffdhe(\d+)$/.exec(name)?.[1]
  if (field !== undefined) return finiteField(Number(field))
  const row = ellipticCurve(name)
  return GOST_GROUP.test(name) ? { ...row, family: 'GOST' } : row
}

/** A combination of two secrets is as strong as the stronger one. */
export const combined = (name: string, parts: readonly AlgorithmRow[], source: string): AlgorithmRow => {
  const [kem] = parts.filter(({ primitive }) => primitive === 'kem')
  const classicalBits = Math.max(...parts.map((part) => part.classicalBits ?? 0))
  return {
    name,
    primitive: 'combiner',
    functions: ['encapsulate', 'decapsulate', 'keyderive'],
    ...(kem?.classicalBits === undefined ? {} : { classicalBits }),
    ...(kem?.nistLevel === undefined ? {} : { nistLevel: kem.nistLevel }),
    parts,
    source,
  }
}

const GROUPS: ReadonlyMap<string, AlgorithmRow> = new Map(
  NAMED_GROUPS.map(({ name, components, source }) => [
    name,
    components ? combined(name, components.map(single), source) : single(name),
  ]),
)

/** The algorithm of a NamedGroup, by its IANA name; undefined for a code point without a row. */
export const groupAlgorithm = (name: string): AlgorithmRow | undefined => GROUPS.get(name)
