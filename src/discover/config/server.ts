import type { DiscoveryFinding, Endpoint, Source, Transport } from '../../model/endpoint.ts'
import type { ProblemCode } from '../../model/error.ts'
import { TRANSPORT_NAMES } from '../../registry/mcp/clients/mcpClients.ts'
import { type ConfigValue, duplicateIn } from '../document/value.ts'
import { endpointId } from '../endpointUrl.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { interpolate } from '../secrets/interpolate.ts'
import { plainText } from '../secrets/redact.ts'
import { SecretList } from '../secrets/secretUse.ts'
import { type ConfigAddress, configAddress } from './address.ts'
import {
  noteAddressSecrets,
  noteArgumentSecrets,
  sanitizeArguments,
  sanitizeCommand,
  upstreamsOf,
} from './command/arguments.ts'
import { unwrap } from './command/commandLine.ts'
import { extensionUrl, stdioUrl, withoutSecretParts } from './command/stdioUrl.ts'
import { type Found, plaintext, weakenings } from './command/weakening.ts'
import { wrappedRemote } from './command/wrapper.ts'
import type { ConfigEntry } from './entries.ts'
import { type ConfigShape, configShapes, isBuiltIn, isDisabled } from './shape.ts'

/** The same for all servers of a file. */
export type ConfigContext = {
  /** With the file's path. */
  source: Source & { path: string }
  values: OutsideValues
  bareVariables: boolean
  /** The transport of a URL whose entry does not name one. */
  urlTransport: Transport
  home: string
  /** The project's folder, which relative paths start from. */
  folder: string | undefined
  /** The mode of the file, if users other than its owner may read it. */
  openMode: string | undefined
  note: NoteProblem
  /** Undefined: credentials in configurations are not sent. */
  credential: NoteCredential | undefined
}

/** All three are empty for a file that someone else wrote, except the folders that its client defines. */
export type OutsideValues = {
  /** For the scheme, host, port and path of a URL. */
  address: Readonly<Record<string, string | undefined>>
  /** For the path of a program, which names its endpoint. */
  path: Readonly<Record<string, string | undefined>>
  /** For header fields, which are sent and not stored. */
  header: Readonly<Record<string, string | undefined>>
}

/** The endpoints of an entry, and a note that says why there is none, or more than one. */
export const configServers = (entry: ConfigEntry, context: ConfigContext): Endpoint[] => {
  const { line, value } = entry
  const shapes = value.kind === 'map' ? configShapes(value) : []
  const note = (code: ProblemCode, what: string): void =>
    context.note(code, line, `server "${plainText(entry.name)}": ${what}`)
  if (shapes.length === 0 && !isBuiltIn(value) && !isDisabled(value)) {
    const what = value.kind === 'map' ? 'has neither a URL nor a command' : 'is not a map'
    note('BAD_ENTRY', `the entry ${what}`)
  }
  // Of several origins, it is unknown which one gets the entry's credentials.
  const own = shapes.length > 1 ? { ...context, credential: undefined } : context
  const found = shapes.flatMap((shape) => serverOf(entry, shape, own, note) ?? [])
  if (found.length > 1)
    note('DUPLICATE_KEY', 'it has several URLs, or a URL and a command, and clients differ in which they use')
  else noteDuplicate(value, note)
  return found
}

/** Of another key than a URL. */
const noteDuplicate = (value: ConfigValue, note: (code: ProblemCode, what: string) => void): void => {
  const found = duplicateIn(value)
  if (found)
    note('DUPLICATE_KEY', `it has the key "${plainText(found)}" twice, and clients differ in which they use`)
}

