import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import {
  type ConfigFile,
  MCP_CLIENTS,
  type McpClientRow,
  type Place,
  type Platform,
} from '../../registry/mcp/clients/mcpClients.ts'
import { SKIPPED_FOLDERS } from '../../registry/mcp/servers/places.ts'
import { entriesOf, type NotePath, readAt } from './file.ts'

export type ConfigPath = {
  path: string
  client: McpClientRow
  file: ConfigFile
  /** The user whose file it is: home directory, and what is known of the environment. */
  user: User
  /** The project's folder. */
  folder?: string
}

export type User = {
  home: string
  /** Empty for users other than the one who runs this program. */
  env: Readonly<Record<string, string | undefined>>
}

export type Places = {
  /** `any`: the paths of all platforms, for a home directory that was copied from another machine. */
  platform: Platform | 'any'
  user: User
  /** The value of `{root}`. */
  root: string
}

/** The existing files of a user, or those that an administrator provides for all users. */
export function* placedFiles(
  scope: 'user' | 'managed',
  places: Places,
  note: NotePath,
): Generator<ConfigPath> {
  for (const platform of places.platform === 'any' ? PLATFORMS : [places.platform]) {
    for (const client of MCP_CLIENTS) {
      for (const file of client.files.filter((candidate) => candidate.scope === scope)) {
        for (const pattern of [...(file.paths.all ?? []), ...(file.paths[platform] ?? [])]) {
          const placed = placeOf(pattern, platform, places)
          if (placed === undefined) continue
          for (const path of matches(placed.base, placed.rest, note))
            yield { path, client, file, user: places.user }
        }
      }
    }
  }
}

/** The existing files below a folder that match a pattern. `depth`: of the folder, below a `**`. */
function* matches(
  folder: string,
  [segment, ...rest]: readonly string[],
  note: NotePath,
  depth = 0,
): Generator<string> {
  if (segment === undefined) return
  if (segment === '**') {
    yield* matches(folder, rest, note)
    for (const entry of depth < MAX_DEPTH ? entriesOf(folder, note) : []) {
      // Symbolic links may form a circle.
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
        yield* matches(join(folder, entry.name), ['**', ...rest], note, depth + 1)
    }
  } else if (!segment.includes('*')) {
    const path = join(folder, segment)
    const kind = kindOf(path, note)
    if (rest.length === 0 && kind !== undefined) yield path
    else if (kind === 'folder') yield* matches(path, rest, note)
  } else {
    const pattern = new RegExp(`^${segment.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's')
    for (const { name } of entriesOf(folder, note))
      if (pattern.test(name)) yield* matches(folder, [name, ...rest], note)
  }
}

const PLATFORMS: readonly Platform[] = ['linux', 'darwin', 'win32']
/** Levels of folders below `**`: ~/.claude/plugins/cache/MARKETPLACE/PLUGIN/VERSION. */
const MAX_DEPTH = 6

const placeOf = (
  pattern: string,
  platform: Platform,
  places: Places,
): { base: string; rest: string[] } | undefined => {
  const [, name = '', rest = ''] = /^\{([^}]+)\}\/?(.*)$/.exec(pattern) ?? []
  const base = name.startsWith('$') ? places.user.env[name.slice(1)] : PLACES[name as Place](platform, places)
  if (base === undefined || base === '') return undefined
  // A variable may contain the path of the file itself.
  return rest === '' ? { base: dirname(base), rest: [basename(base)] } : { base, rest: rest.split('/') }
}

type PlaceOf = (platform: Platform, places: Places) => string

const xdg: PlaceOf = (_, { user: { env, home } }) => env['XDG_CONFIG_HOME'] || join(home, '.config')

const PLACES: Readonly<Record<Place, PlaceOf>> = {
  home: (_, { user }) => user.home,
  xdg,
  config: (platform, places) => {
    if (platform === 'linux') return xdg(platform, places)
    if (platform === 'darwin') return join(places.user.home, 'Library/Application Support')
    return places.user.env['APPDATA'] || join(places.user.home, 'AppData/Roaming')
  },
  localAppData: (_, { user: { env, home } }) => env['LOCALAPPDATA'] || join(home, 'AppData/Local'),
  programFiles: (_, { user: { env }, root }) => env['ProgramFiles'] || join(root, 'Program Files'),
  programData: (_, { user: { env }, root }) => env['ProgramData'] || join(root, 'ProgramData'),
  root: (_, { root }) => root,
}

/** Follows symbolic links: settings are often links into a repository. */
const kindOf = (path: string, note: NotePath): 'file' | 'folder' | undefined => {
  const stat = readAt(path, note, () => statSync(path, { throwIfNoEntry: false }))
  return stat && (stat.isDirectory() ? 'folder' : 'file')
}

/**
 * The project files of all clients in a tree of repositories. Every folder may be a project, except those in
 * `SKIPPED_FOLDERS` and those whose name begins with a dot. Symbolic links to folders are not followed; a linked file
 * counts only if it is in the tree.
 */
export function* projectFiles(tree: string, user: User, note: NotePath): Generator<ConfigPath | undefined> {
  const realOf = (path: string) => readAt(path, note, (at) => realpathSync(at))
  const root = realOf(tree)
  if (root === undefined) return
  const inside = root.endsWith(sep) ? root : `${root}${sep}`
  const waiting: { folder: string; depth: number }[] = [{ folder: root, depth: 0 }]
  let count = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next
    if (++count > MAX_FOLDERS) {
      note('TOO_MANY_FOLDERS', root, `contains more than ${MAX_FOLDERS} folders; the rest was not searched`)
      return
    }
    // Lets the caller do other work between folders.
    yield undefined
    const entries = entriesOf(folder, note)
    for (const { name } of entries) {
      for (const { first, rest, file, client } of patternsFor(name)) {
        for (const path of matches(folder, [first, ...rest], note)) {
          const real = realOf(path)
          if (real?.startsWith(inside)) yield { path, client, file, user, folder }
          else if (real !== undefined)
            note('OUTSIDE', path, 'is a symbolic link to a file outside of the tree; it was not read')
        }
      }
    }
    const below = entries.filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name),
    )
    if (depth < MAX_TREE_DEPTH)
      for (const { name } of below.reverse()) waiting.push({ folder: join(folder, name), depth: depth + 1 })
    else if (below.length > 0)
      note('TOO_DEEP', folder, `is ${MAX_TREE_DEPTH} folders deep; its subfolders were not searched`)
  }
}

/** Levels of folders below the named one. */
const MAX_TREE_DEPTH = 16
const MAX_FOLDERS = 500_000
const SKIPPED = new Set(SKIPPED_FOLDERS)

type Pattern = { first: string; rest: string[]; file: ConfigFile; client: McpClientRow }

const PATTERNS: readonly Pattern[] = MCP_CLIENTS.flatMap((client) =>
  client.files
    .filter(({ scope }) => scope === 'project')
    .flatMap((file) =>
      Object.values(file.paths).flatMap((paths) =>
        paths.map((path): Pattern => {
          const [first = '', ...rest] = path.split('/')
          return { first, rest, file, client }
        }),
      ),
    ),
)
const BY_NAME = Map.groupBy(PATTERNS, ({ first }) => first)
const WITH_STAR = PATTERNS.filter(({ first }) => first.includes('*'))

const patternsFor = (name: string): Pattern[] => [
  ...(BY_NAME.get(name) ?? []),
  ...WITH_STAR.filter(({ first }) => name.endsWith(first.slice(1))).map((pattern) => ({
    ...pattern,
    first: name,
  })),
]
