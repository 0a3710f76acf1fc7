import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ConfigFile, McpClientRow, Place, Platform } from '../../registry/mcp/mcpClients.ts'
import { MCP_CLIENTS } from '../../registry/mcp/mcpClients.ts'
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
        for (const pattern of patternsOf(file, platform)) {
          const placed = placeOf(pattern, platform, places)
          if (placed === undefined) continue
          for (const path of matches(placed.base, placed.rest, note))
            yield { path, client, file, user: places.user }
        }
      }
    }
  }
}

const patternsOf = ({ paths }: ConfigFile, platform: Platform): readonly string[] => [
  ...(paths.all ?? []),
  ...(paths[platform] ?? []),
]

/** The existing files below a folder that match a pattern. */
export function* matches(
  folder: string,
  [segment, ...rest]: readonly string[],
  note: NotePath,
): Generator<string> {
  if (segment === undefined) return
  if (segment === '**') yield* matchesBelow(folder, rest, note, 0)
  else if (!segment.includes('*')) {
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

function* matchesBelow(
  folder: string,
  rest: readonly string[],
  note: NotePath,
  depth: number,
): Generator<string> {
  yield* matches(folder, rest, note)
  if (depth >= MAX_DEPTH) return
  for (const entry of entriesOf(folder, note)) {
    // Symbolic links may form a circle.
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
      yield* matchesBelow(join(folder, entry.name), rest, note, depth + 1)
  }
}

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
