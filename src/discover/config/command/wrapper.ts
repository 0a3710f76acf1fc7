import type { Transport } from '../../../model/endpoint.ts'
import { WRAPPERS, type WrapperRow } from '../../../registry/mcp/commands/wrappers.ts'
import type { Invocation } from './commandLine.ts'

export type Wrapped = { wrapper: string; runtime: string; url: string; transport: Transport }

/** Undefined if the command does not start a wrapper with a remote URL. */
export const wrappedRemote = (invocation: Invocation): Wrapped | undefined => {
  const row = WRAPPERS.find((candidate) => isStarted(candidate, invocation))
  const remote = row && remoteOf(row, invocation.args)
  return remote && { wrapper: row.wrapper, runtime: invocation.runtime ?? row.runtime, ...remote }
}

const isStarted = (row: WrapperRow, { program, path, package: name }: Invocation): boolean => {
  const [, registry, bare = ''] = /^(npm|pypi|oci)\/(.*)$/s.exec(name ?? '') ?? []
  if (registry !== undefined) return row[registry as 'npm' | 'pypi' | 'oci']?.includes(bare) === true
  if (row.programs?.includes(program)) return true
  // A checkout or a global installation: /opt/mcp-remote/dist/proxy.js.
  const folders = path.split(/[\\/]/).slice(0, -1)
  return [...(row.npm ?? []), ...(row.pypi ?? [])].some((known) => folders.includes(known))
}

const remoteOf = (
  row: WrapperRow,
  args: readonly string[],
): { url: string; transport: Transport } | undefined => {
  let url: string | undefined
  let transport: Transport = row.transport?.otherwise ?? 'unknown'
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    const [, name = word, joined] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? []
    const meaning = row.urlOptions?.[name]
    if (meaning !== undefined) {
      url = joined ?? args[++at]
      transport = meaning
    } else if (name === row.transport?.option) {
      const value = joined ?? args[++at] ?? ''
      transport = row.transport.values[value] ?? transport
    } else if (name.startsWith('-')) at += joined === undefined ? (row.options[name] ?? 0) : 0
    else if (row.positional) {
      // Without a URL here it is a command, which the wrapper serves.
      if (url === undefined && !isUrl(word)) return undefined
      url ??= word
    }
  }
  return url !== undefined && isUrl(url) ? { url, transport } : undefined
}

/** Also true for a variable in place of the scheme or of the whole. */
const isUrl = (text: string): boolean => /^(https?|wss?):\/\//i.test(text) || /^\$\{?\w/.test(text)
