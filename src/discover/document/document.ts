import type { ConfigFormat } from '../../registry/mcp/mcpClients.ts'
import type { ConfigDocument } from './value.ts'

/** The reader of a format. Loaded when the first file of its format is there: most scans read none. */
export const readerOf = async (format: ConfigFormat): Promise<(text: string) => ConfigDocument> => {
  if (format === 'toml') return (await import('./toml.ts')).readToml
  if (format === 'yaml') return (await import('./yaml.ts')).readYaml
  return (await import('./json.ts')).readJson
}

/** JSON where the name says nothing: most clients' files are. */
export const formatOf = (path: string): ConfigFormat => {
  if (/\.toml$/i.test(path)) return 'toml'
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'json'
}

/**
 * Bytes of the largest file that is read. Clients' files are kilobytes, but for `~/.claude.json`, which also keeps
 * history; and the readers of the other formats need time and memory out of proportion for hostile ones.
 */
export const MAX_BYTES: Readonly<Record<ConfigFormat, number>> = {
  json: 8 * 1024 * 1024,
  toml: 1024 * 1024,
  yaml: 256 * 1024,
}
