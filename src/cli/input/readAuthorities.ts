import { X509Certificate } from 'node:crypto'
import { UsageError } from '../../model/error.ts'
import { certificateBlocks } from '../../model/pem.ts'
import { readInput } from './readInput.ts'

/**
 * The PEM texts of --ca. A file without a certificate would make everything look untrusted, so it is refused.
 *
 * @throws {UsageError} CA_INVALID
 * @throws {McpPqcError} READ_FAILED
 */
export const readAuthorities = (paths: readonly string[]): Promise<string[]> =>
  Promise.all(
    paths.map(async (path) => {
      const text = await readInput(path)
      const pems = certificateBlocks(text)
      if (pems.length === 0) throw invalid(path, 'contains no certificate')
      const wrong = pems.findIndex((pem) => !isCertificate(pem))
      if (wrong !== -1)
        throw invalid(path, `contains a certificate that cannot be parsed (number ${wrong + 1})`)
      return text
    }),
  )

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem) !== undefined
  } catch {
    return false
  }
}

const invalid = (path: string, what: string): UsageError =>
  new UsageError(
    'CA_INVALID',
    `--ca ${path} ${what}`,
    'Name a PEM file: blocks that begin with -----BEGIN CERTIFICATE-----.',
  )
