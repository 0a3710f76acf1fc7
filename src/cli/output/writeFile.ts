import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { constants, type Stats } from 'node:fs'
import { access, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { McpPqcError } from '../../model/error.ts'
import { DocumentEnded } from '../../report/text/json.ts'

/**
 * Writes a file completely or not at all: to a new file next to it, which is then renamed. What is not a regular file,
 * such as /dev/stdout or a pipe, is written to directly; a pipe that nothing reads from is refused.
 *
 * @throws {McpPqcError} WRITE_FAILED
 */
export const writeFileAtomically = async (path: string, text: string): Promise<void> => {
  await writePiecesAtomically(path, [text])
}

/**
 * The same for a text that need not fit into memory: each piece is written before the next is asked for.
 * If a piece fails, nothing is left behind.
 *
 * @returns bytes
 * @throws {McpPqcError} WRITE_FAILED; and whatever the pieces throw
 */
export const writePiecesAtomically = async (
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<number> => {
  const { target, isSpecial, before } = await orWriteFailed(path, () => destination(path))
  const partial = isSpecial ? target : `${target}.${randomUUID().slice(0, 8)}.partial`
  const file = await orWriteFailed(path, () =>
    isSpecial ? openSpecial(target) : open(partial, 'wx', before && 0o600),
  )
  let bytes = 0
  try {
    if (before) await orWriteFailed(path, () => takeOver(file, before))
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
    if (isSpecial) throw error
    await rm(partial, { force: true })
    // No document is left whose end would be early.
    throw error instanceof DocumentEnded ? error.cause : error
  }
}

/** Writes to the file, or to standard output. @returns bytes; @throws {McpPqcError} WRITE_FAILED */
export const writePieces = (pieces: AsyncIterable<string>, output: string | undefined): Promise<number> =>
  output === undefined ? printPieces(pieces) : writePiecesAtomically(output, pieces)

/** Waits for a slow reader before it asks for the next piece; src/cli/main.ts handles one that leaves. */
const printPieces = async (pieces: AsyncIterable<string>): Promise<number> => {
  let bytes = 0
  for await (const chunk of chunks(pieces)) {
    bytes += Buffer.byteLength(chunk)
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
    // In which a signal can arrive.
    await turn()
  }
  return bytes
}

/** Checks before the work that its result can be written after it. @throws {McpPqcError} WRITE_FAILED */
export const checkWritable = async (...paths: (string | undefined)[]): Promise<void> => {
  for (const path of paths) {
    if (path === undefined) continue
    await orWriteFailed(path, async () => {
      const { target, isSpecial } = await destination(path)
      await access(isSpecial ? target : dirname(target), constants.W_OK)
    })
  }
}

/** A file as a document in another refers to it. */
export const relativeUrl = (from: string | undefined, file: string): string =>
  relative(dirname(from ?? '.'), file)
    .split(sep)
    .join('/')

/** The file that a path leads to, through links. `before`: an existing regular file, whose mode and owner are preserved. */
type Destination = { target: string; isSpecial: boolean; before?: Stats }

const destination = async (path: string): Promise<Destination> => {
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return resolve(path)
    throw error
  })
  const found = await stat(target).catch(() => undefined)
  if (found?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (found === undefined) return { target, isSpecial: false }
  return found.isFile() ? { target, isSpecial: false, before: found } : { target, isSpecial: true }
}

/** To open a pipe for writing would wait for its reader, and block a thread. @throws ENXIO instead, without a reader */
const openSpecial = async (path: string): Promise<FileHandle> => {
  const first = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
  try {
    return await open(path, 'w')
  } finally {
    await first.close()
  }
}

/** Only root can give a file to another user. Without its group, the bits of the group would let another one read it. */
const takeOver = async (file: FileHandle, { uid, gid, mode }: Stats): Promise<void> => {
  const own = await file.stat()
  if (own.uid !== uid) await file.chown(uid, -1).catch(() => {})
  const hasGroup =
    own.gid === gid ||
    (await file.chown(-1, gid).then(
      () => true,
      () => false,
    ))
  await file.chmod(mode & (hasGroup ? 0o777 : 0o707))
}

const orWriteFailed = async <T>(path: string, write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    const hint =
      code === 'ENXIO'
        ? 'Nothing reads from this pipe: start its reader first.'
        : 'Name a file in an existing folder with free space that you may write to.'
    throw new McpPqcError('WRITE_FAILED', `${path} cannot be written (${code})`, hint, { cause })
  }
}

/** Characters per write: smaller pieces would cost a system call each. */
const CHUNK = 65_536

async function* chunks(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] = []
  let length = 0
  try {
    for await (const piece of pieces) {
      held.push(piece)
      length += piece.length
      if (length < CHUNK) continue
      yield held.join('')
      held = []
      length = 0
    }
  } catch (error) {
    // Its last piece makes it valid.
    if (error instanceof DocumentEnded) yield held.join('')
    throw error
  }
  if (length > 0) yield held.join('')
}
