import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { McpPqcError } from '../../model/error.ts'
import { problem } from '../problem.ts'
import { refuseForeignFolder, refuseForeignKey } from './foreignPlace.ts'

/** Bytes of a key or certificate file. */
const MAX_FILE = 1_048_576

const OTHERS = 0o077
/** Of every kind of PEM; a file without one has nothing to protect. */
export const PRIVATE_KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const isWindows = process.platform === 'win32'

/** A PEM file; with `secret` and a private key in it, only for its owner, this user or root. @throws {McpPqcError} FILE_UNREADABLE, KEY_FILE_MODE, KEY_FILE_OWNER */
export const readPem = async (path: string, { secret }: { secret: boolean }): Promise<string> => {
  // Without O_NONBLOCK opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
    throw unreadable(path, (cause as NodeJS.ErrnoException).code ?? 'unknown', cause)
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw unreadable(path, 'not a regular file')
    if (found.size > MAX_FILE) throw unreadable(path, `more than ${MAX_FILE} bytes`)
    const text = await file.readFile('utf8')
    if (!secret || !PRIVATE_KEY_BEGINS.test(text)) return text
    const mode = found.mode & 0o777
    if ((mode & OTHERS) !== 0 && !isWindows) {
      throw problem('KEY_FILE_MODE', { path, mode: mode.toString(8).padStart(4, '0') })
    }
    await refuseForeignKey(path, found.uid)
    return text
  } finally {
    await file.close()
  }
}

export const readPemIfThere = async (path: string, how: { secret: boolean }): Promise<string | undefined> => {
  try {
    return await readPem(path, how)
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    if (cause?.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Writes a file with mode 0600 atomically; one that is public keeps the mode that it has. `unless-there` leaves a file of another process in place, so that two that
 * start at once use the same.
 *
 * @throws {McpPqcError} IDENTITY_UNWRITABLE
 */
export const writePrivateFile = async (
  path: string,
  text: string,
  { mode }: { mode: 'replace' | 'replace-public' | 'unless-there' },
): Promise<void> => {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`
  try {
    const before = mode === 'replace-public' ? await stat(path).catch(() => undefined) : undefined
    await writeFile(partial, text, { flag: 'wx', mode: 0o600, flush: true })
    if (before) await chmod(partial, before.mode & 0o777)
    if (mode === 'unless-there') await link(partial, path).catch(ignoreExisting)
    else await rename(partial, path)
  } catch (cause) {
    throw unwritable(path, cause)
  } finally {
    await rm(partial, { force: true }).catch(() => {})
  }
}

/** Mode 0700; only this user may write to it. @throws {McpPqcError} IDENTITY_UNWRITABLE, and as `refuseForeignFolder` does */
export const privateFolder = async (path: string): Promise<void> => {
  await makeFolders(resolve(path)).catch((cause) => {
    throw unwritable(path, cause)
  })
  await refuseForeignFolder(path)
}

/** The recursive mkdir of Node.js never ends where a folder that exists reports a new one as missing, as /proc does. */
const makeFolders = async (path: string): Promise<void> => {
  const isFolder = (): Promise<boolean> =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
  if (await isFolder()) return
  if (dirname(path) !== path) await makeFolders(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch(async (error) => {
    // Another process may have made it.
    if (!(await isFolder())) throw error
  })
}

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error
}

const unreadable = (path: string, reason: string, cause?: unknown): McpPqcError =>
  problem('FILE_UNREADABLE', { path, reason }, cause)

const unwritable = (path: string, cause: unknown): McpPqcError => {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  return problem('IDENTITY_UNWRITABLE', { path, reason: code, folder: dirname(path) }, cause)
}
