import type { Challenge } from '../../model/mcp.ts'
import type { AuthorizationServer, OauthFacts, ProtectedResource } from '../../model/oauth.ts'
import type { McpTarget } from '../mcp/mcp.ts'
import { type Fetched, type FetchOptions, OauthFetch, shown, webUrl } from './fetch.ts'
import {
  authorizationServer,
  issuerMetadataUrls,
  protectedResource,
  readKeys,
  resourceMetadataOf,
  resourceMetadataUrls,
} from './metadata.ts'

export type OauthTarget = Pick<McpTarget, 'url' | 'to' | 'serverName'> & {
  /** The WWW-Authenticate field of the endpoint's answer with 401 or 403. */
  challenge?: Challenge | undefined
}

/**
 * The authorization servers of an endpoint and their keys: protected-resource metadata (RFC 9728), authorization server
 * metadata (RFC 8414), key sets. Without RFC 9728 the origin is asked, as in revision 2025-03-26 of MCP. Throws only
 * the signal's reason, when aborted.
 */
export const probeOauth = async (target: OauthTarget, options: FetchOptions): Promise<OauthFacts> => {
  const url = new URL(target.url)
  const fetch = new OauthFetch({ ...target, origin: url.origin }, options)
  try {
    const resource = await findResource(fetch, url, target.challenge)
    const servers = await findServers(fetch, url, resource)
    return {
      state: stateOf(resource, servers, fetch.problems),
      ...(resource && { protectedResource: resource }),
      authorizationServers: servers,
      endpoints: await endpointsOf(fetch, servers),
      notFetched: fetch.notFetched,
      redirects: fetch.redirects,
      problems: fetch.problems,
      requests: fetch.requests,
    }
  } finally {
    await fetch.close()
  }
}

const findResource = async (
  fetch: OauthFetch,
  url: URL,
  challenge: Challenge | undefined,
): Promise<ProtectedResource | undefined> => {
  const named = resourceMetadataOf(challenge?.wwwAuthenticate ?? [])
  const found = await firstOf(fetch, named === undefined ? resourceMetadataUrls(url) : [named])
  if (!found) {
    if (named !== undefined)
      fetch.problem('the protected-resource metadata that the challenge names does not exist')
    return undefined
  }
  const resource = protectedResource(found.value, shown(new URL(found.url)), url, fetch.problem)
  if (resource.resourceMatches !== true) {
    fetch.problem('the protected-resource metadata is for another resource (RFC 9728 §3.3)')
  }
  if (resource.jwksUri === undefined) return resource
  return { ...resource, keys: (await keysAt(fetch, resource.jwksUri, found.url)) ?? [] }
}

const findServers = async (
  fetch: OauthFetch,
  url: URL,
  resource: ProtectedResource | undefined,
): Promise<AuthorizationServer[]> => {
  if (!resource) {
    const own = await findServer(fetch, url.origin)
    return own.url === undefined ? [] : [own]
  }
  if (resource.authorizationServers.length === 0) {
    fetch.problem('the protected-resource metadata names no authorization server')
  }
  const servers: AuthorizationServer[] = []
  for (const issuer of resource.authorizationServers) {
    const server = await findServer(fetch, issuer)
    if (server.url === undefined) fetch.problem('an authorization server has no metadata')
    servers.push(server)
  }
  return servers
}

const findServer = async (fetch: OauthFetch, issuer: string): Promise<AuthorizationServer> => {
  const parsed = webUrl(issuer)
  const found = parsed && (await firstOf(fetch, issuerMetadataUrls(parsed)))
  if (!found) return { ...NO_SERVER, issuer }
  const server = authorizationServer(found.value, shown(new URL(found.url)), issuer, fetch.problem)
  if (!server.issuerMatches) {
    fetch.problem('the issuer of the metadata is not the one that was asked (RFC 8414 §3.3)')
  }
  if (server.jwksUri === undefined) return server
  return { ...server, keys: await keysAt(fetch, server.jwksUri, found.url) }
}

const NO_SERVER: Omit<AuthorizationServer, 'issuer'> = {
  issuerMatches: null,
  endpoints: {},
  signingAlgorithms: {},
  dpopSigningAlgorithms: [],
  certificateBoundTokens: false,
  codeChallengeMethods: [],
  keys: null,
}

const keysAt = async (fetch: OauthFetch, url: string, by: string): Promise<AuthorizationServer['keys']> => {
  const fetched = await fetch.json(url, by)
  if (!isFound(fetched)) {
    fetch.problem(fetched === 'absent' ? 'the key set does not exist' : fetched.problem)
    return null
  }
  const { keys, problems } = readKeys(fetched.value)
  for (const text of problems) fetch.problem(text)
  return keys
}

/** The first URL with metadata. Where the gatekeeper refuses one URL of a server, the others are not asked. */
const firstOf = async (fetch: OauthFetch, urls: readonly string[]) => {
  for (const url of urls) {
    const fetched = await fetch.json(url)
    if (isFound(fetched)) return { url, value: fetched.value }
    if (fetched === 'absent') continue
    fetch.problem(fetched.problem)
    return undefined
  }
  return undefined
}

const isFound = (fetched: Fetched): fetched is Extract<Fetched, { value: unknown }> =>
  typeof fetched === 'object' && 'value' in fetched

const stateOf = (
  resource: ProtectedResource | undefined,
  servers: readonly AuthorizationServer[],
  problems: readonly string[],
): OauthFacts['state'] => {
  if (!resource && servers.length === 0) return problems.length > 0 ? 'incomplete' : 'none'
  const complete = servers.length > 0 && servers.every(({ url, keys, jwksUri }) => url && (keys || !jwksUri))
  return complete ? 'found' : 'incomplete'
}

/** Issuers, token endpoints and key sets: one URL of each origin, because TLS is the same for an origin. */
const endpointsOf = async (fetch: OauthFetch, servers: readonly AuthorizationServer[]): Promise<string[]> => {
  const byOrigin = new Map<string, string>()
  for (const { issuer, endpoints, jwksUri } of servers) {
    for (const address of [issuer, endpoints['token_endpoint'], jwksUri]) {
      const url = webUrl(address)
      if (!url || byOrigin.has(url.origin) || !(await fetch.mayBeProbed(shown(url)))) continue
      byOrigin.set(url.origin, shown(url))
    }
  }
  return [...byOrigin.values()]
}
