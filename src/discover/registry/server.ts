import type { Endpoint, SecretUse, Source } from '../../model/endpoint.ts'
import { type ProblemCode, UsageError } from '../../model/error.ts'
import { PACKAGE_KINDS, REMOTE_TRANSPORTS } from '../../registry/mcp/servers/mcpRegistries.ts'
import { isSpecialHost } from '../../registry/net/host.ts'
import { unwrap } from '../config/command/commandLine.ts'
import { stdioUrl } from '../config/command/stdioUrl.ts'
import { endpointId, shownTarget, splitUrl } from '../endpointUrl.ts'
import { problem } from '../problem.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { HIDDEN, isSecretName, plainText } from '../secrets/redact.ts'

export type RegistryContext = {
  /** Without the name of a server. */
  source: Source
  /** A public registry must not name addresses of this machine and its networks. */
  isPublic: boolean
  /** It is in the user's own network: it may lead there. */
  isLocal?: boolean
  note: NoteProblem
}

/** Limit of remotes, and of packages, per server. */
const MAX_EACH = 64

/**
 * The endpoints of one entry of a registry: remotes, and packages that are started over stdio. None for a deleted server,
 * or for a version that is not the latest.
 */
export const serverEndpoints = (
  entry: unknown,
  line: number | undefined,
  context: RegistryContext,
): Endpoint[] => {
  const outer = objectOf(entry)
  const server = objectOf(outer?.['server']) ?? outer
  const name = textOf(server?.['name'])
  if (outer === undefined || server === undefined || name === undefined) {
    context.note('BAD_ENTRY', line, 'an entry is not a server')
    return []
  }
  if (isGone(outer, server)) return []
  const source = { ...context.source, name: plainText(name), ...(line !== undefined && { line }) }
  const note = (code: ProblemCode, what: string): void =>
    context.note(code, line, `${plainText(name)}: ${what}`)
  return [
    ...noted(server, 'remotes', note).flatMap((remote) => remoteEndpoints(remote, source, context, note)),
    ...noted(server, 'packages', note).flatMap((one) => packageEndpoint(one, source) ?? []),
  ]
}

type Note = (code: ProblemCode, what: string) => void

/** A list of the server. Too many items, and a value that is not a list, are noted. */
const noted = (server: Json, key: 'remotes' | 'packages', note: Note): unknown[] => {
  const value = server[key] ?? []
  if (!Array.isArray(value)) note('BAD_ENTRY', `its ${key} are not a list`)
  else if (value.length > MAX_EACH) note('TOO_LARGE', `only the first ${MAX_EACH} of its ${key} were read`)
  return listOf(value)
}

/**
 * The status is in the `_meta` of the entry, below a key that each registry chooses, or else in the server itself. What the
 * publisher wrote does not count where the registry states something.
 */
const isGone = (outer: Json, server: Json): boolean => {
  const said = [outer, server].map(statusIn).find((status) => status.length > 0) ?? []
  return said.includes(true)
}

/** Of each statement about the server, whether it is gone. */
const statusIn = (entry: Json): boolean[] =>
  [
    ['', entry] as const,
    ...Object.entries(objectOf(entry['_meta']) ?? {}).filter(([key]) => !key.endsWith(PUBLISHER)),
  ].flatMap(([, part]) => {
    const { status, isLatest, is_latest: latest = isLatest } = objectOf(part) ?? {}
    return [
      ...(typeof status === 'string' ? [status === 'deleted'] : []),
      ...(typeof latest === 'boolean' ? [!latest] : []),
    ]
  })

/** In `_meta` of the official registry's server.json: what the publisher wrote. */
const PUBLISHER = '/publisher-provided'

