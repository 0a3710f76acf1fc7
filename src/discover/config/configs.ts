import { dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { DiscoveryProblem, Endpoint } from '../../model/endpoint.ts'
import {
  type ConfigFile,
  type ConfigFormat,
  MCP_CLIENTS,
  type Platform,
} from '../../registry/mcp/clients/mcpClients.ts'
import type { ConfigDocument } from '../document/value.ts'
import { boundedNotes } from '../problemNotes.ts'
import { addressValues } from '../secrets/interpolate.ts'
import { plainText } from '../secrets/redact.ts'
import { configEntries } from './entries.ts'
import { entriesOf, type NotePath, readConfigFile } from './file.ts'
import { type ConfigPath, placedFiles, projectFiles, type User } from './paths.ts'
import type { NoteCredential } from './server.ts'
import { configServers, type OutsideValues } from './server.ts'

export type ConfigPlaces = {
  home: string
  /** `any`: the paths of all platforms, without an administrator's files, for a copied home directory. */
  platform: Platform | 'any'
  /** For paths (`CODEX_HOME`, …) and for variables in the user's own files. Empty for another user's. */
  env: Readonly<Record<string, string | undefined>>
  /** Folders whose repositories are searched. */
  projects: readonly string[]
  allUsers: boolean
}

export type ConfigOptions = ConfigPlaces & {
  /** Prefix of absolute paths, for example of a mounted image. */
  root?: string
  signal?: AbortSignal | undefined
  note: (problem: DiscoveryProblem) => void
  /** Called for header fields with their values, if they are to be sent. */
  credential?: NoteCredential | undefined
}

/**
 * Every server in the configurations of MCP clients, one endpoint per entry. Only reads files.
 *
 * @throws the signal's reason, when it is aborted.
 */
export async function* discoverConfigs(options: ConfigOptions): AsyncGenerator<Endpoint> {
  const { signal, note } = options
  const seen = new Set<string>()
  let count = 0
  for (const found of configPaths(options, (code, path, message) =>
    note({ code, path: plainText(path, MAX_PATH), message }),
  )) {
    signal?.throwIfAborted()
    // Everything below is synchronous; let timers and signals run.
    if (++count % FILES_PER_TURN === 0) await setImmediate()
    if (found !== undefined) yield* endpointsOf(found, options, seen)
  }
}

/** The servers in one file that the user named as a target list, read as a stranger's: of whichever client it is. */
export async function* discoverConfigFile(
  path: string,
  options: Pick<ConfigOptions, 'note' | 'signal'>,
): AsyncGenerator<Endpoint> {
  const file: ConfigFile = { scope: 'project', paths: {}, servers: SERVER_PLACES, source: '' }
  const client = { client: 'unknown', asOf: '', files: [file] }
  const user = { home: '', env: {} }
  const places = { home: '', platform: 'any', env: {}, projects: [], allUsers: false } as const
  yield* endpointsOf({ path, client, file, user }, { ...options, ...places }, new Set())
}

/** Where clients have their servers, if the key itself says that they are MCP servers. */
const SERVER_PLACES = [
  ...new Map(
    MCP_CLIENTS.flatMap(({ files }) => files.flatMap(({ servers }) => servers))
      .filter((place) => /^(mcp_?|context_)servers$/i.test(place.at(-1) ?? ''))
      .map((place) => [place.join('.'), place]),
  ).values(),
]

const FILES_PER_TURN = 32
const SERVERS_PER_TURN = 16
/** Characters of a file after which timers and signals run. */
const TEXT_PER_TURN = 65_536
/** Limit of servers per file. */
const MAX_SERVERS = 10_000
const MAX_PATH = 1024

function* configPaths(options: ConfigOptions, note: NotePath): Generator<ConfigPath | undefined> {
  const { platform, projects, allUsers, root = '/' } = options
  const user: User = { home: options.home, env: options.env }
  yield* placedFiles('user', { platform, user, root }, note)
  if (platform !== 'any') {
    for (const home of allUsers ? homeDirectories(platform, root) : [])
      if (home !== user.home) yield* placedFiles('user', { platform, user: { home, env: {} }, root }, note)
    yield* placedFiles('managed', { platform, user, root }, note)
  }
  for (const tree of projects) yield* projectFiles(tree, user, note)
}

/**
 * The home directories of a machine's users: those in /etc/passwd and below /home on Linux, below /Users on macOS and
 * Windows. Directories that cannot be listed are left out.
 */
const homeDirectories = (platform: Platform, root: string): string[] => {
  const found =
    platform === 'linux' ? [...passwdHomes(root), ...below(join(root, 'home'))] : below(join(root, 'Users'))
  return [...new Set(found)]
}

/** passwd(5): the sixth field. Service accounts share directories that are not homes. */
const passwdHomes = (root: string): string[] => {
  const file = readConfigFile(join(root, 'etc/passwd'), MAX_PASSWD)
  return (file && 'text' in file ? file.text : '')
    .split('\n')
    .map((line) => line.split(':')[5]?.trim() ?? '')
    .filter((home) => home.startsWith('/') && !NOT_HOMES.test(home))
    .map((home) => join(root, home))
}

/** Bytes: a machine with 100,000 users. */
const MAX_PASSWD = 8_388_608

const NOT_HOMES = /^\/(nonexistent|dev|proc|run|bin|sbin|usr|etc)?(\/|$)/

const below = (folder: string): string[] =>
  entriesOf(folder, () => {})
    .filter((entry) => entry.isDirectory() && !SHARED.has(entry.name))
    .map(({ name }) => join(folder, name))

/** Shared folder of macOS, public and template profiles of Windows. */
const SHARED = new Set(['Shared', 'Public', 'Default', 'All Users', 'Default User', 'lost+found'])

async function* endpointsOf(
  found: ConfigPath,
  { platform, note, credential, home, signal }: ConfigOptions,
  seen: Set<string>,
): AsyncGenerator<Endpoint> {
  const { path, client, file, user, folder } = found
  const shown = plainText(resolve(path), MAX_PATH)
  const notes = boundedNotes(shown, note)
  const format = file.format ?? formatOf(path)
  const read = readConfigFile(path, MAX_BYTES[format])
  if (read?.problem) notes.note(read.problem.code, undefined, `the file ${read.problem.message}`)
  if (read === undefined || !('text' in read)) return
  // A home directory may be inside a project, and two paths may lead to one file.
  const key = `${client.client}\0${read.path}`
  if (seen.has(key)) return
  seen.add(key)
  if (read.text.length > TEXT_PER_TURN) await setImmediate()
  signal?.throwIfAborted()
  const { root, problems } = (await readerOf(format))(read.text)
  for (const { code, message, line } of problems) notes.note(code, line, `the file ${message}`)
  if (root === undefined) return
  // Strangers write the files of projects, plugins and extensions; other users write their own.
  const isOwn = file.scope !== 'project' && file.author !== 'publisher' && user.home === home
  const context = {
    source: { kind: 'client-config', client: client.client, path: shown, scope: file.scope } as const,
    home: user.home,
    values: outsideValues(found, isOwn),
    folder,
    bareVariables: client.bareVariables === true,
    urlTransport: client.urlTransport ?? ('unknown' as const),
    credential: isOwn ? credential : undefined,
    openMode: platform === 'win32' ? undefined : openMode(read.mode),
    note: notes.note,
  }
  const entries = configEntries(root, file.servers, context.note)
  for (const [at, entry] of entries.slice(0, MAX_SERVERS).entries()) {
    if (at % SERVERS_PER_TURN === 0) await setImmediate()
    signal?.throwIfAborted()
    for (const endpoint of configServers(entry, context))
      yield isOwn ? endpoint : { ...endpoint, untrusted: true }
  }
  if (entries.length > MAX_SERVERS)
    notes.note(
      'TOO_MANY_SERVERS',
      entries[MAX_SERVERS]?.line,
      `only the first ${MAX_SERVERS} servers were read`,
    )
  notes.end()
}

const outsideValues = ({ path, user, folder }: ConfigPath, isOwn: boolean): OutsideValues => {
  const here = dirname(path).replace(/[\\/]\.claude-plugin$/, '')
  // Variables that clients define for folders: they distinguish servers that are started from files.
  const folders = {
    CLAUDE_PLUGIN_ROOT: here,
    extensionPath: here,
    ...(folder !== undefined && { workspaceFolder: folder, CLAUDE_PROJECT_DIR: folder }),
  }
  if (!isOwn) return { address: {}, path: folders, header: {} }
  const all = { ...user.env, HOME: user.home, userHome: user.home, ...folders }
  const address = addressValues(all)
  return { address, path: address, header: all }
}

/** The mode in octal, if group or others may read. Windows has no modes; Node.js invents them. */
const openMode = (mode: number): string | undefined =>
  process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0
    ? (mode & 0o777).toString(8).padStart(4, '0')
    : undefined

const READABLE_BY_OTHERS = 0o044

/** The reader of a format. Loaded with the first file of the format, because most scans read none. */
const readerOf = async (format: ConfigFormat): Promise<(text: string) => ConfigDocument> => {
  if (format === 'toml') return (await import('../document/toml.ts')).readToml
  if (format === 'yaml') return (await import('../document/yaml.ts')).readYaml
  return (await import('../document/json.ts')).readJson
}

/** JSON unless the name says otherwise: most clients' files are JSON. */
export const formatOf = (path: string): ConfigFormat => {
  if (/\.toml$/i.test(path)) return 'toml'
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'json'
}

/**
 * Bytes of the largest file that is read. Clients' files are a few kilobytes, except `~/.claude.json`, which also stores
 * history. The parsers of TOML and YAML need much time and memory for hostile files.
 */
const MAX_BYTES: Readonly<Record<ConfigFormat, number>> = { json: 8_388_608, toml: 1_048_576, yaml: 262_144 }
