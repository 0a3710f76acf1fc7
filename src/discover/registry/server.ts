import type { Endpoint, SecretUse, Source } from '../../model/endpoint.ts'
import { type ProblemCode, UsageError } from '../../model/error.ts'
import { PACKAGE_KINDS, REMOTE_TRANSPORTS } from '../../registry/mcp/mcpRegistries.ts'
import { isSpecialHost } from '../../registry/net/host.ts'
import { unwrap } from '../config/command/commandLine.ts'
import { stdioUrl } from '../config/command/stdioUrl.ts'
import { endpointId } from '../endpointUrl.ts'
import { plainText } from '../plainText.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { isSecretName } from '../secrets/redact.ts'
import { type ExpandedUrl, expandUrl, MAX_EXPANDED, type TemplateVariable } from './template.ts'

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
  if (isGone(outer) || isGone(server)) return []
  const source = { ...context.source, name: plainText(name), ...(line !== undefined && { line }) }
  const note = (code: ProblemCode, what: string): void =>
    context.note(code, line, `${plainText(name)}: ${what}`)
  return [
    ...listOf(server['remotes']).flatMap((remote) => remoteEndpoints(remote, source, context, note)),
    ...listOf(server['packages']).flatMap((one) => packageEndpoint(one, source) ?? []),
  ]
}

type Note = (code: ProblemCode, what: string) => void

/** The status is in `_meta` below a key that each registry chooses, or in the server itself. */
const isGone = (entry: Json): boolean =>
  [entry, ...Object.values(objectOf(entry['_meta']) ?? {})].some((part) => {
    const meta = objectOf(part) ?? {}
    return meta['status'] === 'deleted' || meta['isLatest'] === false || meta['is_latest'] === false
  })

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
  const type = textOf(remote['type']) ?? textOf(remote['transport_type']) ?? ''
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
      return [
        name,
        {
          value: textOf(variable['value']),
          default: textOf(variable['default']),
          choices: listOf(variable['choices']).flatMap((choice) => textOf(choice) ?? []),
          isSecret: isFlag(variable, 'isSecret', 'is_secret'),
        },
      ]
    }),
  )

/** Named like the same package in a client's configuration, so that both are one endpoint. */
const packageEndpoint = (value: unknown, source: Source): Endpoint | undefined => {
  const one = objectOf(value) ?? {}
  // The registry does not know the address of an HTTP server: the user who starts it chooses one.
  if ((textOf(objectOf(one['transport'])?.['type']) ?? 'stdio') !== 'stdio') return undefined
  const kind = textOf(one['registryType']) ?? textOf(one['registry_type']) ?? textOf(one['registry_name'])
  const identifier = textOf(one['identifier']) ?? textOf(one['name'])
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
      command: plainText(
        textOf(one['runtimeHint']) ?? textOf(one['runtime_hint']) ?? launcher[0] ?? '',
        MAX_KIND,
      ),
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

const isFlag = (object: Json, ...names: string[]): boolean => names.some((name) => object[name] === true)
