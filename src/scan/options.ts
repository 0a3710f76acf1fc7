import type { Endpoint } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Profile } from '../probe/address.ts'
import type { Credentials } from '../probe/mcp/mcp.ts'

export type ScanOptions = {
  profile: Profile
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  /** Endpoints that are probed at the same time. */
  concurrency: number
  /** Connections at the same time to one address. */
  perHost: number
  /** New connections a second in all; undefined: as many as it takes. */
  rate: number | undefined
  /** PEM texts of certificate authorities beside the system's. */
  ca: readonly string[]
  /** Asked for instead of each URL's host. */
  sni: string | undefined
  /** Whether to speak MCP to what answers, beside looking at its TLS. */
  mcp: boolean
  /** Sent where an endpoint asks for some, and only to their own origin. */
  credentials: Credentials
  /** The owner's file. */
  owners: { path: string; text: string } | undefined
  /** Told at the end which rules of it matched nothing. */
  unusedRules?: (rules: { path: string; line: number }[]) => void
  /** Told of each address that only a range named and where nothing listens: it gives no endpoint. */
  silent?: (endpoint: Endpoint) => void
  /** What an interrupted scan has done already, where this one goes on with it: it does not come out again. */
  earlier?: Earlier | undefined
  signal?: AbortSignal
}

/** `silent`: ids of the addresses of ranges where nothing listens. */
export type Earlier = { endpoints: readonly InventoryEndpoint[]; silent: ReadonlySet<string> }
