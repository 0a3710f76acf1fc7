import { isIP } from 'node:net'
import { assess } from '../assess/assess.ts'
import type { Assessment } from '../model/assessment.ts'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { McpFacts } from '../model/mcp.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { Requirement } from '../model/verification.ts'
import { candidatePaths } from '../probe/application.ts'
import { probeEndpoint } from '../probe/endpoint.ts'
import type { TlsOffer } from '../probe/http/dial.ts'
import { probeMcp } from '../probe/mcp/mcp.ts'
import type { Scope } from '../probe/net/gatekeeper.ts'
import { HostLimiters, RateLimiter } from '../probe/net/limiter.ts'
import type { Lookup } from '../probe/net/resolve.ts'
import { Session } from '../probe/net/session.ts'
import { Chains } from '../probe/tls/certificates/chains.ts'
import { trustAnchors } from '../probe/tls/certificates/trust.ts'
import { ALL_SCHEMES, type ProbeContext } from '../probe/tls/context.ts'
import type { Policy } from '../registry/mandates/mandates.ts'
import { hostOf } from '../registry/net/host.ts'
import { openSslGroupNamed } from '../registry/tls/openSslGroups.ts'
import { bestGroup, classicalGroup, type Group, lesserGroup } from './groups.ts'

export type VerifyOptions = {
  requirement: Requirement
  /** What the mandates require; undefined: there are none. */
  policy?: Policy | undefined
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  /** Connections per address, to detect servers behind a load balancer that were not upgraded. */
  dials: number
  /** Handshakes of each kind that are timed; 0: none. */
  samples: number
  /** PEM texts of certificate authorities in addition to the system's. */
  ca: readonly string[]
  /** Server name to send instead of the URL's host. */
  sni?: string | undefined
  /** PEM: sent where the endpoint asks for a client certificate. */
  identity?: { cert: string; key: string } | undefined
  /** The one tool to call, whatever its annotations say. */
  tool?: { name: string; arguments: Record<string, unknown> } | undefined
  baseline?: readonly InventoryEndpoint[] | undefined
  /** Hosts that the user named: metadata may lead only to these in a private network. */
  scope?: ReadonlySet<string> | undefined
  lookup?: Lookup | undefined
  signal?: AbortSignal | undefined
}

export type TlsAddress = {
  address: string
  port: number
  facts: TlsFacts
  context: ProbeContext
  /** `context` with a new session: for questions that a host may leave unanswered many times. */
  freshContext(): ProbeContext
  /** The required group that it prefers; undefined: it accepts none. */
  group: Group | undefined
  /** A post-quantum one that it accepts and the mandates do not allow. */
  lesser: Group | undefined
  classical: Group | undefined
}

export type Subject = {
  endpoint: Endpoint
  options: VerifyOptions
  serverName: string | undefined
  observation: Observation
  addresses: readonly AddressFacts[]
  /** What the scan found, by the rules of `mcp-pqc scan`. */
  assessment: Assessment
  tls: readonly TlsAddress[]
  /** Over a connection that offered post-quantum groups only. */
  mcp?: { facts: McpFacts; at: TlsAddress; offer: TlsOffer }
}

/** Connections at the same time to one address. */
const PER_HOST = 4

/** Connections that the checks may make to one address, in addition to those of the probe. */
const CHECK_BUDGET = 1000

/** Probes every address of an endpoint in full: of a named one, or of its authorization server. */
export const observe = (
  endpoint: Endpoint,
  options: VerifyOptions,
  { sni, scope }: { sni?: string | undefined; scope?: Scope } = {},
): Promise<Observation> =>
  probeEndpoint(endpoint, {
    profile: 'full',
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    hosts: new HostLimiters(PER_HOST),
    rate: new RateLimiter(undefined),
    anchors: trustAnchors(options.ca),
    sni,
    scope,
    application: undefined,
    ...(options.lookup ? { lookup: options.lookup } : {}),
  })

/** Probes every address of an endpoint in full, then asks for MCP over a post-quantum connection. */
export const gather = async (endpoint: Endpoint, options: VerifyOptions): Promise<Subject> => {
  const { timeoutMs, signal, ca, sni } = options
  const hosts = new HostLimiters(PER_HOST)
  const rate = new RateLimiter(undefined)
  const anchors = trustAnchors(ca)
  const observation = await observe(endpoint, options, { sni })
  const host = hostOf(endpoint.url)
  const serverName = sni ?? (isIP(host) ? undefined : host)
  const tls = observation.addresses.flatMap(({ address, port, tls: facts }): TlsAddress[] => {
    if (!facts) return []
    const chains = new Chains(anchors, serverName ?? host)
    const freshContext = (): ProbeContext => {
      const session = new Session({ address, port, timeoutMs, signal, hosts, rate, budget: CHECK_BUDGET })
      return { session, serverName, chains, schemes: ALL_SCHEMES, cautious: false }
    }
    const taken = { group: bestGroup(facts, options), lesser: lesserGroup(facts, options) }
    const classical = classicalGroup(facts)
    return [{ address, port, facts, context: freshContext(), freshContext, ...taken, classical }]
  })
  const { addresses } = observation
  const assessment = assess(observation, new Date())
  const subject = { endpoint, options, serverName, observation, addresses, assessment, tls }
  const mcp = await askMcp(subject)
  return mcp ? { ...subject, mcp } : subject
}

/** An offer of this group only; undefined: OpenSSL does not support it. */
export const offerOf = (
  group: Group | undefined,
  identity: VerifyOptions['identity'],
): TlsOffer | undefined => {
  const name = group && openSslGroupNamed(group.name)
  return name === undefined ? undefined : { group: name, ...(identity ? { identity } : {}) }
}

const askMcp = async ({
  endpoint,
  options,
  serverName,
  tls,
}: Omit<Subject, 'mcp'>): Promise<Subject['mcp']> => {
  const at = tls.find(({ group }) => offerOf(group, undefined) !== undefined)
  const offer = at && offerOf(at.group, options.identity)
  if (!at || !offer) return undefined
  const { address, port } = at
  const { timeoutMs, signal, ca } = options
  const target = { url: endpoint.url, address, port, serverName, paths: candidatePaths(endpoint) }
  return { facts: await probeMcp(target, { timeoutMs, signal, ca, only: offer }), at, offer }
}