const remoteEndpoints = (
  value: unknown,
  source: Source,
  { isPublic, isLocal = false }: RegistryContext,
  note: Note,
): Endpoint[] => {
  const remote = objectOf(value)
  const template = textOf(remote?.['url'])
  if (remote === undefined || template === undefined || template.length > MAX_URL) {
    note('BAD_ENTRY', 'a remote has no URL')
    return []
  }
  const type = textAt(remote, 'type', 'transport_type') ?? ''
  const headers = secretsOf(remote['headers'], 'header')
  const endpoints: Endpoint[] = []
  for (const { url, unresolved, secrets: names } of expanded(template, remote['variables'], note)) {
    const host = URL.parse(url)?.hostname ?? ''
    if (isPublic && isSpecialHost(host)) {
      note('LOCAL_ADDRESS', `${host} is a local address, which a public registry must not name`)
      continue
    }
    const secrets = [...headers, ...names.map((name): SecretUse => ({ name: plainText(name), place: 'url' }))]
    endpoints.push({
      id: endpointId(url),
      url,
      transport: Object.hasOwn(REMOTE_TRANSPORTS, type) ? (REMOTE_TRANSPORTS[type] ?? 'unknown') : 'unknown',
      sources: [source],
      ...(isLocal ? {} : { untrusted: true as const }),
      ...(secrets.length > 0 && { secrets }),
      ...(unresolved.length > 0 && { unresolved }),
    })
  }
  return endpoints
}

const MAX_URL = 2048

const expanded = (template: string, variables: unknown, note: Note): ExpandedUrl[] => {
  try {
    const { urls, isCut } = expandUrl(template, variablesOf(variables))
    if (isCut) note('TOO_MANY_CHOICES', `only ${MAX_EXPANDED} of the URLs of its template are listed`)
    return urls
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    note('BAD_ENTRY', error.message)
    return []
  }
}

const variablesOf = (value: unknown): Map<string, TemplateVariable> =>
  new Map(
    Object.entries(objectOf(value) ?? {}).map(([name, one]): [string, TemplateVariable] => {
      const variable = objectOf(one) ?? {}
      const choices = listOf(variable['choices']).flatMap((choice) => textOf(choice) ?? [])
      const isSecret = isFlag(variable, 'isSecret', 'is_secret')
      return [
        name,
        { value: textAt(variable, 'value'), default: textAt(variable, 'default'), choices, isSecret },
      ]
    }),
  )

/** Named like the same package in a client's configuration, so that both are one endpoint. */
const packageEndpoint = (value: unknown, source: Source): Endpoint | undefined => {
  const one = objectOf(value) ?? {}
  // The registry does not know the address of an HTTP server: the user who starts it chooses one.
  if ((textOf(objectOf(one['transport'])?.['type']) ?? 'stdio') !== 'stdio') return undefined
  const kind = textAt(one, 'registryType', 'registry_type', 'registry_name')
  const identifier = textAt(one, 'identifier', 'name')
  if (kind === undefined || identifier === undefined) return undefined
  const row = PACKAGE_KINDS.find((known) => known.kind === kind)
  const launcher = row?.command ?? []
  const name =
    (launcher.length > 0 && unwrap([...launcher, identifier])?.package) ||
    `${row?.type ?? plainText(kind, MAX_KIND)}/${identifier.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/s, '')}`
  const url = stdioUrl({ program: '', path: '', package: name, args: [], env: {} }, undefined, '')
  const secrets = secretsOf(one['environmentVariables'] ?? one['environment_variables'], 'env')
  return {
    id: endpointId(url),
    url,
    transport: 'stdio',
    sources: [source],
    stdio: {
      command: plainText(textAt(one, 'runtimeHint', 'runtime_hint') ?? launcher[0] ?? '', MAX_KIND),
      args: [],
      package: plainText(name),
      upstreams: [],
    },
    ...(secrets.length > 0 && { secrets }),
  }
}

const MAX_KIND = 64

/** The names of required headers or variables that contain secrets. */
const secretsOf = (value: unknown, place: SecretUse['place']): SecretUse[] =>
  listOf(value).flatMap((one) => {
    const input = objectOf(one) ?? {}
    const name = textOf(input['name'])
    const isRequired = isFlag(input, 'isRequired', 'is_required')
    const isSecret = isFlag(input, 'isSecret', 'is_secret') || (name !== undefined && isSecretName(name))
    return name !== undefined && isRequired && isSecret ? [{ name: plainText(name), place }] : []
  })

