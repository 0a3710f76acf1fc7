import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
} from 'node:fs'
import type { ProblemCode } from '../../model/error.ts'

/** Undefined: the file does not exist. `path`: with symbolic links resolved. */
export type FileText =
  | { text: string; mode: number; path: string; problem?: Problem }
  | { problem: Problem }
  | undefined
type Problem = { code: ProblemCode; message: string }

/**
 * Reads a configuration file of at most `limit` bytes. Synchronous: these are small local files, and a promise costs
 * more than the read.
 */
export const readConfigFile = (path: string, limit: number): FileText => {
  let descriptor: number | undefined
  try {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const { mode, size } = fstatSync(descriptor)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG)
      return { problem: { code: 'NOT_A_FILE', message: 'is not a regular file' } }
    const bytes = size > limit ? undefined : readBounded(descriptor, size, limit)
    if (bytes === undefined)
      return { problem: { code: 'TOO_LARGE', message: `is larger than ${limit >> 10} KiB` } }
    return { mode, path: realpathSync(path), ...decoded(bytes) }
  } catch (error) {
    return failure(error as NodeJS.ErrnoException)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Why something cannot be opened; undefined if it does not exist. */
const failure = ({ code, message }: NodeJS.ErrnoException): { problem: Problem } | undefined => {
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  if (code === 'ELOOP') return { problem: { code: 'SYMLINK_LOOP', message: 'is a loop of symbolic links' } }
  return { problem: { code: 'UNREADABLE', message: `cannot be read (${code ?? message})` } }
}

export type NotePath = (code: ProblemCode, path: string, message: string) => void

/** What is read at a path; undefined, with a note unless it does not exist, where that fails. */
export const readAt = <T>(path: string, note: NotePath, read: (path: string) => T): T | undefined => {
  try {
    return read(path)
  } catch (error) {
    const found = failure(error as NodeJS.ErrnoException)
    if (found) note(found.problem.code, path, found.problem.message)
    return undefined
  }
}

/** The entries of a folder, sorted by name. */
export const entriesOf = (folder: string, note: NotePath): Dirent[] => {
  const entries = readAt(folder, note, () => readdirSync(folder, { withFileTypes: true }))
  return entries?.sort((a, b) => (a.name < b.name ? -1 : 1)) ?? []
}

/** Reads to the end of the file: its size may be wrong (/proc) or outdated. */
const readBounded = (descriptor: number, size: number, limit: number): Buffer | undefined => {
  let buffer = Buffer.allocUnsafe(size + 1)
  let length = 0
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null)
    length += count
    if (count === 0) return buffer.subarray(0, length)
    if (length > limit) return undefined
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.max(4096, length * 2))
  }
}

/** UTF-8, or UTF-16 with a byte order mark, as tools of Windows write it. */
const decoded = (bytes: Buffer): { text: string; problem?: Problem } => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes) }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) }
  if (bytes.subarray(0, SNIFFED).includes(0))
    return { text: '', problem: { code: 'BINARY', message: 'is a binary file' } }
  try {
    return { text: STRICT.decode(bytes) }
  } catch {
    const message = 'is not valid UTF-8; it was read with replacements'
    return { text: new TextDecoder().decode(bytes), problem: { code: 'INVALID_UTF8', message } }
  }
}

const SNIFFED = 8192
const STRICT = new TextDecoder('utf-8', { fatal: true })
