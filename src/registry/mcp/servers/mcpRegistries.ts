import type { Transport } from '../../../model/endpoint.ts'
import table from './mcpRegistries.json' with { type: 'json' }

/** The versions of the registry's API, in the order in which they are asked for. */
export const REGISTRY_APIS = table.apis

/** Servers a page, and only the latest version of each. */
export const REGISTRY_QUERY = { limit: '100', version: 'latest' } as const

/** The key of `metadata` that has the cursor of the next page; the second is from before 2025-09. */
export const NEXT_CURSOR: readonly string[] = ['nextCursor', 'next_cursor']

/** The names of transports in `server.json`, today and before 2025-09. */
export const REMOTE_TRANSPORTS = table.transports as Readonly<Record<string, Transport>>

/**
 * The kinds of packages in `server.json`: the type of their package URL (https://github.com/package-url/purl-spec),
 * and the command that starts one if `runtimeHint` is absent.
 */
export const PACKAGE_KINDS = table.packages
