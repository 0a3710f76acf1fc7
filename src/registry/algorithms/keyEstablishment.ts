import { byName, rowsOf } from '../dataFile.ts'
import { groupNamed, NAMED_GROUPS } from '../tls/groups/namedGroups.ts'
import { OIDS } from '../x509/oids.ts'
import kems from './kems.json' with { type: 'json' }
import { type AlgorithmRow, ofModulus, onCurve } from './row.ts'

const AGREEMENT_FUNCTIONS = ['keygen', 'keyderive']

/** A key encapsulation mechanism of kems.json; those of NIST have an OID. */
export type KemRow = Omit<AlgorithmRow, 'primitive' | 'functions' | 'oid'>

const kemNamed = byName(
  rowsOf<KemRow>(kems).map((row): AlgorithmRow => {
    const oid = OIDS.find(({ parameters }) => parameters === row.name)?.oid
    const functions = ['keygen', 'encapsulate', 'decapsulate']
    return { ...row, primitive: 'kem', functions, ...(oid === undefined ? {} : { oid }) }
  }),
)

export const kem = (name: string): AlgorithmRow => kemNamed(name) as AlgorithmRow

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
  if (key?.type === 'ml-kem') return kem(`ML-KEM-${key.parameterSet}`)
  const draft = kemNamed(name)
  if (draft) return draft
  const field = /^ffdhe(\d+)$/.exec(name)?.[1]
  if (field !== undefined) return finiteField(Number(field))
  const row = ellipticCurve(name)
  return GOST_GROUP.test(name) ? { ...row, family: 'GOST' } : row
}

/** A combination of two secrets is as strong as the stronger one. */
export const combined = (name: string, parts: readonly AlgorithmRow[], source: string): AlgorithmRow => {
  const encapsulated = parts.find(({ primitive }) => primitive === 'kem')
  const classicalBits = Math.max(...parts.map((part) => part.classicalBits ?? 0))
  return {
    name,
    primitive: 'combiner',
    functions: ['encapsulate', 'decapsulate', 'keyderive'],
    ...(encapsulated?.classicalBits === undefined ? {} : { classicalBits }),
    ...(encapsulated?.nistLevel === undefined ? {} : { nistLevel: encapsulated.nistLevel }),
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