const serverOf = (
  entry: ConfigEntry,
  shape: ConfigShape,
  context: ConfigContext,
  note: (code: ProblemCode, what: string) => void,
): Endpoint | undefined => {
  const tooLarge = tooLargePart(shape)
  if (tooLarge !== undefined) return void note('TOO_LARGE', `has ${tooLarge}`)
  const secrets = new SecretList()
  const reached = reach(entry, shape, secrets, context)
  if ('problem' in reached) return void note('BAD_ENTRY', reached.problem)
  noteSecrets(shape, secrets)
  const { url } = reached.address
  if (shape.url !== undefined && reached.address.unresolved.length === 0 && /^https?:/.test(url)) {
    const headers = context.credential ? headersOf(shape, context.values.header) : {}
    if (Object.keys(headers).length > 0) context.credential?.({ origin: new URL(url).origin, headers })
  }
  const shown = (names: readonly string[]): string[] => names.map((name) => plainText(name))
  const omitted = shown(reached.address.omitted).join(', ')
  if (omitted !== '')
    note(
      'UNRESOLVED_VARIABLE',
      `the query of its URL needs ${omitted}, which is not filled in; the parameter is left empty`,
    )
  const unresolved = shown(reached.address.unresolved)
  if (unresolved.length > 0)
    note('UNRESOLVED_VARIABLE', `its URL needs ${unresolved.join(', ')}, whose value is unknown`)
  const findings = configFindings(entry, shape, reached, secrets, context)
  return {
    id: endpointId(url),
    url,
    transport: reached.transport,
    sources: [sourceOf(entry, context.source)],
    ...(reached.runtime && { runtime: reached.runtime }),
    ...(reached.stdio && { stdio: reached.stdio }),
    ...(secrets.uses.length > 0 && { secrets: secrets.uses }),
    ...(findings.length > 0 && { findings }),
    ...(unresolved.length > 0 && { unresolved }),
  }
}

/** Arguments, variables, and header fields of a server. */
const MAX_PARTS = 1000
/** Characters of each of them. */
const MAX_TEXT = 32_768

const tooLargePart = ({ command, env, headers, cwd = '' }: ConfigShape): string | undefined => {
  if ([command.length, env.size, headers.size].some((count) => count > MAX_PARTS))
    return `more than ${MAX_PARTS} arguments, variables or header fields`
  const texts = [cwd, ...command, ...[...env, ...headers].flat()]
  return texts.some(({ length }) => length > MAX_TEXT)
    ? `an argument, variable or header field of more than ${MAX_TEXT} characters`
    : undefined
}

type Reached = {
  address: ConfigAddress
  transport: Transport
  runtime?: Endpoint['runtime']
  stdio?: NonNullable<Endpoint['stdio']>
  started?: { words: string[]; env: Readonly<Record<string, string>> }
}
type Reach = Reached | { problem: string }

const reach = (
  { name }: ConfigEntry,
  shape: ConfigShape,
  secrets: SecretList,
  context: ConfigContext,
): Reach => {
  if (shape.command.length > 0) return byCommand(shape, secrets, context)
  if (shape.url !== undefined) {
    const variables = {
      env: Object.fromEntries(shape.env),
      environment: context.values.address,
      bare: context.bareVariables,
    }
    const address = configAddress(shape.url, variables, secrets)
    const transport = shape.type === '' ? context.urlTransport : (TRANSPORT_NAMES[shape.type] ?? 'unknown')
    return 'problem' in address ? address : { address, transport }
  }
  // Only the editor knows how to start it: the file contains its settings.
  return { address: plainAddress(extensionUrl(name)), transport: 'stdio' }
}

const plainAddress = (url: string): ConfigAddress => ({ url, unresolved: [], omitted: [], hadSecret: false })

const byCommand = (shape: ConfigShape, secrets: SecretList, context: ConfigContext): Reach => {
  const { command } = shape
  const invocation = unwrap(command)
  if (invocation === undefined) return { problem: 'the command is empty' }
  const { args, env, runtime, package: name } = invocation
  noteArgumentSecrets(command.slice(1), secrets)
  noteArgumentSecrets(args, secrets)
  const own = { ...Object.fromEntries(shape.env), ...env }
  const variables = { env: own, environment: context.values.address, bare: true }
  const started = { words: [...command, ...args], env }
  const wrapped = wrappedRemote(invocation)
  if (wrapped) {
    const address = configAddress(wrapped.url, variables, secrets)
    if ('problem' in address) return address
    return {
      address,
      transport: wrapped.transport,
      runtime: { wrapper: wrapped.wrapper, name: wrapped.runtime },
      started,
    }
  }
  if (invocation.remote) {
    const { host, port } = invocation.remote
    const address = configAddress(`ssh://${host}${port === undefined ? '' : `:${port}`}`, variables, secrets)
    return 'problem' in address ? address : { address, transport: 'ssh', started }
  }
  const texts = [...command.slice(1), ...args, ...shape.env.values(), ...Object.values(env)]
  noteAddressSecrets(texts, secrets)
  const program = interpolate(invocation.path, { env: own, environment: context.values.path, bare: true })
  if (program.problem !== undefined) return { problem: `its program ${program.problem}` }
  const path = program.text
  const url = stdioUrl({ ...invocation, path }, shape.cwd ?? context.folder, context.home)
  return {
    address: plainAddress(url),
    transport: 'stdio',
    ...(runtime !== undefined && { runtime: { name: runtime } }),
    stdio: {
      command: sanitizeCommand(command[0] ?? ''),
      args: sanitizeArguments(command.slice(1), invocation.path),
      ...(name !== undefined && { package: plainText(withoutSecretParts(name)) }),
      upstreams: upstreamsOf(texts, variables),
    },
    started,
  }
}

