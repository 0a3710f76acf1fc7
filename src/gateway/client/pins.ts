import { createHash, X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { problem } from '../problem.ts'

/** RFC 7469 §2.4: base64 of the SHA-256 of a certificate's SubjectPublicKeyInfo, 44 characters. */
export type Pin = string

/** `sha256/BASE64`, as curl and RFC 7469's tools write it. @throws {UsageError} PIN_INVALID */
export const readPin = (text: string): Pin => {
  const [, pin] = /^sha256\/([A-Za-z0-9+/]{43}=)$/.exec(text) ?? []
  if (pin !== undefined) return pin
  throw problem('PIN_INVALID', { text: JSON.stringify(text) })
}

export const pinOf = (certificate: X509Certificate): Pin =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')

/** RFC 7469 §2.6: a certificate from the server's own up to its root has a pinned key. */
export const matchesPin = (socket: TLSSocket, pins: readonly Pin[]): boolean => {
  // Only the detailed form has the authority, which servers do not send.
  let next: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true)
  let below: X509Certificate | undefined
  for (let left = MAX_CHAIN; next?.raw && left > 0; left--) {
    const certificate = new X509Certificate(next.raw)
    // A server may send unrelated certificates: only one that signed the certificate before belongs to the chain.
    if (below && !below.verify(certificate.publicKey)) return false
    if (pins.includes(pinOf(certificate))) return true
    if (below?.raw.equals(certificate.raw)) return false
    below = certificate
    next = next.issuerCertificate
  }
  return false
}

const MAX_CHAIN = 10
