import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { redactText } from '../../discover/secrets/redact.ts'
import { McpPqcError } from '../../model/error.ts'
import { sanitize } from '../../report/text/sanitize.ts'
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

/**
 * The same, as its bytes come. A pipe (such as `<(command)` in a shell) and a device are read too: standard error says so where
 * nothing comes of them.
 *
 * @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE
 */
export async function* chunksOf(path: string, maxBytes: number): AsyncGenerator<Buffer> {
  const isFile = path !== STANDARD_INPUT
  let bytes = 0
  let waiting: NodeJS.Timeout | undefined
  try {
    const found = isFile ? await stat(path) : undefined
    // A device has no size.
    if ((found?.size ?? 0) > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
    if (!found?.isFile()) waiting = setTimeout(() => process.stderr.write(waitingFor(path)), QUIET_MS)
    for await (const chunk of isFile ? createReadStream(path, { highWaterMark: CHUNK }) : process.stdin) {
      clearTimeout(waiting)
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) throw problem('FILE_TOO_LARGE', { path, maxBytes })
      yield chunk as Buffer
    }
  } catch (cause) {
    if (cause instanceof McpPqcError) throw cause
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw problem('READ_FAILED', { path, code }, cause)
  } finally {
    clearTimeout(waiting)
  }
}

/** Bytes per read. */
const CHUNK = 262_144

/** Without a byte of a pipe, a device or standard input. */
const QUIET_MS = 3000

const waitingFor = (path: string): string =>
  `mcp-pqc: waiting for ${path === STANDARD_INPUT ? 'standard input' : `${sanitize(redactText(path))}, which is not a regular file`}\n`