const noteSecrets = (shape: ConfigShape, secrets: SecretList): void => {
  for (const [name, value] of shape.env) secrets.note('env', name, value)
  for (const [name, value] of shape.headers) secrets.note('header', name, value)
  for (const name of shape.envHeaders.keys()) secrets.add('header', name)
  for (const name of shape.envSecrets) secrets.add('env', name)
}

const sourceOf = ({ name, line, project, value }: ConfigEntry, source: Source): Source => ({
  ...source,
  ...(name !== '' && { name: plainText(name) }),
  line,
  ...(project !== undefined && { scope: 'local', project: plainText(project) }),
  ...(isDisabled(value) && { disabled: true }),
})

const configFindings = (
  { line, value }: ConfigEntry,
  shape: ConfigShape,
  { address, stdio, started }: Reached,
  secrets: SecretList,
  { source: { path }, openMode }: ConfigContext,
): DiscoveryFinding[] => {
  const env = new Map([...shape.env, ...Object.entries(started?.env ?? {})])
  const found: Found[] = [
    ...weakenings(env, started?.words ?? [], value),
    ...[address.url, ...(stdio?.upstreams ?? [])].flatMap(plaintext),
    ...(address.hadSecret ? [SECRET_IN_URL] : []),
    ...(openMode !== undefined && secrets.inClearText ? [secretReadable(openMode)] : []),
  ]
  const once = new Map(found.map((finding) => [finding.message, finding]))
  return [...once.values()].map((finding) => ({ ...finding, path, line }))
}

const SECRET_IN_URL: Found = {
  code: 'SECRET_IN_URL',
  level: 'warning',
  message: 'the URL contains a secret, which servers and proxies on the path write to their logs',
}

const secretReadable = (mode: string): Found => ({
  code: 'SECRET_READABLE',
  level: 'error',
  message: `the file contains secrets in clear text, and its mode ${mode} lets other users read it`,
})

/** Called for the header fields that a configuration sends to a URL's origin. They stay in memory. */
export type NoteCredential = (credential: { origin: string; headers: Record<string, string> }) => void

/**
 * The header fields of an entry in one of the user's own files, with variables filled in from the environment as its
 * client does. A field with a variable that is not set is left out.
 */
const headersOf = (
  { headers, envHeaders, bearer }: ConfigShape,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> => {
  const literal = [...headers].map(([name, value]) => [name, filled(value, env)] as const)
  const named = [...envHeaders].map(([name, variable]) => [name, env[variable]] as const)
  const token = bearer === undefined ? undefined : env[bearer]
  const all = [...literal, ...named, ...(token ? [['Authorization', `Bearer ${token}`] as const] : [])]
  return Object.fromEntries(all.filter((field): field is readonly [string, string] => isField(field)))
}

/** RFC 9110 §5.1 and §5.5: a token for a name, and no control characters in the value. */
const isField = ([name, value]: readonly [string, string | undefined]): boolean =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && value !== undefined && value !== '' && /^[\x20-\x7e\t]*$/.test(value)

const VARIABLE = /\$\{(?:env:)?(\w+)(?::-([^}]*))?\}|\{env:(\w+)\}/g

/** Undefined if a variable is not set, or only the client can fill it in (`${input:…}`). */
const filled = (text: string, env: Readonly<Record<string, string | undefined>>): string | undefined => {
  let missing = false
  const value = text.replace(VARIABLE, (_, name?: string, otherwise?: string, prefixed?: string) => {
    const found = env[name ?? prefixed ?? ''] ?? otherwise
    missing ||= found === undefined
    return found ?? ''
  })
  return missing || /\$\{|\{(file|input):/.test(value) ? undefined : value
}
