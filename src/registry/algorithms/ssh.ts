import { sshHostKey, sshKex } from '../ssh.ts'
import { cipherNamed } from './ciphers.ts'
import { hmac } from './hashes.ts'
import { combined, ellipticCurve, finiteField, kem } from './keyEstablishment.ts'
import type { AlgorithmRow } from './row.ts'
import { certificateSignature, keyAlgorithm, rsaKey } from './signatures.ts'

/** A key exchange method of SSH, by its name; undefined for a name without a row. */
export const sshKeyExchange = (method: string): AlgorithmRow | undefined => {
  const { name, parts, curve, field, rsa, source } = sshKex(method) ?? {}
  if (name === undefined || source === undefined) return undefined
  if (parts) return combined(name, [kem(parts[0]), ellipticCurve(parts[1])], source)
  if (curve !== undefined) return ellipticCurve(curve)
  if (rsa !== undefined) return rsaKey('RSA', rsa)
  return field ? finiteField(field, 'MODP') : finiteField(undefined)
}

/** The algorithm of a host key. Certificates and keys on hardware tokens use the algorithm of the plain key. */
export const sshHostKeyAlgorithm = (name: string): AlgorithmRow | undefined => {
  const { x509, curve } = sshHostKey(name) ?? {}
  if (x509 !== undefined) return certificateSignature(x509)
  return keyAlgorithm({ algorithm: 'EC', ...(curve === undefined ? {} : { parameters: curve }) })
}

/** RFC 4253 §6.3, RFC 4344 §4, RFC 5647 and OpenSSH PROTOCOL §1.6. */
export const sshCipher = (name: string): AlgorithmRow | undefined => {
  if (name === 'chacha20-poly1305@openssh.com') return cipherNamed('ChaCha20-Poly1305')
  if (!/^(3des-cbc|aes(128|192|256)-(cbc|ctr|gcm)(@openssh\.com)?)$/.test(name)) return undefined
  return cipherNamed(name.replace(/@.*/, '').toUpperCase().replace(/^AES/, 'AES-'))
}

/** RFC 4253 §6.4, RFC 6668 and OpenSSH PROTOCOL §1.1 (`-etm`: encrypt, then MAC). */
export const sshMac = (name: string): AlgorithmRow | undefined => {
  const hash = /^hmac-(md5|sha1|sha2-256|sha2-512)(?:-96)?(?:-etm@openssh\.com)?$/.exec(name)?.[1]
  return hash === undefined ? undefined : hmac(hash.replace('sha2-', 'sha'))
}
