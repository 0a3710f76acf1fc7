import type { Transport } from '../../model/endpoint.ts'

const OPEN_API = 'https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/api/openapi.yaml'
const CHANGELOG = 'https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/api/CHANGELOG.md'

/** The versions of the registry's API, in the order in which they are asked for. */
export const REGISTRY_APIS = [
  { path: '/v0.1/servers', source: OPEN_API, asOf: '2026-11' },
  { path: '/v0/servers', source: CHANGELOG, asOf: '2026-11' },
] as const

/** Servers a page, and only the latest version of each. */
export const REGISTRY_QUERY = { limit: '100', version: 'latest' } as const

/** The key of `metadata` that has the cursor of the next page; the second is from before 2025-09. */
export const NEXT_CURSOR: readonly string[] = ['nextCursor', 'next_cursor']

/** The names of transports in `server.json`, today and before 2025-09. */
export const REMOTE_TRANSPORTS: Readonly<Record<string, Transport>> = {
  'streamable-http': 'streamable-http',
  streamable: 'streamable-http',
  http: 'streamable-http',
  sse: 'http+sse',
}

/**
 * The kinds of packages in `server.json`: the type of their package URL (https://github.com/package-url/purl-spec),
 * and the command that starts one if `runtimeHint` is absent.
 */
export const PACKAGE_KINDS = [
  { kind: 'npm', type: 'npm', command: ['npx'], source: OPEN_API },
  { kind: 'pypi', type: 'pypi', command: ['uvx'], source: OPEN_API },
  { kind: 'oci', type: 'oci', command: ['docker', 'run'], source: OPEN_API },
  { kind: 'docker', type: 'oci', command: ['docker', 'run'], source: CHANGELOG },
  { kind: 'nuget', type: 'nuget', command: ['dnx'], source: OPEN_API },
  { kind: 'cargo', type: 'cargo', command: [], source: OPEN_API },
  { kind: 'mcpb', type: 'mcpb', command: [], source: OPEN_API },
] as const
