import type { Owners } from '../assess/owners/owners.ts'
import type { Discovery, Sources } from '../discover/discover.ts'
import type { DiscoveryProblem } from '../model/endpoint.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../model/inventory.ts'
import { emptySummary } from '../model/questions/summary.ts'
import type { OwnerText } from '../model/scanRecord.ts'
import { Gatekeeper, type Scope } from '../net/gatekeeper.ts'
import { HostLimiters, RateLimiter } from '../net/limiter.ts'
import type { Lookup } from '../net/resolve.ts'
import type { Profile } from '../probe/address.ts'
import { type EndpointOptions, endpointDeadline } from '../probe/endpoint.ts'
import type { Credentials } from '../probe/mcp/mcp.ts'
import { trustAnchors } from '../probe/tls/certificates/trust.ts'
import type { RecordingPlace, ScanRecorder } from './recorder.ts'

export type ScanOptions = {
  profile: Profile
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  /** Endpoints that are probed at the same time. */
  concurrency: number
  /** Connections at the same time to one address. */
  perHost: number
  /** New connections a second in all; undefined: no limit. */
  rate: number | undefined
  /** PEM texts of certificate authorities to trust in addition to the system's. */
  ca: readonly string[]
  /** Server name to ask for instead of each URL's host. */
  sni: string | undefined
  /** Whether to ask in MCP what each endpoint offers, in addition to probing its TLS. */
  mcp: boolean
  /** Sent where an endpoint asks for some, and only to their own origin. */
  credentials: Credentials
  owners: readonly OwnerText[]
  /** As `http://[user:password@]host:port`, or with `socks5:`; undefined: none. */
  proxy?: string | undefined
  /** Instead of the system's resolver. */
  lookup?: Lookup | undefined
}

/** What the command lends to every scan, new or resumed. */
export type ScanContext = RecordingPlace & {
  version: string
  onProblem: (problem: DiscoveryProblem) => void
  /** The lab, where it runs: its endpoints, and PEM texts of its authorities. */
  lab?: { endpoints: Sources['lab']; ca: string } | undefined
  signal: AbortSignal
}

export type ScanTask = Pick<ScanContext, 'note' | 'signal'> & {
  discovery: Discovery
  options: ScanOptions
  authorization: Inventory['authorization']
  startedAt: Date
  /** What an interrupted scan had finished, where this one continues it: it is not probed again. */
  earlier: Earlier
  recorder: ScanRecorder
  owners: Owners
}

/** What the settings files say of the scan, and what its sources may have left out. */
export type Asked = Pick<Summary, 'settings' | 'excluded' | 'incomplete'>

/** `summary` counts the endpoints. `silent`: ids of the addresses of ranges where nothing listens. */
export type Earlier = {
  summary: Summary
  endpoints: () => AsyncIterable<InventoryEndpoint>
  silent: ReadonlySet<string>
}

/** Of a scan that is new. */
export const nothingEarlier = (asked: Asked = {}): Earlier => ({
  summary: { ...emptySummary(), ...asked },
  endpoints: async function* () {},
  silent: new Set(),
})

/** The part of the options that the probes are told, with limits that they share. */
export const probingOptions = (
  { timeoutMs, ca, credentials, profile, sni, mcp, perHost, rate, concurrency, lookup, proxy }: ScanOptions,
  { scope, signal }: { scope: Scope; signal: AbortSignal },
): EndpointOptions & { gatekeeper: Gatekeeper } => {
  const gatekeeper = new Gatekeeper({ scope, timeoutMs, lookup, signal, proxy })
  const common = { timeoutMs, signal, hosts: new HostLimiters(perHost), rate: new RateLimiter(rate) }
  const application = { ...common, ca, credentials, gatekeeper }
  return {
    ...common,
    deadlineMs: endpointDeadline(timeoutMs, rate, concurrency),
    gatekeeper,
    profile,
    sni,
    anchors: trustAnchors(ca),
    // The quick profile is for the connection alone: its few connections are counted.
    application: mcp && profile === 'full' ? application : undefined,
  }
}
