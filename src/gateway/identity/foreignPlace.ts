import { constants, type Stats } from 'node:fs'
import { access, lstat, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, parse, resolve, sep } from 'node:path'
import { problem } from '../problem.ts'

const OTHERS_MAY_WRITE = 0o022
export const EVERYONE_MAY_WRITE = 0o002
const STICKY = 0o1000
const ROOT = 0
/** As which Linux shows each user that a user namespace does not map, root or another (user_namespaces(7)). */
const NOT_MAPPED = 65_534
/** Symbolic links in one path, as many as Linux follows (MAXSYMLINKS). */
const MAX_LINKS = 40

/**
 * Refuses a folder of keys that another user could write to: it belongs to this user and nobody else may write to it. On a
 * read-only mount, as of a secret of Kubernetes, nobody can, and it may belong to root. Windows has neither owners nor modes.
 *
 * @throws {McpPqcError} KEY_FILE_OWNER, KEY_FILE_MODE
 */
export const refuseForeignFolder = async (path: string): Promise<void> => {
  const me = process.geteuid?.()
  if (me === undefined) return
  const { uid, mode } = await stat(path)
  const isReadOnly = await isOnReadOnlyMount(await realpath(path))
  if (uid !== me && !(isReadOnly && uid === ROOT))
    throw problem('KEY_FILE_OWNER of its folder', { path, uid })
  if ((mode & OTHERS_MAY_WRITE) !== 0 && !isReadOnly) throw problem('KEY_FILE_MODE of its folder', { path })
  await refuseForeignWay(path)
}

/** Refuses a private key of another user: its owner can replace it. `uid`: of the open file. @throws {McpPqcError} as above */
export const refuseForeignKey = async (path: string, uid: number): Promise<void> => {
  if (process.geteuid === undefined) return
  if (isForeign({ uid })) throw problem('KEY_FILE_OWNER', { path, uid })
  await refuseForeignWay(path)
}

/**
 * No link or folder of the path may be of another user, and no folder one that others may write to (/tmp is sticky): who can
 * rename a folder puts others in its place. root's group and the user's own, often of the user alone, are no others.
 */
const refuseForeignWay = async (path: string): Promise<void> => {
  for await (const { place, found, isLast } of wayOf(path)) {
    const { uid, gid, mode } = found
    if (isForeignLink(found)) throw problem('KEY_FILE_OWNER of a link', { link: place, path, uid })
    if (!found.isDirectory() || isLast) continue
    if (isForeign(found)) {
      const name =
        uid === NOT_MAPPED ? 'KEY_FILE_OWNER of a folder above, unknown' : 'KEY_FILE_OWNER of a folder above'
      throw problem(name, { folder: place, path, uid })
    }
    const isTrusted = gid === ROOT || gid === process.getegid?.()
    if ((mode & (isTrusted ? EVERYONE_MAY_WRITE : OTHERS_MAY_WRITE)) !== 0 && (mode & STICKY) === 0)
      throw problem('KEY_FILE_MODE of a folder above', { folder: place, path })
  }
}

/** A symbolic link of another user but root: its owner can lead it elsewhere. */
export const isForeignLink = (found: Stats): boolean => found.isSymbolicLink() && isForeign(found)

/** Of another user but root. Windows has no owners. */
export const isForeign = ({ uid }: Pick<Stats, 'uid'>): boolean => {
  const me = process.geteuid?.()
  return me !== undefined && uid !== me && uid !== ROOT
}

/** Follows a path link by link: each folder, each link, and what it leads to. */
export async function* wayOf(path: string): AsyncGenerator<{ place: string; found: Stats; isLast: boolean }> {
  const whole = resolve(path)
  let at = parse(whole).root
  const parts = whole.slice(at.length).split(sep)
  for (let links = 0; parts.length > 0 && links <= MAX_LINKS; ) {
    const place = join(at, parts.shift() ?? '')
    const found = await lstat(place)
    yield { place, found, isLast: parts.length === 0 }
    if (!found.isSymbolicLink()) {
      at = place
      continue
    }
    const target = await readlink(place)
    if (isAbsolute(target)) at = parse(target).root
    parts.unshift(...target.split(sep).filter((part) => part !== ''))
    links++
  }
}

const isOnReadOnlyMount = async (place: string): Promise<boolean> => {
  const refused = await access(place, constants.W_OK).then(
    () => undefined,
    ({ code }: NodeJS.ErrnoException) => code,
  )
  if (refused === undefined || refused === 'EROFS') return refused === 'EROFS'
  // Linux compares the mode of the folder before it looks at the mount.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  return isReadOnlyIn(mounts, place)
}

/** Whether the mount that a real path is on is read-only. `mounts`: proc_pid_mountinfo(5). */
export const isReadOnlyIn = (mounts: string, place: string): boolean => {
  let found: { point: string; isReadOnly: boolean } | undefined
  for (const line of mounts.split('\n')) {
    const [, , , , escaped, options] = line.split(' ')
    if (escaped === undefined || options === undefined) continue
    const point = escaped.replace(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
    const holds = place === point || place.startsWith(point.endsWith('/') ? point : `${point}/`)
    const superOptions = line.split(' ').at(-1) ?? ''
    // Of two mounts at one place, the later one hides the other.
    if (holds && point.length >= (found?.point.length ?? 0))
      found = { point, isReadOnly: `${options},${superOptions}`.split(',').includes('ro') }
  }
  return found?.isReadOnly ?? false
}
