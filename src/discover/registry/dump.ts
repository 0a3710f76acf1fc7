import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { McpPqcError } from '../../model/error.ts'

/** Bytes that are read at a time. */
const CHUNK = 256 * 1024

/** The bytes of a saved dump, as they are read. @throws {McpPqcError} READ_FAILED */
export async function* readDump(path: string): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined
  try {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    if (!(await file.stat()).isFile()) throw Object.assign(new Error(), { code: 'not a regular file' })
    for (;;) {
      // A buffer of its own each time: what is not read to its end yet is kept by reference.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'READ_FAILED',
      `${path} cannot be read (${code})`,
      'Name a saved dump of a registry, or its URL with https:// before it.',
      { cause },
    )
  } finally {
    await file?.close()
  }
}
