import type { JsonObject } from '../../mcp/json.ts'
import type { AuthorizationServer, ProtectedResource } from '../../model/oauth.ts'
import { WELL_KNOWN } from '../../registry/mcp/places.ts'
import { shown, webUrl } from './fetch.ts'
import { word } from './keys.ts'

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

/** RFC 9728 §3.1: with the path inserted, then the root. */
export const resourceMetadataUrls = (resource: URL): string[] =>
  unique([
    `${resource.origin}${WELL_KNOWN.protectedResource}${pathOf(resource)}`,
    `${resource.origin}${WELL_KNOWN.protectedResource}`,
  ])

/** RFC 8414 §3.1 and §5, OpenID Connect Discovery 1.0 §4: the path inserted, then appended. */
export const issuerMetadataUrls = (issuer: URL): string[] => {
  const path = pathOf(issuer)
  return unique([
    `${issuer.origin}${WELL_KNOWN.authorizationServer}${path}`,
    `${issuer.origin}${WELL_KNOWN.openidConfiguration}${path}`,
    `${issuer.origin}${path}${WELL_KNOWN.openidConfiguration}`,
    `${issuer.origin}${path}${WELL_KNOWN.authorizationServer}`,
  ])
}

const pathOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '')

const unique = (urls: readonly string[]): string[] => [...new Set(urls)]

/** `asked` is the resource; found at the root, the metadata may also be that of the whole origin. */
export const protectedResource = (value: JsonObject, url: string, asked: URL): ProtectedResource => {
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
    authorizationServers: words(value['authorization_servers'], MAX_URL).slice(0, MAX_SERVERS),
    scopesSupported: words(value['scopes_supported']),
    bearerMethodsSupported: words(value['bearer_methods_supported']),
    resourceSigningAlgorithms: words(value['resource_signing_alg_values_supported']),
    dpopSigningAlgorithms: words(value['dpop_signing_alg_values_supported']),
    dpopRequired: value['dpop_bound_access_tokens_required'] === true,
    certificateBoundTokens: value['tls_client_certificate_bound_access_tokens'] === true,
    ...(jwksUri !== undefined && { jwksUri }),
    keys: [],
  }
}

/** `issuer` as the resource names it. The keys are read separately. */
export const authorizationServer = (value: JsonObject, url: string, issuer: string): AuthorizationServer => {
  const jwksUri = address(value['jwks_uri'])
  return {
    issuer,
    url,
    issuerMatches: value['issuer'] === issuer,
    endpoints: membersOf(value, /_endpoint$/, address),
    signingAlgorithms: membersOf(value, /^(?!dpop_).*_signing_alg_values_supported$/, (list) =>
      Array.isArray(list) ? words(list) : undefined,
    ),
    dpopSigningAlgorithms: words(value['dpop_signing_alg_values_supported']),
    certificateBoundTokens: value['tls_client_certificate_bound_access_tokens'] === true,
    codeChallengeMethods: words(value['code_challenge_methods_supported']),
    ...(jwksUri !== undefined && { jwksUri }),
    keys: null,
  }
}

const MAX_URL = 2_048

const membersOf = <T>(
  value: JsonObject,
  names: RegExp,
  read: (member: unknown) => T | undefined,
): Record<string, T> => {
  const members = Object.entries(value)
    .filter(([name]) => names.test(name) && name.length <= MAX_ITEMS)
    .slice(0, MAX_ITEMS)
    .map(([name, member]) => [name, read(member)] as const)
  return Object.fromEntries(members.filter((one): one is [string, Awaited<T>] => one[1] !== undefined))
}

const address = (value: unknown): string | undefined => {
  const url = webUrl(value)
  return url && shown(url)
}

const words = (value: unknown, max?: number): string[] =>
  (Array.isArray(value) ? value.slice(0, MAX_ITEMS) : [])
    .map((one) => (max !== undefined && typeof one === 'string' && one.length <= max ? one : word(one)))
    .filter((one) => one !== undefined)
