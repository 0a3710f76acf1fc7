import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { McpPqcError } from '../model/error.ts'

/**
 * Writes a file whole or not at all: beside it first, then renamed over it. What is no regular file, such as
 * /dev/stdout or a pipe, is written to as it stands.
 *
 * @throws {McpPqcError} WRITE_FAILED
 */
export const writeFileAtomically = (path: string, text: string): Promise<void> =>
  orWriteFailed(path, async () => {
    const { target, isSpecial } = await destination(path)
    if (isSpecial) return writeFile(target, text)
    const partial = `${target}.${randomUUID().slice(0, 8)}.partial`
    try {
      await writeFile(partial, text, { flush: true, flag: 'wx' })
      await rename(partial, target)
    } catch (cause) {
      await rm(partial, { force: true })
      throw cause
    }
  })

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

const orWriteFailed = async (path: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write()
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
