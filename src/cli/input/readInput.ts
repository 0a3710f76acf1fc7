import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { McpPqcError } from '../../model/error.ts'
import { problem } from '../problem.ts'

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-'

/** Bytes of a file that the user named: a list of targets, a manifest, certificates. */
const MAX_INPUT = 67_108_864

/** Bytes of a document of this program. A longer one would be no string of JavaScript. */
export const MAX_DOCUMENT_FILE = 536_870_880

/** A file the user named; `-` is standard input. No more is read than the limit. @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE */
export const readInput = async (path: string, maxBytes = MAX_INPUT): Promise<string> =>
  (await readBytes(path, maxBytes)).toString('utf8')

/** The same, undecoded. @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE */
export const readBytes = async (path: string, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  const isFile = path !== STANDARD_INPUT
  let bytes = 0
  try {
    // A device has no size.
    const { size } = isFile ? await stat(path) : { size: 0 }
    if (size > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
    for await (const chunk of isFile ? createReadStream(path) : process.stdin) {
      chunks.push(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
    }
    return Buffer.concat(chunks)
  } catch (cause) {
    if (cause instanceof McpPqcError) throw cause
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw problem('READ_FAILED', { path, code }, cause)
  }
}
