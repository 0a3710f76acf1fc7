/**
 * Where MCP clients store their servers. To add a client, add a row to mcpClients.json and a fixture under
 * test/fixtures/clients/. Paths are patterns: `*` stands for one folder or file name or a part of it, `**` for
 * any number of folders; places in braces are explained at `Place`.
 */
import type { Transport } from '../../../model/endpoint.ts'
import clients from './mcpClients.json' with { type: 'json' }

export type Platform = 'linux' | 'darwin' | 'win32'

/**
 * What a path begins with.
 * - `{home}`: the user's home directory.
 * - `{config}`: where desktop applications keep their settings: `$XDG_CONFIG_HOME` or `~/.config` on Linux,
 *   `~/Library/Application Support` on macOS, `%APPDATA%` on Windows.
 * - `{xdg}`: `$XDG_CONFIG_HOME` or `~/.config`, on every system.
 * - `{localAppData}`, `{programFiles}`, `{programData}`: as Windows has them.
 * - `{root}`: the root of the file system.
 * - `{$NAME}`: the value of an environment variable; without one the path is skipped.
 * A project's paths are relative to the project's folder.
 */
export type Place = 'home' | 'config' | 'xdg' | 'localAppData' | 'programFiles' | 'programData' | 'root'

export type ConfigFormat = 'json' | 'toml' | 'yaml'

export type ConfigFile = {
  scope: 'user' | 'project' | 'managed'
  /** The publisher of a plugin or an extension wrote the file, not the user whose scope it has. */
  author?: 'publisher'
  /** `all`: the same pattern on each platform. */
  paths: Readonly<Partial<Record<Platform | 'all', readonly string[]>>>
  /** Default: by the file's name. JSON is always read with comments and trailing commas. */
  format?: ConfigFormat
  /**
   * Where the servers are, as paths of keys: a map by name, or a list of entries with names. `*` is any key.
   * An empty path is the document itself: used only if no other path exists.
   */
  servers: readonly (readonly string[])[]
  source: string
  note?: string
}

export type McpClientRow = {
  client: string
  /** When the sources were last read. */
  asOf: string
  /** `$NAME` without braces is a variable too. */
  bareVariables?: true
  /** The transport of a URL without a type, if the client supports one transport only. */
  urlTransport?: Transport
  files: readonly ConfigFile[]
}

/** test/registry/mcp/mcpClients.test.ts checks that the rows have this type. */
export const MCP_CLIENTS = clients as readonly McpClientRow[]

/** The clients' names for transports, in lower case. */
export const TRANSPORT_NAMES: Readonly<Record<string, Transport>> = {
  http: 'streamable-http',
  'streamable-http': 'streamable-http',
  streamable_http: 'streamable-http',
  streamablehttp: 'streamable-http',
  sse: 'http+sse',
}

/** Entries of these types are parts of the client (Goose), not servers that are reached over a transport. */
export const BUILT_IN_TYPES: readonly string[] = ['builtin', 'platform', 'frontend', 'inline_python']
