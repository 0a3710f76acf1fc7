import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { McpPqcError } from '../../model/error.ts'
import { problem } from '../problem.ts'

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-'

/** Bytes of a file that the user named: a list of targets, a manifest, certificates. */
const MAX_INPUT = 67_108_864

/** A file the user named; `-` is standard input. No more is read than the limit. @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE */
export const readInput = async (path: string, maxBytes = MAX_INPUT): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of chunksOf(path, maxBytes)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The same, as its bytes come. @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE */
export async function* chunksOf(path: string, maxBytes: number): AsyncGenerator<Buffer> {
  const isFile = path !== STANDARD_INPUT
  let bytes = 0
  try {
    // A device has no size.
    const { size } = isFile ? await stat(path) : { size: 0 }
    if (size > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
    for await (const chunk of isFile ? createReadStream(path, { highWaterMark: CHUNK }) : process.stdin) {
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
      yield chunk as Buffer
    }
  } catch (cause) {
    if (cause instanceof McpPqcError) throw cause
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw problem('READ_FAILED', { path, code }, cause)
  }
}

/** Bytes per read. */
const CHUNK = 262_144
