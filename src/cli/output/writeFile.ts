import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { access, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { dirname, relative, resolve, sep } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EVERYONE_MAY_WRITE, isForeign, isForeignLink, wayOf } from '../../gateway/identity/foreignPlace.ts'
import { McpPqcError } from '../../model/error.ts'
import { DocumentEnded } from '../../report/text/json.ts'
import { problem } from '../problem.ts'

/**
 * Writes a file completely or not at all: to a new file next to it, which is then renamed. What is not a regular file,
 * such as /dev/stdout or a pipe, is written to directly; a pipe that nothing reads from is refused. So is what another user
 * put there: a symbolic link, and in a folder that everyone may write to a file or pipe.
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
  const { target, before } = await orWriteFailed(path, () => destination(path))
  if (before && !before.isFile()) {
    const special = await orWriteFailed(path, () => openSpecial(target, before.isFIFO()))
    return copied(path, pieces, special).finally(() => special.close())
  }
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`
  const file = await orWriteFailed(path, () => open(partial, 'wx', before && 0o600))
  try {
    if (before) await orWriteFailed(path, () => takeOver(file, before))
    const bytes = await copied(path, pieces, file)
    await orWriteFailed(path, async () => {
      await file.sync()
      await file.close()
      await rename(partial, target)
    })
    return bytes
  } catch (error) {
    await file.close().catch(() => {})
    await rm(partial, { force: true })
    // The partial file is deleted, so the message is about the error that ended the document.
    throw error instanceof DocumentEnded ? error.cause : error
  }
}

type Sink = { writeFile: (chunk: string) => Promise<void>; close: () => Promise<void> }

/** @returns bytes */
const copied = async (
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  file: Sink,
): Promise<number> => {
  let bytes = 0
  for await (const chunk of chunks(pieces)) {
    await orWriteFailed(path, () => file.writeFile(chunk))
    bytes += Buffer.byteLength(chunk)
  }
  return bytes
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
    // Lets signal handlers run.
    await turn()
  }
  return bytes
}

/** Checks before the work that its result can be written after it. @throws {McpPqcError} WRITE_FAILED */
export const checkWritable = async (...paths: (string | undefined)[]): Promise<void> => {
  for (const path of paths) {
    if (path === undefined) continue
    await orWriteFailed(path, async () => {
      const { target, before } = await destination(path)
      const isSpecial = before !== undefined && !before.isFile()
      await access(isSpecial ? target : dirname(target), fs.constants.W_OK)
    })
  }
}

/** A file as a document in another refers to it. */
export const relativeUrl = (from: string | undefined, file: string): string =>
  relative(dirname(from ?? '.'), file)
    .split(sep)
    .join('/')

/** The file that a path leads to, through links. `before`: what is there; the mode and owner of a file are preserved. */
type Destination = { target: string; before?: fs.Stats }

const destination = async (path: string): Promise<Destination> => {
  await refuseForeignLinks(path)
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return resolve(path)
    throw error
  })
  const before = await stat(target).catch(() => undefined)
  if (before?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (before === undefined) return { target }
  if (isForeign(before)) {
    const { uid, mode } = await stat(dirname(target))
    // The owner of a folder controls what is in it anyway.
    if ((mode & EVERYONE_MAY_WRITE) !== 0 && uid !== before.uid) throw foreign(path, 'it', before)
  }
  return { target, before }
}

/** The kernel's own rule (proc_sys_fs(5): protected_symlinks) does not apply to `realpath`. */
const refuseForeignLinks = async (path: string): Promise<void> => {
  try {
    for await (const { place, found } of wayOf(path))
      if (isForeignLink(found)) throw foreign(path, `the symbolic link ${place}`, found)
  } catch (error) {
    // The rest of the way does not exist yet, or is something else than a file, such as the pipe behind /dev/stdout.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const foreign = (path: string, what: string, { uid }: fs.Stats): McpPqcError =>
  problem('WRITE_FAILED by its owner', { path, what, uid })

/** A pipe is written to without a thread that would wait for its reader. @throws ENXIO where nothing reads from it */
const openSpecial = async (path: string, isPipe: boolean): Promise<Sink> => {
  if (!isPipe) return open(path, 'w')
  const fd = await promisify(fs.open)(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK)
  const socket = new Socket({ fd, readable: false }).on('error', () => {})
  return {
    writeFile: promisify<string, void>(socket.write.bind(socket)),
    close: async () => void socket.destroy(),
  }
}

/** Only root can give a file to another user. Without its group, the bits of the group would let another one read it. */
const takeOver = async (file: FileHandle, { uid, gid, mode }: fs.Stats): Promise<void> => {
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
    if (cause instanceof McpPqcError) throw cause
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw problem(code === 'ENXIO' ? 'WRITE_FAILED to a pipe' : 'WRITE_FAILED', { path, code }, cause)
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
