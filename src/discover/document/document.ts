import type { ConfigFormat } from '../../registry/mcp/mcpClients.ts'
import type { ConfigDocument } from './value.ts'

/** The reader of a format. Loaded with the first file of the format, because most scans read none. */
export const readerOf = async (format: ConfigFormat): Promise<(text: string) => ConfigDocument> => {
  if (format === 'toml') return (await import('./toml.ts')).readToml
  if (format === 'yaml') return (await import('./yaml.ts')).readYaml
  return (await import('./json.ts')).readJson
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
export const MAX_BYTES: Readonly<Record<ConfigFormat, number>> = {
  json: 8 * 1024 * 1024,
  toml: 1024 * 1024,
  yaml: 256 * 1024,
}
