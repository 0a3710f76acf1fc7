import { cipherNamed } from './ciphers.ts'
import { hmac } from './hashes.ts'
import { combined, ellipticCurve, finiteField, ML_KEM, SNTRUP761, SNTRUP4591761 } from './keyEstablishment.ts'
import type { AlgorithmRow } from './row.ts'
import { certificateSignature, keyAlgorithm, rsaKey } from './signatures.ts'

const X25519 = ellipticCurve('x25519')
const nist = (bits: string): AlgorithmRow => ellipticCurve(`secp${bits}r1`)

/** RFC 4253 §8, RFC 3526: the size of each numbered group. */
const MODP: Readonly<Record<string, number>> = { 1: 1024, 14: 2048, 15: 3072, 16: 4096, 17: 6144, 18: 8192 }

const MLKEM = 'draft-ietf-sshm-mlkem-hybrid-kex'
const SNTRUP = 'RFC 9941'

const hybrid = (name: string, parts: readonly AlgorithmRow[], source: string) => ({
  [name]: combined(name, parts, source),
})

/** Hybrids by the whole name of the method. */
const HYBRIDS: Readonly<Record<string, AlgorithmRow>> = {
  ...hybrid('mlkem768x25519-sha256', [ML_KEM[768], X25519], MLKEM),
  ...hybrid('mlkem768nistp256-sha256', [ML_KEM[768], nist('256')], MLKEM),
  ...hybrid('mlkem1024nistp384-sha384', [ML_KEM[1024], nist('384')], MLKEM),
  ...hybrid('sntrup761x25519-sha512', [SNTRUP761, X25519], SNTRUP),
  ...hybrid('sntrup761x25519-sha512@openssh.com', [SNTRUP761, X25519], SNTRUP),
  ...hybrid('sntrup4591761x25519-sha512@tinyssh.org', [SNTRUP4591761, X25519], 'OpenSSH 8.0 to 8.4'),
}

/** A key exchange method of SSH, by its name; undefined for a name without a row. */
export const sshKeyExchange = (method: string): AlgorithmRow | undefined => {
  const name = withoutGss(method)
  if (Object.hasOwn(HYBRIDS, name)) return HYBRIDS[name]
  if (/^curve25519-sha256(@libssh\.org)?$/.test(name)) return X25519
  if (name === 'curve448-sha512') return ellipticCurve('x448')
  const bits = /^ecdh-sha2-nistp(256|384|521)$/.exec(name)?.[1]
  if (bits !== undefined) return nist(bits)
  const group = /^diffie-hellman-group(\d+)-sha(?:1|256|512)$/.exec(name)?.[1]
  if (group !== undefined) return Object.hasOwn(MODP, group) ? finiteField(MODP[group], 'MODP') : undefined
  if (/^diffie-hellman-group-exchange-sha(1|256)$/.test(name)) return finiteField(undefined)
  const rsa = /^rsa(1024|2048)-sha(?:1|256)$/.exec(name)?.[1]
  return rsa === undefined ? undefined : rsaKey('RSA', Number(rsa))
}

/** RFC 4462 §2, RFC 8732 §4 and §5: GSS-API authenticates the method whose name it contains. */
const withoutGss = (method: string): string => {
  const inner = /^gss-(.+)-[^-]+$/.exec(method)?.[1]
  if (inner === undefined) return method
  return inner
    .replace(/^nistp(\d+)-.*/, 'ecdh-sha2-nistp$1')
    .replace(/^gex-/, 'diffie-hellman-group-exchange-')
    .replace(/^group/, 'diffie-hellman-group')
}

/** The algorithm of a host key. Certificates and keys on hardware tokens use the algorithm of the plain key. */
export const sshHostKeyAlgorithm = (name: string): AlgorithmRow | undefined => {
  const plain = name
    .replace(/@openssh\.com$/, '')
    .replace(/-cert-v01$/, '')
    .replace(/^(webauthn-)?sk-/, '')
  const bits = /^ecdsa-sha2-nistp(256|384|521)$/.exec(plain)?.[1]
  if (bits !== undefined) return keyAlgorithm({ algorithm: 'EC', parameters: `secp${bits}r1` })
  if (/^(sk-)?ssh-ed25519$/.test(plain)) return certificateSignature('Ed25519')
  const set = /^ssh-mldsa-(44|65|87)$/.exec(plain)?.[1]
  if (set !== undefined) return certificateSignature(`ML-DSA-${set}`)
  return Object.hasOwn(HOST_KEYS, plain) ? certificateSignature(HOST_KEYS[plain] as string) : undefined
}

const HOST_KEYS: Readonly<Record<string, string>> = {
  'ssh-ed448': 'Ed448',
  'rsa-sha2-256': 'sha256WithRSAEncryption',
  'rsa-sha2-512': 'sha512WithRSAEncryption',
  'ssh-rsa': 'sha1WithRSAEncryption',
  'ssh-dss': 'dsa-with-sha1',
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
