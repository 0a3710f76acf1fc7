/** Where MCP is served unless a target names a path: tried in this order on a port that answers HTTP. */
export type PathRow = { path: string; source: string }

export const MCP_PATHS = [
  {
    path: '/mcp',
    source: "the specification's own example endpoint; default of FastMCP, the SDKs' examples",
  },
  { path: '/', source: 'servers that have a host name to themselves' },
  {
    path: '/sse',
    source: 'default of the HTTP+SSE transport (2024-11-05) in the Python and TypeScript SDKs',
  },
  { path: '/api/mcp', source: 'the mcp-handler adapter for Next.js' },
] as const satisfies readonly PathRow[]

export const CANDIDATE_PATHS: readonly string[] = MCP_PATHS.map(({ path }) => path)

/** RFC 9728 §3, RFC 8414 §3, OpenID Connect Discovery 1.0 §4. */
export const WELL_KNOWN = {
  protectedResource: '/.well-known/oauth-protected-resource',
  authorizationServer: '/.well-known/oauth-authorization-server',
  openidConfiguration: '/.well-known/openid-configuration',
} as const

/**
 * Folders that a search through a project skips: dependencies, build output and caches. It also skips folders whose
 * name begins with a dot; the files of clients in them (`.cursor/mcp.json`) are found by their path.
 */
export const SKIPPED_FOLDERS: readonly string[] = [
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'site-packages',
  '__pycache__',
  'venv',
  'virtualenv',
  'target',
  'dist',
  'build',
  'coverage',
  'Pods',
  'DerivedData',
  'Library',
  'AppData',
]
