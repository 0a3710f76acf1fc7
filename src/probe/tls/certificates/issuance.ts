import type { X509Certificate } from 'node:crypto'

/**
 * Signatures of certificates that are verified for one address. Each blocks this process for up to 20 ms (RSA keys of
 * 16,384 bits). An honest server needs fewer than ten for each of its lists.
 */
const MAX_SIGNATURES = 64

/** Who issued whom, among the certificates of one address: each signature is verified once. */
export class Issuance {
  readonly #known = new Map<string, boolean>()
  #verified = 0

  /** Why further signatures count as wrong; undefined: all were verified. */
  get cut(): string | undefined {
    return this.#verified > MAX_SIGNATURES
      ? `more than ${MAX_SIGNATURES} signatures of certificates`
      : undefined
  }

  /** By the names, the extensions and the signature (RFC 5280 §6.1.3). */
  isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
    if (!certificate.checkIssued(issuer)) return false
    const key = `${certificate.fingerprint256} ${issuer.fingerprint256}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (++this.#verified > MAX_SIGNATURES) return false
    const isIssued = verifies(certificate, issuer)
    this.#known.set(key, isIssued)
    return isIssued
  }
}

/** OpenSSL may lack the key. */
const verifies = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.verify(issuer.publicKey)
  } catch {
    return false
  }
}
