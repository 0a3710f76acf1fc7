import { createPrivateKey, X509Certificate } from 'node:crypto'
import { UsageError } from '../../model/error.ts'
import { readInput } from './readInput.ts'

/** A client's certificate chain and its private key, PEM. */
export type Identity = { cert: string; key: string }

/**
 * Reads --cert and --key, and sees that they belong together, before any server is asked.
 *
 * @throws {UsageError} IDENTITY_INVALID
 * @throws {McpPqcError} READ_FAILED
 */
export const readIdentity = async (
  certPath: string | undefined,
  keyPath: string | undefined,
): Promise<Identity | undefined> => {
  if (certPath === undefined || keyPath === undefined) return undefined
  const [cert, key] = await Promise.all([readInput(certPath), readInput(keyPath)])
  const certificate = orInvalid(
    `--cert ${certPath} has no certificate in it`,
    () => new X509Certificate(cert),
  )
  // OpenSSL's own words may hold parts of the file: they are not repeated.
  const privateKey = orInvalid(`--key ${keyPath} has no private key in it that can be read`, () =>
    createPrivateKey(key),
  )
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new UsageError(
      'IDENTITY_INVALID',
      `--key ${keyPath} is not the key of --cert ${certPath}`,
      'Name the two files that belong together.',
    )
  }
  return { cert, key }
}

const orInvalid = <T>(message: string, read: () => T): T => {
  try {
    return read()
  } catch {
    throw new UsageError('IDENTITY_INVALID', message, 'Name PEM files; a key must not be encrypted.')
  }
}

/**
 * The tool to call, with its arguments.
 *
 * @throws {UsageError} ARGUMENTS_INVALID where they are no JSON object.
 */
export const readToolCall = (
  name: string | undefined,
  args = '{}',
): { name: string; arguments: Record<string, unknown> } | undefined =>
  name === undefined ? undefined : { name, arguments: jsonObject(args) }

const jsonObject = (text: string): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new UsageError(
    'ARGUMENTS_INVALID',
    '--args is not a JSON object',
    `Write it as --args '{"name": "value"}'.`,
  )
}
