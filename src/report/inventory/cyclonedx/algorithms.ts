import type { Certificate } from '../../../model/certificate.ts'
import type { AlgorithmRow } from '../../../registry/algorithms/row.ts'
import { sanitize } from '../../text/sanitize.ts'
import { type Asset, digest, type SpecVersion } from './asset.ts'

/** An algorithm of the registry as a component; a hybrid depends on the algorithms that it combines. */
export const algorithm = (row: AlgorithmRow): Asset => {
  const known = ASSETS.get(row.name)
  if (known) return known
  const asset: Asset = {
    ref: `algorithm/${row.name}`,
    component: (version) => ({
      type: 'cryptographic-asset',
      'bom-ref': `algorithm/${row.name}`,
      name: row.name,
      cryptoProperties: {
        assetType: 'algorithm',
        algorithmProperties: properties(row, version),
        oid: row.oid,
      },
    }),
    dependsOn: (row.parts ?? []).map(algorithm),
  }
  if (ASSETS.size < MAX_ASSETS) ASSETS.set(row.name, asset)
  return asset
}

/** One asset per row. Rows are made for key sizes too, so that the number is limited. */
const ASSETS = new Map<string, Asset>()
const MAX_ASSETS = 1000

/** An algorithm that is not in the registry: its name as the peer gave it, and no claims about it. */
export const unlistedAlgorithm = (
  name: string,
  facts: { primitive: 'unknown' | 'signature'; quantum?: Certificate['signatureQuantum'] },
): Asset => {
  const ref = `algorithm/unlisted/${digest(`${facts.primitive} ${name}`)}`
  return {
    ref,
    component: () => ({
      type: 'cryptographic-asset',
      'bom-ref': ref,
      name: sanitize(name, 120) || 'unnamed',
      cryptoProperties: {
        assetType: 'algorithm',
        algorithmProperties: {
          primitive: facts.primitive,
          nistQuantumSecurityLevel: facts.quantum === 'vulnerable' ? 0 : undefined,
        },
      },
    }),
    dependsOn: [],
  }
}

/** 1.6 has the curve as free text and no family. */
const properties = (row: AlgorithmRow, version: SpecVersion) => ({
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
