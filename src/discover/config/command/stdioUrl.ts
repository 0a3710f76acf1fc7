import { posix } from 'node:path'
import { normalizeUrl } from '../../endpointUrl.ts'
import { HIDDEN, isSecretValue } from '../../secrets/redact.ts'
import type { Invocation } from './commandLine.ts'

/**
 * The URL of a server that a client starts itself. Named after what is started, so that the same server in two files is
 * one endpoint: `stdio:npm/name`, `stdio:pypi/name`, `stdio:oci/image`, `stdio:git/host/path` without version;
 * `stdio:module/name` for `python -m`; `stdio:file/path` with `~` for the home directory; `stdio:command/name` for a
 * program; `stdio:extension/name` for a server in an editor's extension.
 */
export const stdioUrl = (
  { package: name, module, path, program }: Invocation,
  folder: string | undefined,
  home: string,
): string => {
  if (name !== undefined) return spelled(name)
  if (module !== undefined) return spelled(`module/${module}`)
  const slashed = slashes(path)
  if (!slashed.includes('/') && !/\.\w{1,4}$/.test(slashed)) return spelled(`command/${program}`)
  const isAbsolute = /^(\/|~|[A-Za-z]:|\$)/.test(slashed)
  const whole = isAbsolute || folder === undefined ? slashed : `${slashes(folder)}/${slashed}`
  // posix.normalize needs quadratic time for many steps up.
  const normal = posix.normalize(whole.slice(0, PATH_MAX))
  return spelled(`file/${inHome(normal, slashes(home)).replace(/^\/+/, '')}`)
}

/** Characters; the kernel of Linux opens no longer path (PATH_MAX of limits.h). */
const PATH_MAX = 4096

export const extensionUrl = (name: string): string => spelled(`extension/${name}`)

const slashes = (path: string): string => path.replaceAll('\\', '/')

const inHome = (path: string, home: string): string => {
  const from = path.replace(/^\$\{?(?:env:)?(?:HOME|userHome)\}?(?=\/)/, '~')
  return from.startsWith(`${home}/`) ? `~${from.slice(home.length)}` : from
}

const spelled = (path: string): string => {
  const shown = encodeURI(withoutSecretParts(path))
  return normalizeUrl(`stdio:${shown.replaceAll('?', '%3F').replaceAll('#', '%23')}`)
}

/** The name of a package or the path of a program, without passwords and tokens in it. */
export const withoutSecretParts = (path: string): string =>
  path
    .slice(0, MAX_LENGTH)
    .toWellFormed()
    .split('/')
    .map(withoutUserInformation)
    .map((segment) => (holdsSecret(segment) ? HIDDEN : segment))
    .join('/')

/** A URL may stand where a program is expected: `https://user:password@host/`. */
const withoutUserInformation = (segment: string): string => {
  const at = segment.lastIndexOf('@')
  return segment.slice(0, Math.max(at, 0)).includes(':') ? segment.slice(at + 1) : segment
}

const holdsSecret = (segment: string): boolean =>
  isSecretValue(segment) || segment.split(/[^\w.~+-]/).some(isSecretValue)

/** Characters, each at most nine in the URL, which may have 8,000. */
const MAX_LENGTH = 800
