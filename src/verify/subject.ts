import { isIP } from 'node:net'
import { assess } from '../assess/assess.ts'
import type { Assessment } from '../model/assessment.ts'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { McpFacts } from '../model/mcp.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { Requirement } from '../model/verification.ts'
import type { DialAddress, Gatekeeper } from '../net/gatekeeper.ts'
import { HostLimiters, RateLimiter } from '../net/limiter.ts'
import type { Lookup } from '../net/resolve.ts'
import { candidatePaths } from '../probe/application.ts'
import { probeEndpoint } from '../probe/endpoint.ts'
import type { TlsOffer } from '../probe/http/dial.ts'
import { probeMcp } from '../probe/mcp/mcp.ts'
import { Session } from '../probe/net/session.ts'
import { Chains } from '../probe/tls/certificates/chains.ts'
import { trustAnchors } from '../probe/tls/certificates/trust.ts'
import type { ProbeContext } from '../probe/tls/context.ts'
import type { Policy } from '../registry/mandates/mandates.ts'
import { hostOf } from '../registry/net/host.ts'
import { EVERYTHING, USUAL } from '../registry/tls/offers.ts'
import { openSslGroupNamed } from '../registry/tls/software/openSslGroups.ts'
import { type Cause, examine } from './causes.ts'
import { bestGroup, classicalGroup, type Group, notAllowedByMandate } from './groups.ts'
import { answersPlainly, type GroupAnswer } from './handshakes/groupChoice.ts'

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
  lookup?: Lookup | undefined
  signal?: AbortSignal | undefined
}

export type TlsAddress = {
  to: DialAddress
  facts: TlsFacts
  context: ProbeContext
  /** `context` with a new session: for questions that a host may leave unanswered many times. */
  freshContext(): ProbeContext
  /** The required group that it prefers; undefined: it accepts none. */
  group: Group | undefined
  /** A post-quantum one that it accepts and the mandates do not allow. */
  notAllowed: Group | undefined
  classical: Group | undefined
  /** Absent where clients get a post-quantum group, or its server only has to list one. */
  cause?: Cause
  /** Answers to hellos that offer both kinds of groups. */
  dials: readonly GroupAnswer[]
}

export type Subject = {
  endpoint: Endpoint
  options: VerifyOptions
  gatekeeper: Gatekeeper
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

/** Milliseconds of all pauses at a host that limits connections: of the probe, and of the checks with their timings. */
const PROBE_PAUSED_MS = 120_000
const CHECKS_PAUSED_MS = 60_000

/** Visits to MCP after one that was cut off. */
const FURTHER_VISITS = 2

/** Probes every address of an endpoint in full: of a named one, or of its authorization server. */
export const observe = (
  endpoint: Endpoint,
  options: VerifyOptions,
  gatekeeper: Gatekeeper,
  sni?: string | undefined,
  hosts = new HostLimiters(PER_HOST),
): Promise<Observation> =>
  probeEndpoint(endpoint, {
    profile: 'full',
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    hosts,
    rate: new RateLimiter(undefined),
    anchors: trustAnchors(options.ca),
    mostPausedMs: PROBE_PAUSED_MS,
    sni,
    gatekeeper,
    application: undefined,
  })

/** Probes every address of an endpoint in full, then asks for MCP over a post-quantum connection. */
export const gather = async (
  endpoint: Endpoint,
  options: VerifyOptions,
  gatekeeper: Gatekeeper,
): Promise<Subject> => {
  const { timeoutMs, signal, ca, sni } = options
  const hosts = new HostLimiters(PER_HOST)
  const rate = new RateLimiter(undefined)
  const anchors = trustAnchors(ca)
  const observation = await observe(endpoint, options, gatekeeper, sni, hosts)
  // The same addresses: the gatekeeper has resolved the name before.
  const admission = await gatekeeper.admit(new URL(endpoint.url), signal)
  const admitted = 'problem' in admission ? [] : admission.addresses
  const host = hostOf(endpoint.url)
  const serverName = sni ?? (isIP(host) ? undefined : host)
  const examined = observation.addresses.map(async ({ address, tls: facts }): Promise<TlsAddress[]> => {
    const to = admitted.find((one) => one.address === address)
    if (!facts || !to) return []
    const chains = new Chains(anchors, serverName ?? host)
    const freshContext = (): ProbeContext => {
      const limits = { timeoutMs, signal, hosts, rate }
      const session = new Session({
        to,
        ...limits,
        budget: CHECK_BUDGET,
        mostPausedMs: CHECKS_PAUSED_MS,
      })
      return { session, serverName, chains, offer: signsAsUsual(facts) ? USUAL : EVERYTHING, cautious: false }
    }
    const groups = { group: bestGroup(facts, options), notAllowed: notAllowedByMandate(facts, options) }
    const at = {
      to,
      facts,
      context: freshContext(),
      freshContext,
      ...groups,
      classical: classicalGroup(facts),
    }
    return [{ ...at, ...(await examine(at, options)) }]
  })
  const tls = (await Promise.all(examined)).flat()
  const { addresses } = observation
  const assessment = assess(observation, new Date())
  const subject = { endpoint, options, gatekeeper, serverName, observation, addresses, assessment, tls }
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
  const at = tls.find(
    ({ group, cause }) => offerOf(group, undefined) !== undefined && cause?.open === undefined,
  )
  const offer = at && offerOf(at.group, options.identity)
  if (!at || !offer) return undefined
  const { timeoutMs, signal, ca } = options
  const target = { url: endpoint.url, to: at.to, serverName, paths: candidatePaths(endpoint) }
  const turn = () => at.context.session.turn()
  const ask = () => probeMcp(target, { timeoutMs, signal, ca, only: offer, turn })
  let facts = await ask()
  // Some hosts lose connections, whatever is asked.
  for (let i = 0; i < FURTHER_VISITS && facts.state === 'unreachable' && (await answersPlainly(at)); i++)
    facts = await ask()
  return { facts, at, offer }
}

/** Some servers read only the first schemes of a hello, and others have none of the usual ones. */
const signsAsUsual = ({ signatureSchemes }: TlsFacts): boolean =>
  signatureSchemes.some(({ state, value }) => state === 'accepted' && USUAL.schemes.includes(Number(value)))