type Json = { readonly [key: string]: unknown }

const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, MAX_EACH) : [])

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** The first text: each version of the API has its own spelling. */
const textAt = (object: Json | undefined, ...names: string[]): string | undefined =>
  names.map((name) => textOf(object?.[name])).find((text) => text !== undefined)

const isFlag = (object: Json, ...names: string[]): boolean => names.some((name) => object[name] === true)

type TemplateVariable = {
  value?: string | undefined
  default?: string | undefined
  choices: readonly string[]
  isSecret: boolean
}

type ExpandedUrl = {
  /** Normalised; a template while variables of it are unresolved. */
  url: string
  unresolved: string[]
  secrets: string[]
}

/** Limit of URLs per template. */
const MAX_EXPANDED = 32
const MAX_VARIABLES = 32

/**
 * Replaces `{name}` by its value, each of its choices, or its default. A variable without any of these is unresolved, and
 * so is a secret in the host; a secret elsewhere is hidden, because it is not needed to find the server.
 *
 * @throws {UsageError} URL_INVALID: too many variables, or the result is not a URL.
 */
export const expandUrl = (
  template: string,
  variables: ReadonlyMap<string, TemplateVariable>,
): { urls: ExpandedUrl[]; isCut: boolean } => {
  const names = [...new Set([...template.matchAll(VARIABLE)].map(([, name = '']) => name))]
  if (names.length > MAX_VARIABLES)
    throw problem('URL_INVALID by its variables', { shown: shownTarget(template), max: MAX_VARIABLES })
  let fillings: ReadonlyMap<string, string>[] = [new Map()]
  let isCut = false
  const secrets: string[] = []
  for (const name of names) {
    const variable = variables.get(name)
    const isSecret = variable?.isSecret === true || (variable?.value === undefined && isSecretName(name))
    if (isSecret) secrets.push(name)
    const values = isSecret ? (isInHost(template, name) ? [] : [HIDDEN]) : valuesOf(variable)
    if (values.length === 0) continue
    const filled = fillings.flatMap((filling) =>
      values.slice(0, MAX_EXPANDED + 1).map((value) => new Map([...filling, [name, value]])),
    )
    isCut ||= filled.length > MAX_EXPANDED
    fillings = filled.slice(0, MAX_EXPANDED)
  }
  return { urls: fillings.map((filling) => filledIn(template, names, filling, secrets)), isCut }
}

/** The specification does not limit the length of names. */
const VARIABLE = /\{([^{}]{1,100})\}/g

const isInHost = (template: string, name: string): boolean =>
  /^(?:[a-z]+:\/\/)?[^/?#]*/i.exec(template)?.[0].includes(`{${name}}`) === true

const valuesOf = (variable: TemplateVariable | undefined): readonly string[] => {
  if (variable === undefined) return []
  if (variable.value !== undefined) return [variable.value]
  if (variable.choices.length > 0) return [...new Set(variable.choices)]
  return variable.default === undefined || variable.default === '' ? [] : [variable.default]
}

const filledIn = (
  template: string,
  names: readonly string[],
  filling: ReadonlyMap<string, string>,
  secrets: readonly string[],
): ExpandedUrl => {
  const text = template.replace(VARIABLE, (whole, name: string) => filling.get(name) ?? whole)
  const unresolved = names.filter((name) => !filling.has(name)).map((name) => plainText(name))
  if (unresolved.length > 0) return { url: shownTarget(text), unresolved, secrets: [...secrets] }
  const { url, secrets: found } = splitUrl(text)
  if (!/^(https?|wss?):/.test(url)) throw problem('URL_INVALID of a remote', { shown: shownTarget(text) })
  return { url, unresolved, secrets: [...secrets, ...found.map(({ name }) => name)] }
}
