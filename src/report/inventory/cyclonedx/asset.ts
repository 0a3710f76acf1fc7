import { hash } from 'node:crypto'
import type { Certificate } from '../../../model/certificate.ts'
import type { AlgorithmRow } from '../../../registry/algorithms/row.ts'
import { sanitize } from '../../text/sanitize.ts'

/** The versions of CycloneDX that are written: both have cryptographic assets. */
export type SpecVersion = '1.7' | '1.6'

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined }

/** A component of the BOM and what it depends on. It is written once, however many use it. */
export type Asset = {
  ref: string
  component: (version: SpecVersion) => { readonly [name: string]: Json | undefined }
  dependsOn: readonly Asset[]
}

/** `rest`: the members of the component after its name. */
export const cryptoAsset = (
  ref: string,
  name: string,
  dependsOn: readonly Asset[],
  rest: (version: SpecVersion) => { readonly [name: string]: Json | undefined },
): Asset => ({
  ref,
  component: (version) => ({ type: 'cryptographic-asset', 'bom-ref': ref, name, ...rest(version) }),
  dependsOn,
})

/** A short name for what has none, or whose name came from the network: the same for the same text. */
export const digest = (text: string): string => hash('sha256', text).slice(0, 32)

/** In the order of first use, each once. */
export const distinct = (assets: readonly Asset[]): Asset[] => [
  ...new Map(assets.map((asset) => [asset.ref, asset])).values(),
]

/** References, as 1.7 writes them; 1.6 has a field for each. */
export const related = (type: 'algorithm' | 'publicKey', assets: readonly Asset[]): Json[] =>
  assets.map(({ ref }) => ({ type, ref }))

/** An algorithm of the registry as a component; a hybrid depends on the algorithms that it combines. */
export const algorithm = (row: AlgorithmRow): Asset => {
  const known = ASSETS.get(row.name)
  if (known) return known
  const asset = cryptoAsset(
    `algorithm/${row.name}`,
    row.name,
    (row.parts ?? []).map(algorithm),
    (version) => ({
      cryptoProperties: {
        assetType: 'algorithm',
        algorithmProperties: algorithmProperties(row, version),
        oid: row.oid,
      },
    }),
  )
  if (ASSETS.size < MAX_ASSETS) ASSETS.set(row.name, asset)
  return asset
}

/** One asset per row. Rows are made for key sizes too, so that the number is limited. */
const ASSETS = new Map<string, Asset>()
const MAX_ASSETS = 1000

/**
 * The algorithm of a row. Without a row it is not in the registry: its name as the peer gave it, and no claims about it but
 * its `primitive`.
 */
export const algorithmOr = (
  row: AlgorithmRow | undefined,
  name: string,
  primitive: 'unknown' | 'signature',
  quantum?: Certificate['signatureQuantum'],
): Asset => {
  if (row) return algorithm(row)
  const ref = `algorithm/unlisted/${digest(`${primitive} ${name}`)}`
  const nistQuantumSecurityLevel = quantum === 'vulnerable' ? 0 : undefined
  return cryptoAsset(ref, sanitize(name, 120) || 'unnamed', [], () => ({
    cryptoProperties: {
      assetType: 'algorithm',
      algorithmProperties: { primitive, nistQuantumSecurityLevel },
    },
  }))
}

/** 1.6 has the curve as free text and no family. */
const algorithmProperties = (row: AlgorithmRow, version: SpecVersion) => ({
  primitive: row.primitive,
  algorithmFamily: version === '1.7' ? row.family : undefined,
  parameterSetIdentifier: row.parameterSet,
  ellipticCurve: version === '1.7' ? row.curve : undefined,
  curve: version === '1.6' ? row.curve?.replace(/^.*\//, '') : undefined,
  mode: row.mode,
  padding: row.padding,
  cryptoFunctions: row.functions,
  classicalSecurityLevel: row.classicalBits,
  nistQuantumSecurityLevel: row.nistLevel,
})

/** Namespace of properties for which CycloneDX has no field: docs/reports-cbom-sarif.md lists the names. */
const NAMESPACE = 'mcp-pqc'
const MAX_VALUE = 1000
const MAX_VALUES = 50

export type Property = { name: string; value: string }

export const property = (name: string, value: string | number | boolean): Property => ({
  name: `${NAMESPACE}:${name}`,
  value: sanitize(String(value), MAX_VALUE),
})

/** One property per value; the last one says how many were left out. */
export const properties = (name: string, values: readonly string[]): Property[] => {
  const shown = values.slice(0, MAX_VALUES).map((value) => property(name, value))
  const rest = values.length - shown.length
  return rest > 0 ? [...shown, property(name, `and ${rest} more`)] : shown
}

/** Nothing for an absent or empty value. */
export const optional = (name: string, value: string | number | boolean | undefined): Property[] =>
  value === undefined || value === '' ? [] : [property(name, value)]
