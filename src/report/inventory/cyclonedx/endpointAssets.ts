import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { Jwk } from '../../../model/oauth.ts'
import { chainsOf } from '../../../model/questions/tls.ts'
import { jwkAlgorithm } from '../../../registry/algorithms/jose.ts'
import { sanitize } from '../../text/sanitize.ts'
import { algorithm, unlistedAlgorithm } from './algorithms.ts'
import { type Asset, digest, distinct } from './asset.ts'
import { certificateAsset, keyComponent } from './certificates.ts'
import { sshProtocols } from './sshProtocol.ts'
import { tlsProtocols } from './tlsProtocols.ts'

/** What an endpoint depends on directly: its protocols, its certificates, the keys that sign its tokens. */
export const endpointAssets = ({ addresses, oauth }: InventoryEndpoint): Asset[] =>
  distinct([
    ...addresses.flatMap(({ tls, ssh }) => [
      ...(tls ? tlsProtocols(tls) : []),
      ...(ssh ? sshProtocols(ssh) : []),
    ]),
    ...chainsOf({ addresses }).flatMap(({ certificates }) => certificates.map(certificateAsset)),
    ...(oauth?.authorizationServers ?? []).flatMap(({ issuer, keys }) =>
      (keys ?? []).map((key) => tokenKey(issuer, key)),
    ),
  ])

/** Keys of one issuer with the same properties are one asset: the keys themselves are not stored. */
const tokenKey = (issuer: string, key: Jwk): Asset => {
  const { kty, alg, use, crv, bits, quantum } = key
  const row = jwkAlgorithm(key)
  const kind = [kty, crv ?? bits, alg].filter((part) => part !== undefined).join(' ')
  const used = row ? algorithm(row) : unlistedAlgorithm(kind, { primitive: 'unknown', quantum })
  const ref = `token-key/${digest(JSON.stringify([issuer, kty, alg, use, crv, bits]))}`
  return keyComponent(ref, `${sanitize(kind, 80)} key of ${sanitize(issuer, 300)}`, bits, used)
}
