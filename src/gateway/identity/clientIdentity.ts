import { createPrivateKey, X509Certificate } from 'node:crypto'
import { UsageError } from '../../model/error.ts'
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
    `--cert ${certPath} has no certificate in it`,
    () => new X509Certificate(cert),
  )
  // OpenSSL's message may hold parts of the file: it is not repeated.
  const privateKey = orInvalid(`--key ${keyPath} has no private key in it that can be read`, () =>
    createPrivateKey(key),
  )
  if (certificate.checkPrivateKey(privateKey)) return { cert, key }
  throw new UsageError(
    'IDENTITY_INVALID',
    `--key ${keyPath} is not the key of --cert ${certPath}`,
    'Name the two files that belong together.',
  )
}

const orInvalid = <T>(message: string, read: () => T): T => {
  try {
    return read()
  } catch {
    throw new UsageError('IDENTITY_INVALID', message, 'Name PEM files; a key must not be encrypted.')
  }
}
