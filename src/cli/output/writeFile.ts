import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { McpPqcError } from '../../model/error.ts'
import { chunks } from './chunks.ts'

/**
 * Writes a file whole or not at all: beside it first, then renamed over it. What is no regular file, such as
 * /dev/stdout or a pipe, is written to as it stands.
 *
 * @throws {McpPqcError} WRITE_FAILED
 */
export const writeFileAtomically = async (path: string, text: string): Promise<void> => {
  await writePiecesAtomically(path, [text])
}

/**
 * The same with a text that need not fit into memory: the next piece is asked for when those before it are written.
 * Where one cannot be had, nothing is left behind.
 *
 * @returns bytes
 * @throws {McpPqcError} WRITE_FAILED; and whatever the pieces throw
 */
export const writePiecesAtomically = async (
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<number> => {
  const { target, isSpecial } = await orWriteFailed(path, () => destination(path))
  const partial = isSpecial ? target : `${target}.${randomUUID().slice(0, 8)}.partial`
  const file = await orWriteFailed(path, () => open(partial, isSpecial ? 'w' : 'wx'))
  let bytes = 0
  try {
    for await (const chunk of chunks(pieces)) {
      await orWriteFailed(path, () => file.writeFile(chunk))
      bytes += Buffer.byteLength(chunk)
    }
    await orWriteFailed(path, async () => {
      if (!isSpecial) await file.sync()
      await file.close()
      if (!isSpecial) await rename(partial, target)
    })
    return bytes
  } catch (error) {
    await file.close().catch(() => {})
    if (!isSpecial) await rm(partial, { force: true })
    throw error
  }
}

/**
 * Finds out before the work what would make its result unwritable after it.
 *
 * @throws {McpPqcError} WRITE_FAILED
 */
export const checkWritable = (path: string): Promise<void> =>
  orWriteFailed(path, async () => {
    const { target, isSpecial } = await destination(path)
    await access(isSpecial ? target : dirname(target), constants.W_OK)
  })

/** Where a path leads, through links. */
const destination = async (path: string): Promise<{ target: string; isSpecial: boolean }> => {
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return resolve(path)
    throw error
  })
  const found = await stat(target).catch(() => undefined)
  if (found?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  return { target, isSpecial: found !== undefined && !found.isFile() }
}

const orWriteFailed = async <T>(path: string, write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'WRITE_FAILED',
      `${path} cannot be written (${code})`,
      'Name a file in a folder that exists, may be written to, and has room.',
      { cause },
    )
  }
}
