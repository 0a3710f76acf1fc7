import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { AuthorizationServer, Jwk, ProtectedResource } from '../../model/oauth.ts'
import { present } from '../../model/questions/present.ts'
import {
  JOSE_CURVES,
  joseAlgorithm,
  PRIVATE_JWK_MEMBERS,
  VULNERABLE_KEY_TYPES,
} from '../../registry/algorithms/jose.ts'
import { issuerMetadataPaths, resourceMetadataPaths, WELL_KNOWN } from '../../registry/mcp/servers/places.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { MAX_URL, shown, webUrl } from './fetch.ts'

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

const MAX_KEYS = 64
const MAX_NAME = 64

type Keys = { keys: Jwk[]; problems: string[] }

/** RFC 7517 §5: the kinds of keys in a set. The keys themselves are not stored. */
export const readKeys = (set: JsonObject): Keys => {
  const listed = set['keys']
  if (!Array.isArray(listed)) return { keys: [], problems: ['the key set has no "keys"'] }
  const problems: string[] = []
  if (listed.length > MAX_KEYS) problems.push(`${listed.length} keys, cut to ${MAX_KEYS}`)
  const keys: Jwk[] = []
  for (const [index, key] of listed.slice(0, MAX_KEYS).entries()) {
    const kty = isObject(key) ? word(key['kty']) : undefined
    if (!isObject(key) || kty === undefined) {
      problems.push(`key ${index} of the set is not a key`)
      continue
    }
    const secret = PRIVATE_JWK_MEMBERS.find((member) => Object.hasOwn(key, member))
    if (secret !== undefined) problems.push(`key ${index} of the set publishes its secret member "${secret}"`)
    const read = jwk(kty, key)
    const expected = read.alg === undefined ? undefined : joseAlgorithm(read.alg)?.publicKeyLength
    const { length } = decoded(key['pub'])
    if (kty === 'AKP' && expected !== undefined && length !== expected)
      problems.push(`key ${index} of the set is not a key of ${read.alg}: ${length} bytes`)
    keys.push(read)
  }
  return { keys, problems }
}

const jwk = (kty: string, key: JsonObject): Jwk => {
  const [alg, use, crv] = [word(key['alg']), word(key['use']), word(key['crv'])]
  // RFC 7518 §6.3.1.1: big-endian; leading zeros are not allowed, but occur.
  const bits = kty === 'RSA' ? bitLength(decoded(key['n'])) || undefined : JOSE_CURVES[crv ?? '']
  return present({ kty, alg, use, crv, bits, quantum: quantumOf(kty, alg) })
}

/** The key type takes precedence over `alg`: an RSA key cannot sign with ML-DSA. */
const quantumOf = (kty: string, alg: string | undefined): Jwk['quantum'] => {
  if (VULNERABLE_KEY_TYPES.includes(kty)) return 'vulnerable'
  return (alg !== undefined && joseAlgorithm(alg)?.quantum) || 'unknown'
}

/** Registered names, but chosen by the server. */
const word = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_NAME) : undefined

const MAX_NUMBER = 8_192

const decoded = (value: unknown): Buffer =>
  typeof value === 'string' && value.length <= MAX_NUMBER ? Buffer.from(value, 'base64url') : Buffer.alloc(0)
