import { BUILT_IN_TYPES } from '../../registry/mcp/clients/mcpClients.ts'
import {
  type ConfigValue,
  membersOf,
  type Pair,
  pairsOf,
  textOf,
  valueAt,
  wordOf,
  wordsOf,
} from '../document/value.ts'
import { shellWords } from './command/commandLine.ts'

/** The parts of a server's entry, independent of the client's names for them. */
export type ConfigShape = {
  url: string | undefined
  /** In lower case; empty if the entry has none. */
  type: string
  /** Program and arguments; empty for a URL, or for a server in an editor's extension (Zed). */
  command: string[]
  cwd: string | undefined
  env: Map<string, string>
  headers: Map<string, string>
  /** Headers whose values come from the environment: name and variable. */
  envHeaders: Map<string, string>
  /** The variable of a bearer token. */
  bearer: string | undefined
  /** Names of secrets whose values are elsewhere: in the environment or a key ring. */
  envSecrets: string[]
}

/**
 * None for an entry without URL, command and settings of an extension. Several for one with different URLs, or with a URL and a
 * command: clients differ in what they read, also where the entry has a type, and none may hide another.
 */
export const configShapes = (value: ConfigValue): ConfigShape[] => {
  // Older versions of Continue and Zed nest the entry in one more map.
  const parts = [value, valueAt(value, 'transport'), valueAt(value, 'command')].filter(
    (part) => part?.kind === 'map',
  )
  const first = (...keys: string[]): ConfigValue | undefined =>
    parts
      .map((part) => keys.map((key) => valueAt(part, key)).find((found) => found !== undefined))
      .find((found) => found !== undefined && found.kind !== 'map')
  const pairs = (...keys: string[]): Pair[] =>
    parts.flatMap((part) => keys.flatMap((key) => pairsOf(part, key)))
  const written = URL_KEYS.flatMap((key) =>
    parts.flatMap((part) =>
      membersOf(part)
        .filter((member) => member.key === key)
        .map(({ value: url }) => ({ key, url: (textOf(url) ?? '').trim() })),
    ),
  ).filter(({ url }) => url !== '')
  const type = (wordOf(first('type', 'transport', 'transportType')) ?? '').toLowerCase()
  const isLocal = /^(stdio|local)$/.test(type)
  // A path next to the URL of a remote server is a part of its address.
  const program =
    type === '' || isLocal || written.length === 0 ? ['command', 'cmd', 'path'] : ['command', 'cmd']
  const command = commandOf(first(...program), first('args', 'arguments'))
  // The first key of each URL.
  const urls = written.filter(({ url }, at) => written.findIndex((other) => other.url === url) === at)
  const settings = valueAt(value, 'settings')
  if (urls.length === 0 && command.length === 0 && settings?.kind !== 'map') return []
  const bearer = textOf(first('bearer_token_env_var', 'bearerTokenEnvVar'))
  const shape = {
    cwd: textOf(first('cwd')),
    env: mapOf([...pairs('env', 'environment', 'envs'), ...pairsOf(settings)]),
    headers: mapOf([
      ...pairs('headers', 'http_headers', 'httpHeaders'),
      ...pairsOf(value, 'requestOptions', 'headers'),
      ...pairsOf(value, 'requestInit', 'headers'),
    ]),
    envHeaders: mapOf(pairs('env_http_headers', 'envHttpHeaders')),
    bearer,
    envSecrets: [...(bearer === undefined ? [] : [bearer]), ...(wordsOf(first('env_keys')) ?? [])],
  }
  const remote = urls.map(({ key, url }) => ({
    ...shape,
    url,
    type: isLocal ? '' : type === '' && key === 'httpUrl' ? 'http' : type,
    command: [],
  }))
  return [
    ...remote,
    ...(remote.length === 0 || command.length > 0 ? [{ ...shape, url: undefined, type, command }] : []),
  ]
}

const mapOf = (pairs: readonly Pair[]): Map<string, string> =>
  new Map(pairs.map(({ key, value }) => [key, value]))

export const isDisabled = (value: ConfigValue): boolean =>
  wordOf(value, 'enabled') === 'false' || wordOf(value, 'disabled') === 'true'

export const isBuiltIn = (value: ConfigValue): boolean => BUILT_IN_TYPES.includes(textOf(value, 'type') ?? '')

/** In the order of preference of Gemini CLI, which reads more than one. */
const URL_KEYS = ['httpUrl', 'serverUrl', 'url', 'uri', 'http_url', 'server_url']

/** A list, a program and its arguments, or a whole command line as one text. */
const commandOf = (command: ConfigValue | undefined, args: ConfigValue | undefined): string[] => {
  const argsText = textOf(args)
  const rest = wordsOf(args) ?? (argsText === undefined ? [] : (shellWords(argsText)[0] ?? []))
  const words = wordsOf(command)
  if (words !== undefined) return [...words, ...rest]
  const text = textOf(command)?.trim() ?? ''
  if (text === '') return []
  // A path may contain spaces on Windows; a command line begins with a plain name.
  if (rest.length === 0 && /^[^\s\\/]+\s/.test(text)) return shellWords(text)[0] ?? []
  // A path followed by options is a command line, too.
  const options = rest.length === 0 ? text.search(/(?<!\s)\s+['"-]/) : -1
  return options > 0 ? [text.slice(0, options), ...shellWords(text.slice(options)).flat()] : [text, ...rest]
}
