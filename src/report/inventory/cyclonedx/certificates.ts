import type { Certificate } from '../../../model/certificate.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { Jwk } from '../../../model/oauth.ts'
import { keyName } from '../../../model/questions/key.ts'
import { chainsOf } from '../../../model/questions/tls.ts'
import { jwkAlgorithm } from '../../../registry/algorithms/jose.ts'
import { certificateSignature, keyAlgorithm } from '../../../registry/algorithms/signatures.ts'
import { dateTime, known } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { type Asset, algorithmOr, cryptoAsset, digest, distinct, optional, related } from './asset.ts'
import { sshProtocols, tlsProtocols } from './protocols.ts'

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
  const kind = known(kty, crv ?? bits, alg)
  const used = algorithmOr(jwkAlgorithm(key), kind, 'unknown', quantum)
  const ref = `token-key/${digest(JSON.stringify([issuer, kty, alg, use, crv, bits]))}`
  return keyComponent(ref, `${sanitize(kind, 80)} key of ${sanitize(issuer, 300)}`, bits, used)
}

/** A certificate, the algorithm that it is signed with, and its public key, which depends on an algorithm of its own. */
const certificateAsset = (certificate: Certificate): Asset => {
  const { sha256 } = certificate
  const isFingerprint = /^[\da-f]{64}$/.test(sha256)
  // The inventory may be a file that was edited.
  const id = isFingerprint ? sha256 : `unreadable/${digest(JSON.stringify(certificate))}`
  const signature = signatureAsset(certificate)
  const key = keyAsset(certificate, id)
  const name = sanitize(certificate.subject, MAX_NAME) || 'certificate without a subject'
  return cryptoAsset(`certificate/${id}`, name, [signature, key], (version) => ({
    hashes: isFingerprint ? [{ alg: 'SHA-256', content: sha256 }] : undefined,
    cryptoProperties: {
      assetType: 'certificate',
      certificateProperties: {
        subjectName: sanitize(certificate.subject, MAX_NAME),
        issuerName: sanitize(certificate.issuer, MAX_NAME),
        notValidBefore: dateTime(certificate.notBefore),
        notValidAfter: dateTime(certificate.notAfter),
        certificateFormat: 'X.509',
        ...(version === '1.7'
          ? {
              certificateExtensions: alternativeNames(certificate),
              relatedCryptographicAssets: [
                ...related('algorithm', [signature]),
                ...related('publicKey', [key]),
              ],
            }
          : { signatureAlgorithmRef: signature.ref, subjectPublicKeyRef: key.ref }),
      },
    },
    properties: optional('problem', certificate.problem),
  }))
}

const MAX_NAME = 500
const MAX_NAMES = 100

const signatureAsset = ({ signatureAlgorithm: name, signatureQuantum }: Certificate): Asset =>
  algorithmOr(certificateSignature(name), name, 'signature', signatureQuantum)

/** The key itself is not stored: it is identified by its certificate. */
const keyAsset = ({ publicKey, subject }: Certificate, id: string): Asset => {
  const { quantum, bits } = publicKey
  const used = algorithmOr(keyAlgorithm(publicKey), keyName(publicKey), 'unknown', quantum)
  const name = `${sanitize(keyName(publicKey), 120)} key of ${sanitize(subject, MAX_NAME) || 'a certificate without a subject'}`
  return keyComponent(`public-key/${id}`, name, bits, used)
}

/** Key material, without the key. */
const keyComponent = (ref: string, name: string, bits: number | undefined, used: Asset): Asset =>
  cryptoAsset(ref, name, [used], (version) => ({
    cryptoProperties: {
      assetType: 'related-crypto-material',
      relatedCryptoMaterialProperties: {
        type: 'public-key',
        size: bits,
        ...(version === '1.7'
          ? { relatedCryptographicAssets: related('algorithm', [used]) }
          : { algorithmRef: used.ref }),
      },
    },
  }))

const alternativeNames = ({ subjectAltNames }: Certificate) => {
  if (subjectAltNames.length === 0) return undefined
  const shown = subjectAltNames.slice(0, MAX_NAMES).map((name) => sanitize(name, 300))
  const rest = subjectAltNames.length - shown.length
  const commonExtensionValue = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')
  return [{ commonExtensionName: 'subjectAlternativeName', commonExtensionValue }]
}
