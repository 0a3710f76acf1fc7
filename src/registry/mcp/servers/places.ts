import table from './places.json' with { type: 'json' }

/** Where MCP is served unless a target names a path: tried in this order on a port that answers HTTP. */
export type PathRow = { path: string; source: string }

export const MCP_PATHS: readonly PathRow[] = table.paths

export const CANDIDATE_PATHS: readonly string[] = MCP_PATHS.map(({ path }) => path)

/** What is tried for a path with its query, as a target names it. */
export const triedPaths = (path: string): readonly string[] => (path === '/' ? CANDIDATE_PATHS : [path])

/** RFC 9728 §3, RFC 8414 §3, OpenID Connect Discovery 1.0 §4. */
export const WELL_KNOWN = {
  protectedResource: '/.well-known/oauth-protected-resource',
  authorizationServer: '/.well-known/oauth-authorization-server',
  openidConfiguration: '/.well-known/openid-configuration',
} as const

const { protectedResource, authorizationServer, openidConfiguration } = WELL_KNOWN
const OF_ISSUERS = [authorizationServer, openidConfiguration]

/** Paths of the metadata of a resource. RFC 9728 §3.1: with the path inserted, then the root. */
export const resourceMetadataPaths = (path: string): string[] => [
  `${protectedResource}${withoutSlash(path)}`,
  protectedResource,
]

/** Those of an issuer. RFC 8414 §3.1 and §5, OpenID Connect Discovery 1.0 §4: the path inserted, then appended. */
export const issuerMetadataPaths = (path: string): string[] => [
  ...OF_ISSUERS.map((place) => `${place}${withoutSlash(path)}`),
  ...OF_ISSUERS.toReversed().map((place) => `${withoutSlash(path)}${place}`),
]

/** The other way: the paths of resources and issuers whose metadata are at this path. The root is `/`. */
export const describedPaths = (path: string): string[] => {
  const inserted = [protectedResource, ...OF_ISSUERS].filter((place) => path.startsWith(place))
  const appended = OF_ISSUERS.filter((place) => path.endsWith(place))
  const rests = [
    ...inserted.map((place) => path.slice(place.length)),
    ...appended.map((place) => path.slice(0, -place.length)),
  ]
  return rests.flatMap((rest) => (rest === '' || rest.endsWith('/') ? [`${rest}/`] : [rest, `${rest}/`]))
}

const withoutSlash = (path: string): string => path.replace(/\/$/, '')

/**
 * Folders that a search through a project skips: dependencies, build output and caches. It also skips folders whose
 * name begins with a dot; the files of clients in them (`.cursor/mcp.json`) are found by their path.
 */
export const SKIPPED_FOLDERS: readonly string[] = table.skippedFolders
