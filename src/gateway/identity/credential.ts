import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { certificateBlocks } from '../../model/pem.ts'
import { problem } from '../problem.ts'
import { PRIVATE_KEY_BEGINS, readPem } from './privateFile.ts'

/** A certificate chain with the private key of its first certificate, PEM, checked against each other. */
export type Credential = { certificate: string; key: string; facts: CredentialFacts }

/** What logs and reports may show. */
export type CredentialFacts = {
  /** ECDSA P-256, ML-DSA-65, RSA 2048, … */
  algorithm: string
  subjectAltNames: readonly string[]
  notAfter: Date
  /** Of the first certificate, DER: lower-case hexadecimal. */
  sha256: string
}

/** `key` may be the file of the certificate itself. */
export type CredentialFiles = { certificate: string; key: string }

/**
 * Reads a chain and its key, and checks that a server can start with them.
 *
 * @throws {McpPqcError} FILE_UNREADABLE, KEY_FILE_MODE, KEY_INVALID, KEY_ENCRYPTED, KEY_MISMATCH, CERTIFICATE_INVALID,
 *   CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID
 */
export const readCredential = async (files: CredentialFiles, now: number): Promise<Credential> => {
  const [certificateText, keyText] = await Promise.all([
    readPem(files.certificate, { secret: files.certificate === files.key }),
    readPem(files.key, { secret: true }),
  ])
  return credentialOf({ certificate: certificateText, key: keyText }, files, now)
}

/** The same, from texts. @throws {McpPqcError} as `readCredential` does */
export const credentialOf = (
  text: { certificate: string; key: string },
  files: CredentialFiles,
  now: number,
): Credential => {
  const certificates = certificateBlocks(text.certificate)
  const leaf = parseCertificate(certificates[0], files.certificate)
  const { pem: key, parsed } = parseKey(text.key, files.key)
  if (!leaf.checkPrivateKey(parsed)) {
    throw problem('KEY_MISMATCH', files)
  }
  checkValidity(leaf, files.certificate, now)
  const certificate = certificates.map((one) => `${one}\n`).join('')
  checkWithOpenSsl(certificate, key, files.certificate)
  return { certificate, key, facts: factsOf(leaf) }
}

/** The same, from one text with both. @throws {McpPqcError} as `readCredential` does */
export const credentialIn = (text: string, path: string, now: number): Credential =>
  credentialOf({ certificate: text, key: text }, { certificate: path, key: path }, now)

/** The first private key in a text. A single pattern would search for the end again from each BEGIN line, in quadratic time. */
const keyBlock = (text: string): string | undefined => {
  const [begin = ''] = PRIVATE_KEY_BEGINS.exec(text) ?? []
  const end = begin.replace('BEGIN', 'END')
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  return begin === '' || to === -1 ? undefined : text.slice(from, to + end.length)
}

const parseCertificate = (pem: string | undefined, path: string): X509Certificate => {
  try {
    if (pem !== undefined) return new X509Certificate(pem)
  } catch {
    // Reported below, because OpenSSL's message does not help.
  }
  throw problem('CERTIFICATE_INVALID', { path })
}

const parseKey = (text: string, path: string): { pem: string; parsed: KeyObject } => {
  const pem = keyBlock(text)
  if (
    pem !== undefined &&
    (pem.startsWith('-----BEGIN ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED'))
  ) {
    throw problem('KEY_ENCRYPTED', { path })
  }
  try {
    if (pem !== undefined) return { pem: `${pem}\n`, parsed: createPrivateKey(pem) }
  } catch {
    // Reported below, without the content of the file.
  }
  const isOther = certificateBlocks(text).length > 0 && !PRIVATE_KEY_BEGINS.test(text)
  throw problem(isOther ? 'KEY_INVALID with a certificate alone' : 'KEY_INVALID', { path })
}

const checkValidity = ({ validFromDate, validToDate }: X509Certificate, path: string, now: number): void => {
  if (validToDate.getTime() <= now)
    throw problem('CERTIFICATE_EXPIRED', { path, day: validToDate.toISOString() })
  if (validFromDate.getTime() > now)
    throw problem('CERTIFICATE_NOT_YET_VALID', { path, day: validFromDate.toISOString() })
}

/** Checks by OpenSSL, such as the length of the key. */
const checkWithOpenSsl = (cert: string, key: string, path: string): void => {
  try {
    createSecureContext({ cert, key, minVersion: 'TLSv1.3' })
  } catch (cause) {
    const { reason = 'no reason given' } = cause as { reason?: string }
    throw problem('CERTIFICATE_INVALID for OpenSSL', { path, reason }, cause)
  }
}

const factsOf = (leaf: X509Certificate): CredentialFacts => ({
  algorithm: algorithmOf(leaf.publicKey),
  subjectAltNames: leaf.subjectAltName?.split(', ') ?? [],
  notAfter: leaf.validToDate,
  sha256: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
})

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

const algorithmOf = ({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string => {
  const type: string = asymmetricKeyType ?? 'unknown'
  const { namedCurve = '', modulusLength } = asymmetricKeyDetails
  if (type === 'ec') return `ECDSA ${CURVES[namedCurve] ?? namedCurve}`
  if (type.startsWith('ed')) return `Ed${type.slice(2)}`
  return type.toUpperCase() + (modulusLength === undefined ? '' : ` ${modulusLength}`)
}
