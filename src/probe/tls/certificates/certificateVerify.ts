import { constants, type KeyObject, verify } from 'node:crypto'
import { signatureScheme } from '../../../registry/tls/signatureSchemes.ts'
import type { ParsedCertificate } from './certificate.ts'

/** RFC 9846 §4.5.2, RFC 5246 §7.4.3. null: OpenSSL does not support the scheme or the key. */
export const verifySignature = (
  scheme: number,
  content: Uint8Array,
  signature: Uint8Array,
  certificate: ParsedCertificate | undefined,
): boolean | null => {
  const row = signatureScheme(scheme)
  const key = certificate && publicKeyOf(certificate)
  if (!row || !key) return null
  const fits = KEY_TYPES[row.keyType]
  if (fits && !fits.test(key.asymmetricKeyType ?? '')) return false
  try {
    switch (row.keyType) {
      case 'RSA':
        return verify(row.hash, content, rsaInput(row.name, key), signature)
      case 'RSA-PSS':
        return verify(row.hash, content, rsaInput(row.name, key), signature)
      case 'ECDSA':
        return verify(row.hash, content, { key, dsaEncoding: 'der' }, signature)
      case 'Ed25519':
      case 'Ed448':
      case 'ML-DSA':
      case 'SLH-DSA':
        return verify(null, content, key, signature)
      default:
        return null
    }
  } catch {
    return null
  }
}

/** Node.js' names of the key types that fit a scheme. OpenSSL would verify with any key. */
const KEY_TYPES: Record<string, RegExp> = {
  RSA: /^rsa$/,
  'RSA-PSS': /^rsa-pss$/,
  ECDSA: /^ec$/,
  Ed25519: /^ed25519$/,
  Ed448: /^ed448$/,
  'ML-DSA': /^ml-dsa-/,
  'SLH-DSA': /^slh-dsa-/,
}

/** RFC 9846 §4.3.3: the salt of RSASSA-PSS is as long as the hash. */
const rsaInput = (name: string, key: KeyObject): Parameters<typeof verify>[2] =>
  name.startsWith('rsa_pss')
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, padding: constants.RSA_PKCS1_PADDING }

const publicKeyOf = ({ x509 }: ParsedCertificate): KeyObject | undefined => {
  try {
    return x509?.publicKey
  } catch {
    return undefined
  }
}
