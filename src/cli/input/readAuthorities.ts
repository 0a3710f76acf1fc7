import { X509Certificate } from 'node:crypto'
import { certificateBlocks } from '../../model/pem.ts'
import { problem } from '../problem.ts'
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
      if (pems.length === 0) throw problem('CA_INVALID', { path })
      const wrong = pems.findIndex((pem) => !isCertificate(pem))
      if (wrong !== -1) throw problem('CA_INVALID by its content', { path, number: wrong + 1 })
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
