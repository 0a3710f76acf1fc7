import { createPrivateKey, X509Certificate } from 'node:crypto'
import { problem } from '../problem.ts'
import { readPem } from './privateFile.ts'

/** A certificate chain and its private key, PEM. */
export type ClientIdentity = { cert: string; key: string }

/**
 * From PEM files. Other users must not be able to read the key's file.
 * @throws {McpPqcError} FILE_UNREADABLE, KEY_FILE_MODE
 * @throws {UsageError} IDENTITY_INVALID: no certificate, no key, or not of one pair.
 */
export const readClientIdentity = async (certPath: string, keyPath: string): Promise<ClientIdentity> => {
  const [cert, key] = await Promise.all([
    readPem(certPath, { secret: false }),
    readPem(keyPath, { secret: true }),
  ])
  return clientIdentity({ cert, key }, certPath, keyPath)
}

/** Checks the texts of two files. @throws {UsageError} IDENTITY_INVALID: no certificate, no key, or not of one pair. */
export const clientIdentity = (
  { cert, key }: ClientIdentity,
  certPath: string,
  keyPath: string,
): ClientIdentity => {
  const certificate = orInvalid(
    'IDENTITY_INVALID without a certificate',
    certPath,
    () => new X509Certificate(cert),
  )
  // OpenSSL's message may hold parts of the file: it is not repeated.
  const privateKey = orInvalid('IDENTITY_INVALID without a key', keyPath, () => createPrivateKey(key))
  if (certificate.checkPrivateKey(privateKey)) return { cert, key }
  throw problem('IDENTITY_INVALID of two pairs', { key: keyPath, certificate: certPath })
}

const orInvalid = <T>(name: Parameters<typeof problem>[0], path: string, read: () => T): T => {
  try {
    return read()
  } catch {
    throw problem(name, { path })
  }
}
