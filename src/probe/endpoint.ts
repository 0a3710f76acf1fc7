import { isIP } from 'node:net'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { ProblemCode } from '../model/error.ts'
import { bareHost, portOf } from '../registry/net/host.ts'
import { type Dial, type ProbeOptions, probeAddress } from './address.ts'
import { type ApplicationOptions, probeApplication } from './application.ts'
import { Deadline } from './deadline.ts'
import { EVERYTHING_NAMED, refusal, type Scope } from './net/gatekeeper.ts'
import { Limiter } from './net/limiter.ts'
import { type Lookup, resolveHost } from './net/resolve.ts'
import { probeSsh } from './ssh.ts'

export type EndpointOptions = ProbeOptions & {
  /** The server name to send instead of the URL's host (RFC 6066 §3). */
  sni?: string | undefined
  /** Instead of the system's resolver. */
  lookup?: Lookup
  scope?: Scope | undefined
  /** Milliseconds for the whole endpoint, whatever it waits for; undefined: no limit. */
  deadlineMs?: number | undefined
  /** Undefined: only the connection is probed, not MCP. */
  application: ApplicationOptions | undefined
}

/** Probes every address of an endpoint's host separately, because a host may be upgraded at some addresses only. */
export const probeEndpoint = async (endpoint: Endpoint, options: EndpointOptions): Promise<Observation> => {
  if (endpoint.transport === 'stdio')
    return unprobed(endpoint, 'LOCAL', 'a local process without network traffic')
  if (endpoint.unresolved) {
    return unprobed(endpoint, 'TEMPLATE', `its URL needs ${endpoint.unresolved.join(', ')}, which is unknown`)
  }
  const deadline = new Deadline(options)
  try {
    return await contactEndpoint(endpoint, { ...options, signal: deadline.signal }, deadline)
  } finally {
    deadline.release()
  }
}

const contactEndpoint = async (
  endpoint: Endpoint,
  options: EndpointOptions,
  deadline: Deadline,
): Promise<Observation> => {
  const url = new URL(endpoint.url)
  const host = bareHost(url.hostname)
  const resolved = await resolveHost(host, options)
  if ('problem' in resolved) return { endpoint, problem: resolved.problem, addresses: [] }
  const { scope = EVERYTHING_NAMED } = options
  const refusals = resolved.addresses.map((address) => refusal(scope, host, address))
  const allowed = resolved.addresses.filter((_, i) => refusals[i] === undefined)
  if (allowed.length === 0) return unprobed(endpoint, 'EXCLUDED', `not contacted: ${refusals[0]}`)
  const serverName = options.sni ?? (isIP(host) ? undefined : host)
  const dial = (address: string): Dial => ({
    address,
    port: portOf(url),
    host,
    serverName,
    path: `${url.pathname}${url.search}`,
    plaintext: url.protocol === 'http:' || url.protocol === 'ws:',
  })
  const { end, why, signal } = deadline
  const limiter = new Limiter(ADDRESSES_AT_ONCE)
  const probe = url.protocol === 'ssh:' ? sshAddress : probeAddress
  const addresses: AddressFacts[] = await Promise.all(
    allowed.map((address) => {
      const probing = limiter.run(() => probe(dial(address), { ...options, deadline: end }))
      return deadline.until(probing, { address, port: portOf(url), state: 'timed-out' as const, detail: why })
    }),
  )
  if (url.protocol === 'ssh:') return { endpoint, addresses, ...(await sshSoftware(addresses)) }
  const { application } = options
  if (!application || performance.now() >= end) return { endpoint, addresses }
  const asking = probeApplication(endpoint, addresses, serverName, { ...application, signal })
  return { endpoint, addresses, ...(await deadline.until(asking, {})) }
}

/** The software that needs the upgrade: that of the first address that names one. */
const sshSoftware = async (
  addresses: readonly AddressFacts[],
): Promise<Pick<Observation, 'software' | 'softwareSeen'>> => {
  const { recogniseSoftware } = await import('./software.ts')
  const softwareSeen = addresses.flatMap(({ ssh }) => (ssh ? recogniseSoftware({ ssh }) : []))
  const [software] = softwareSeen
  return software ? { software, softwareSeen } : {}
}

const unprobed = (endpoint: Endpoint, code: ProblemCode, message: string): Observation => ({
  endpoint,
  problem: { code, message },
  addresses: [],
})

/** A name can have thousands of addresses, and each is dialled several times in parallel. */
const ADDRESSES_AT_ONCE = 8

const sshAddress = (
  { address, port }: Dial,
  { hosts, rate, timeoutMs, signal }: ProbeOptions,
): Promise<AddressFacts> =>
  hosts.run(address, async () => {
    await rate.turn(signal)
    const ssh = await probeSsh({ address, port, timeoutMs, signal })
    const { connection, identification, detail } = ssh
    return {
      address,
      port,
      state: connection,
      ...(connection === 'open'
        ? { service: identification ? ('ssh' as const) : ('other' as const), ssh }
        : {}),
      ...(detail === undefined ? {} : { detail }),
    }
  })
