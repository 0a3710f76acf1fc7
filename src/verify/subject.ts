import { isIP } from 'node:net'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { McpFacts } from '../model/mcp.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { Requirement } from '../model/verification.ts'
import { candidatePaths } from '../probe/application.ts'
import { probeEndpoint } from '../probe/endpoint.ts'
import type { TlsOffer } from '../probe/http/dial.ts'
import { probeMcp } from '../probe/mcp/mcp.ts'
import { HostLimiters, RateLimiter } from '../probe/net/limiter.ts'
import type { Lookup } from '../probe/net/resolve.ts'
import { Session } from '../probe/net/session.ts'
import { Chains } from '../probe/tls/certificates/chains.ts'
import { trustAnchors } from '../probe/tls/certificates/trust.ts'
import { ALL_SCHEMES, type ProbeContext } from '../probe/tls/context.ts'
import { onlyOpenSslGroup } from '../registry/tls/openSslGroups.ts'
import type { Demand } from './demand.ts'
import type { Group } from './groups.ts'
import { bestGroup, classicalGroup, lesserGroup } from './takenGroups.ts'

export type VerifyOptions = {
  requirement: Requirement
  /** What mandates take of it; undefined: there are none. */
  demand?: Demand | undefined
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  /** Dials of each address that look for another answer. */
  dials: number
  /** Handshakes of each kind that are timed; 0: none. */
  samples: number
  /** PEM texts of certificate authorities beside the system's. */
  ca: readonly string[]
  /** Asked for instead of the URL's host. */
  sni?: string | undefined
  /** PEM: shown where the endpoint asks for a client certificate. */
  identity?: { cert: string; key: string } | undefined
  /** The one tool to call, whatever its annotations say. */
  tool?: { name: string; arguments: Record<string, unknown> } | undefined
  /** Endpoints of an earlier scan to compare with. */
  baseline?: readonly InventoryEndpoint[] | undefined
  /** Hosts that the user named: of those that metadata names only these may be private ones. */
  scope?: ReadonlySet<string> | undefined
  lookup?: Lookup | undefined
  signal?: AbortSignal | undefined
}

/** An address that speaks TLS, and what the checks ask it with. */
export type TlsAddress = {
  address: string
  port: number
  facts: TlsFacts
  context: ProbeContext
  /** The same as `context` with nothing asked so far: for questions that a host may leave unanswered many times. */
  anew(): ProbeContext
  /** The group that is asked for and that it would rather use; undefined: it takes none. */
  group: Group | undefined
  /** A post-quantum one that it takes and the mandates do not. */
  lesser: Group | undefined
  /** A classical one that it takes. */
  classical: Group | undefined
}

/** What is known of an endpoint when the checks begin. */
export type Subject = {
  endpoint: Endpoint
  options: VerifyOptions
  serverName: string | undefined
  observation: Observation
  addresses: readonly AddressFacts[]
  tls: readonly TlsAddress[]
  /** Over a connection that can be nothing else than post-quantum. */
  mcp?: { facts: McpFacts; at: TlsAddress; offer: TlsOffer }
}

/** Connections at the same time to one address. */
const PER_HOST = 4

/** Connections that the checks may make at one address, beside those of the probe. */
const CHECK_BUDGET = 1000

/** Every address of an endpoint, in full, for a host that was named or a server that one of those names. */
export const observe = (
  endpoint: Endpoint,
  options: VerifyOptions,
  // Whoever names an endpoint to be verified means every address of it.
  {
    sni,
    isExcluded = () => false,
  }: { sni?: string | undefined; isExcluded?: (address: string) => boolean } = {},
): Promise<Observation> =>
  probeEndpoint(endpoint, {
    profile: 'full',
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    hosts: new HostLimiters(PER_HOST),
    rate: new RateLimiter(undefined),
    anchors: trustAnchors(options.ca),
    sni,
    isExcluded,
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
  const host = new URL(endpoint.url).hostname.replace(/^\[|\]$/g, '')
  const serverName = sni ?? (isIP(host) ? undefined : host)
  const tls = observation.addresses.flatMap(({ address, port, tls: facts }): TlsAddress[] => {
    if (!facts) return []
    const chains = new Chains(anchors, serverName ?? host)
    const anew = (): ProbeContext => {
      const session = new Session({ address, port, timeoutMs, signal, hosts, rate, budget: CHECK_BUDGET })
      return { session, serverName, chains, schemes: ALL_SCHEMES, cautious: false }
    }
    const taken = { group: bestGroup(facts, options), lesser: lesserGroup(facts, options) }
    const classical = classicalGroup(facts)
    return [{ address, port, facts, context: anew(), anew, ...taken, classical }]
  })
  const subject = { endpoint, options, serverName, observation, addresses: observation.addresses, tls }
  const mcp = await askMcp(subject)
  return mcp ? { ...subject, mcp } : subject
}

/** What a client is made to offer so that nothing else than this group can come about; undefined: OpenSSL has not got it. */
export const offerOf = (
  group: Group | undefined,
  identity: VerifyOptions['identity'],
): TlsOffer | undefined => {
  const name = group && onlyOpenSslGroup(group.name)
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
