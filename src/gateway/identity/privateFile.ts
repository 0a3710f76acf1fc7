import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { McpPqcError } from '../../model/error.ts'

/** The longest key or certificate file that is read, in bytes. */
const MAX_FILE = 1_048_576

const OTHERS = 0o077
const OTHERS_MAY_WRITE = 0o022
const isWindows = process.platform === 'win32'

/**
 * A file of PEM. One that holds a key (`secret`) must be closed to everybody but its owner.
 *
 * @throws {McpPqcError} FILE_UNREADABLE, KEY_FILE_MODE
 */
export const readPem = async (path: string, { secret }: { secret: boolean }): Promise<string> => {
  // Without O_NONBLOCK the opening of a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
    throw unreadable(path, (cause as NodeJS.ErrnoException).code ?? 'unknown', cause)
  })
  try {
    const { mode, size, isRegular } = await file.stat().then((found) => ({
      mode: found.mode & 0o777,
      size: found.size,
      isRegular: found.isFile(),
    }))
    if (!isRegular) throw unreadable(path, 'no regular file')
    if (size > MAX_FILE) throw unreadable(path, `more than ${MAX_FILE} bytes`)
    if (secret && (mode & OTHERS) !== 0 && !isWindows) {
      throw new McpPqcError(
        'KEY_FILE_MODE',
        `${path} holds a private key, and its mode ${mode.toString(8).padStart(4, '0')} lets others than its owner at it`,
        `chmod 600 ${path}; where somebody may have read it, make a new key.`,
      )
    }
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** The same, where the file may be missing. */
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
 * Writes a file of mode 0600 whole or not at all. `unless-there` leaves alone what another process put there
 * meanwhile, so that two that start at once agree.
 *
 * @throws {McpPqcError} IDENTITY_UNWRITABLE
 */
export const writePrivateFile = async (
  path: string,
  text: string,
  { mode }: { mode: 'replace' | 'unless-there' },
): Promise<void> => {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`
  try {
    await writeWhole(partial, text)
    if (mode === 'replace') await rename(partial, path)
    else await link(partial, path).catch(ignoreExisting)
  } catch (cause) {
    throw unwritable(path, cause)
  } finally {
    await rm(partial, { force: true }).catch(() => {})
  }
}

/**
 * A folder for keys: made with mode 0700, or there already and written to by its owner alone.
 *
 * @throws {McpPqcError} IDENTITY_UNWRITABLE, KEY_FILE_MODE
 */
export const privateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw unwritable(path, cause)
  })
  const { mode } = await stat(path)
  if ((mode & OTHERS_MAY_WRITE) === 0 || isWindows) return
  throw new McpPqcError(
    'KEY_FILE_MODE',
    `${path} is a folder for private keys, and others than its owner may write to it`,
    `chmod 700 ${path}, and look whether what is in it is yours.`,
  )
}

const writeWhole = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error
}

const unreadable = (path: string, why: string, cause?: unknown): McpPqcError =>
  new McpPqcError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${why})`,
    'Name a PEM file that exists and that this user may read.',
    { cause },
  )

const unwritable = (path: string, cause: unknown): McpPqcError =>
  new McpPqcError(
    'IDENTITY_UNWRITABLE',
    `${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
    `${dirname(path)} has to be a folder that may be written to and has room; --identity DIR names another.`,
    { cause },
  )
