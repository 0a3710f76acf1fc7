import type { DiscoveryFinding, Endpoint, Source, Transport } from '../../model/endpoint.ts'
import type { ProblemCode } from '../../model/error.ts'
import { endpointId } from '../endpointUrl.ts'
import { plainText } from '../plainText.ts'
import { interpolate } from '../secrets/interpolate.ts'
import { type SecretList, secretList } from '../secrets/secretUse.ts'
import { type ConfigAddress, configAddress } from './address.ts'
import {
  noteAddressSecrets,
  noteArgumentSecrets,
  sanitizeArguments,
  sanitizeCommand,
  upstreamsOf,
} from './command/arguments.ts'
import { type Invocation, unwrap } from './command/commandLine.ts'
import { extensionUrl, stdioUrl, withoutSecretParts } from './command/stdioUrl.ts'
import { type Found, plaintext, weakenings } from './command/weakening.ts'
import { wrappedRemote } from './command/wrapper.ts'
import { headersOf, type NoteCredential } from './credentials.ts'
import type { ConfigEntry, NoteLine } from './entries.ts'
import { type ConfigShape, configShape, isBuiltIn, isDisabled } from './shape.ts'

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
  note: NoteLine
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

/** The endpoint of an entry, or undefined and a note that says why not. */
export const configServer = (entry: ConfigEntry, context: ConfigContext): Endpoint | undefined => {
  const { line, value } = entry
  const server = `server "${plainText(entry.name)}"`
  const shape = value.kind === 'map' ? configShape(value) : undefined
  const note = (code: ProblemCode, what: string): undefined =>
    void context.note(code, line, `${server}: ${what}`)
  if (shape === undefined) {
    if (isBuiltIn(value) || isDisabled(value)) return undefined
    const what = value.kind === 'map' ? 'has neither a URL nor a command' : 'is not a map'
    return note('BAD_ENTRY', `the entry ${what}`)
  }
  const tooLarge = tooLargePart(shape)
  if (tooLarge !== undefined) return note('TOO_LARGE', `has ${tooLarge}`)
  const secrets = secretList()
  const reached = reach(entry, shape, secrets, context)
  if ('problem' in reached) return note('BAD_ENTRY', reached.problem)
  noteSecrets(shape, secrets)
  if (shape.url !== undefined) noteCredential(shape, reached.address, context)
  const { url } = reached.address
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
  if (shape.url !== undefined) return byUrl(shape, shape.url, secrets, context)
  if (shape.command.length > 0) return byCommand(shape, secrets, context)
  // Only the editor knows how to start it: the file contains its settings.
  return { address: plainAddress(extensionUrl(name)), transport: 'stdio' }
}

const plainAddress = (url: string): ConfigAddress => ({ url, unresolved: [], omitted: [], hadSecret: false })

const byUrl = (shape: ConfigShape, text: string, secrets: SecretList, context: ConfigContext): Reach => {
  const address = configAddress(
    text,
    { env: ownValues(shape), environment: context.values.address, bare: context.bareVariables },
    secrets,
  )
  return 'problem' in address ? address : { address, transport: transportOf(shape.type, context) }
}

const transportOf = (type: string, { urlTransport }: ConfigContext): Transport =>
  type === '' ? urlTransport : (TRANSPORTS[type] ?? 'unknown')

/** The clients' names for transports, in lower case. */
const TRANSPORTS: Readonly<Record<string, Transport>> = {
  http: 'streamable-http',
  'streamable-http': 'streamable-http',
  streamable_http: 'streamable-http',
  streamablehttp: 'streamable-http',
  sse: 'http+sse',
}

const byCommand = (shape: ConfigShape, secrets: SecretList, context: ConfigContext): Reach => {
  const { command } = shape
  const invocation = unwrap(command)
  if (invocation === undefined) return { problem: 'the command is empty' }
  const { args, env, runtime } = invocation
  noteArgumentSecrets(command.slice(1), secrets)
  noteArgumentSecrets(args, secrets)
  const own = { ...ownValues(shape), ...env }
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
    stdio: stdioOf(command, invocation, upstreamsOf(texts, variables)),
    started,
  }
}

const ownValues = (shape: ConfigShape): Record<string, string> => Object.fromEntries(shape.env)

const stdioOf = (
  [command = '', ...args]: readonly string[],
  { package: name, path }: Invocation,
  upstreams: string[],
): NonNullable<Endpoint['stdio']> => ({
  command: sanitizeCommand(command),
  args: sanitizeArguments(args, path),
  ...(name !== undefined && { package: plainText(withoutSecretParts(name)) }),
  upstreams,
})

const noteCredential = (
  shape: ConfigShape,
  { url, unresolved }: ConfigAddress,
  { credential, values }: ConfigContext,
): void => {
  if (!credential || unresolved.length > 0 || !/^https?:/.test(url)) return
  const headers = headersOf(shape, values.header)
  if (Object.keys(headers).length > 0) credential({ origin: new URL(url).origin, headers })
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
