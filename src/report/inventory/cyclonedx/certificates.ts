import type { Certificate } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { certificateSignature, keyAlgorithm } from '../../../registry/algorithms/signatures.ts'
import { sanitize } from '../../text/sanitize.ts'
import { dateTime } from '../../text/time.ts'
import { algorithm, unlistedAlgorithm } from './algorithms.ts'
import { type Asset, digest, related } from './asset.ts'
import { optional } from './properties.ts'

/** A certificate, the algorithm that it is signed with, and its public key, which depends on an algorithm of its own. */
export const certificateAsset = (certificate: Certificate): Asset => {
  const { sha256 } = certificate
  const isFingerprint = /^[\da-f]{64}$/.test(sha256)
  // The inventory may be a file that was edited.
  const id = isFingerprint ? sha256 : `unreadable/${digest(JSON.stringify(certificate))}`
  const signature = signatureAsset(certificate)
  const key = keyAsset(certificate, id)
  const ref = `certificate/${id}`
  return {
    ref,
    component: (version) => ({
      type: 'cryptographic-asset',
      'bom-ref': ref,
      name: sanitize(certificate.subject, MAX_NAME) || 'certificate without a subject',
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
    }),
    dependsOn: [signature, key],
  }
}

const MAX_NAME = 500
const MAX_NAMES = 100

const signatureAsset = ({ signatureAlgorithm, signatureQuantum: quantum }: Certificate): Asset => {
  const row = certificateSignature(signatureAlgorithm)
  return row ? algorithm(row) : unlistedAlgorithm(signatureAlgorithm, { primitive: 'signature', quantum })
}

/** The key itself is not stored: it is identified by its certificate. */
const keyAsset = ({ publicKey, subject }: Certificate, id: string): Asset => {
  const row = keyAlgorithm(publicKey)
  const { quantum, bits } = publicKey
  const used = row ? algorithm(row) : unlistedAlgorithm(keyName(publicKey), { primitive: 'unknown', quantum })
  const name = `${sanitize(keyName(publicKey), 120)} key of ${sanitize(subject, MAX_NAME) || 'a certificate without a subject'}`
  return keyComponent(`public-key/${id}`, name, bits, used)
}

/** Key material, without the key. */
export const keyComponent = (ref: string, name: string, bits: number | undefined, used: Asset): Asset => ({
  ref,
  component: (version) => ({
    type: 'cryptographic-asset',
    'bom-ref': ref,
    name,
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
  }),
  dependsOn: [used],
})

const alternativeNames = ({ subjectAltNames }: Certificate) => {
  if (subjectAltNames.length === 0) return undefined
  const shown = subjectAltNames.slice(0, MAX_NAMES).map((name) => sanitize(name, 300))
  const rest = subjectAltNames.length - shown.length
  const commonExtensionValue = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')
  return [{ commonExtensionName: 'subjectAlternativeName', commonExtensionValue }]
}
