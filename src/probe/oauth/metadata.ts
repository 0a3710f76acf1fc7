import type { JsonObject } from '../../mcp/json.ts'
import type { AuthorizationServer, ProtectedResource } from '../../model/oauth.ts'
import { issuerMetadataPaths, resourceMetadataPaths, WELL_KNOWN } from '../../registry/mcp/places.ts'
import { shown, webUrl } from './fetch.ts'
import { MAX_NAME } from './keys.ts'

const MAX_ITEMS = 64
const MAX_SERVERS = 4

/** RFC 9728 §5.1: `resource_metadata` of any of the challenges, a quoted string or a token. */
export const resourceMetadataOf = (challenges: readonly string[]): string | undefined => {
  for (const challenge of challenges) {
    const [, quoted, token] = PARAMETER.exec(challenge) ?? []
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token
    if (value !== undefined) return value
  }
  return undefined
}

const PARAMETER = /(?:^|[\s,])resource_metadata\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/i

export const resourceMetadataUrls = ({ origin, pathname }: URL): string[] =>
  urlsOf(origin, resourceMetadataPaths(pathname))

export const issuerMetadataUrls = ({ origin, pathname }: URL): string[] =>
  urlsOf(origin, issuerMetadataPaths(pathname))

const urlsOf = (origin: string, paths: readonly string[]): string[] =>
  Array.from(new Set(paths), (path) => `${origin}${path}`)

/** Says what of the metadata is not stored. */
type Note = (problem: string) => void

/** `asked` is the resource; found at the root, the metadata may also be that of the whole origin. */
export const protectedResource = (
  value: JsonObject,
  url: string,
  asked: URL,
  note: Note,
): ProtectedResource => {
  const words = (name: string, limits?: Limits): string[] => wordsOf(value, name, note, limits)
  const resource = address(value['resource'])
  const jwksUri = address(value['jwks_uri'])
  const fit = [
    shown(asked),
    ...(new URL(url).pathname === WELL_KNOWN.protectedResource ? [`${asked.origin}/`] : []),
  ]
  return {
    url,
    ...(resource !== undefined && { resource }),
    resourceMatches: resource === undefined ? null : fit.includes(resource),
    authorizationServers: words('authorization_servers', { items: MAX_SERVERS, length: MAX_URL }),
    scopesSupported: words('scopes_supported'),
    bearerMethodsSupported: words('bearer_methods_supported'),
    resourceSigningAlgorithms: words('resource_signing_alg_values_supported'),
    dpopSigningAlgorithms: words('dpop_signing_alg_values_supported'),
    dpopRequired: value['dpop_bound_access_tokens_required'] === true,
    certificateBoundTokens: value['tls_client_certificate_bound_access_tokens'] === true,
    ...(jwksUri !== undefined && { jwksUri }),
    keys: [],
  }
}

/** `issuer` as the resource names it. The keys are read separately. */
export const authorizationServer = (
  value: JsonObject,
  url: string,
  issuer: string,
  note: Note,
): AuthorizationServer => {
  const words = (name: string): string[] => wordsOf(value, name, note)
  const jwksUri = address(value['jwks_uri'])
  return {
    issuer,
    url,
    issuerMatches: value['issuer'] === issuer,
    endpoints: membersOf(value, /_endpoint$/, note, (name) => address(value[name])),
    signingAlgorithms: membersOf(value, /^(?!dpop_).*_signing_alg_values_supported$/, note, (name) =>
      Array.isArray(value[name]) ? words(name) : undefined,
    ),
    dpopSigningAlgorithms: words('dpop_signing_alg_values_supported'),
    certificateBoundTokens: value['tls_client_certificate_bound_access_tokens'] === true,
    codeChallengeMethods: words('code_challenge_methods_supported'),
    ...(jwksUri !== undefined && { jwksUri }),
    keys: null,
  }
}

const MAX_URL = 2_048

/** Members of metadata that are stored of a kind: the standards have ten of each. */
const MAX_MEMBERS = 20

const membersOf = <T>(
  value: JsonObject,
  names: RegExp,
  note: Note,
  read: (name: string) => T | undefined,
): Record<string, T> => {
  const found = Object.keys(value).filter((name) => names.test(name) && name.length <= MAX_ITEMS)
  if (found.length > MAX_MEMBERS)
    note(`the metadata has ${found.length} members like ${found[0]}, cut to ${MAX_MEMBERS}`)
  const members = found.slice(0, MAX_MEMBERS).map((name) => [name, read(name)] as const)
  return Object.fromEntries(members.filter((one): one is [string, Awaited<T>] => one[1] !== undefined))
}

const address = (value: unknown): string | undefined => {
  const url = webUrl(value)
  return url && shown(url)
}

type Limits = { items: number; length: number }

/** The strings of a list. Longer ones, and those beyond the limit, are cut, and that is noted. */
const wordsOf = (
  value: JsonObject,
  name: string,
  note: Note,
  { items, length }: Limits = { items: MAX_ITEMS, length: MAX_NAME },
): string[] => {
  const list = Array.isArray(value[name]) ? value[name] : []
  if (list.length > items) note(`${name} of the metadata has ${list.length} items, cut to ${items}`)
  const texts = list.slice(0, items).filter((one) => typeof one === 'string')
  const long = texts.filter((text) => text.length > length)
  if (long.length > 0) note(`${name} of the metadata has long items, cut to ${MAX_NAME} characters`)
  return texts.map((text) => (text.length > length ? text.slice(0, MAX_NAME) : text))
}
