import { isIP } from 'node:net'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { ProblemCode } from '../model/error.ts'
import { type DialAddress, EVERYTHING_NAMED, Gatekeeper } from '../net/gatekeeper.ts'
import { Limiter } from '../net/limiter.ts'
import { bareHost, portOf } from '../registry/net/host.ts'
import { type Dial, type ProbeOptions, probeAddress } from './address.ts'
import { type ApplicationOptions, probeApplication } from './application.ts'
import { probeSsh } from './ssh/ssh.ts'

export type EndpointOptions = ProbeOptions & {
  /** The server name to send instead of the URL's host (RFC 6066 §3). */
  sni?: string | undefined
  /** Undefined: everything is named by the user. */
  gatekeeper?: Gatekeeper | undefined
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
    const seen = await contactEndpoint(endpoint, { ...options, signal: deadline.signal }, deadline)
    const sent = options.application?.credentials ?? []
    if (sent.length === 0) return seen
    const { redactCredentials } = await import('./mcp/redactCredentials.ts')
    const values = sent.flatMap(({ headers }) => Object.values(headers))
    // A server may repeat what another endpoint of the scan got.
    return { ...redactCredentials(seen, values), endpoint }
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
  const { gatekeeper = new Gatekeeper({ ...options, scope: EVERYTHING_NAMED }) } = options
  const late = { problem: { code: 'UNRESOLVED' as const, message: deadline.why } }
  const admission = await deadline.until(gatekeeper.admit(url, options.signal), late)
  if ('problem' in admission) {
    const { code, message } = admission.problem
    const more = endpoint.untrusted && code === 'EXCLUDED' ? ALLOWED_BY : ''
    return unprobed(endpoint, code, `${message}${more}`)
  }
  const serverName = options.sni ?? (isIP(host) ? undefined : host)
  const dial = (to: DialAddress): Dial => ({
    to,
    host,
    serverName,
    path: `${url.pathname}${url.search}`,
    plaintext: url.protocol === 'http:' || url.protocol === 'ws:',
  })
  const { end, why, signal } = deadline
  const limiter = new Limiter(ADDRESSES_AT_ONCE)
  const probe = url.protocol === 'ssh:' ? sshAddress : probeAddress
  const contacted: AddressFacts[] = await Promise.all(
    admission.addresses.map((to) => {
      const probing = limiter.run(() => probe(dial(to), { ...options, deadline: end }))
      const { address, port } = to
      return deadline.until(probing, { address, port, state: 'timed-out' as const, detail: why })
    }),
  )
  const addresses = [...contacted, ...notTested(admission.untested, portOf(url))]
  if (url.protocol === 'ssh:') return { endpoint, addresses, ...(await sshSoftware(addresses)) }
  const { application } = options
  if (!application || performance.now() >= end) return { endpoint, addresses }
  // Only at the first address that answers: the other addresses lead to the same service.
  const first = contacted.findIndex(({ service }) => service === 'tls' || service === 'http')
  const to = admission.addresses[first]
  const spoken = to && { to, facts: contacted[first] as AddressFacts }
  const asking = probeApplication(endpoint, spoken, serverName, { ...application, gatekeeper, signal })
  return { endpoint, addresses, ...(await deadline.until(asking, {})) }
}

const ALLOWED_BY = ': only untrusted files name it; name it as a target, or use --allow'

/** The addresses of the name that are left out, which may accept anything. */
const notTested = (untested: ReadonlyMap<string, number>, port: number): AddressFacts[] =>
  Array.from(untested, ([why, count]) => ({
    address: null,
    port,
    state: 'not-tested',
    detail: `${count} ${count === 1 ? 'address' : 'addresses'} of the name not contacted: ${why}`,
  }))

/** The software that needs the upgrade: that of the first address that names one. */
const sshSoftware = async (
  addresses: readonly AddressFacts[],
): Promise<Pick<Observation, 'software' | 'softwareSeen'>> => {
  const { recogniseSoftware } = await import('./software.ts')
  const softwareSeen = addresses.flatMap(({ ssh }) => (ssh ? recogniseSoftware({ ssh }) : []))
  const [software] = softwareSeen
  return software ? { software, softwareSeen } : {}
}

/** An endpoint with which no connection was made, and why. */
export const unprobed = (endpoint: Endpoint, code: ProblemCode, message: string): Observation => ({
  endpoint,
  problem: { code, message },
  addresses: [],
})

/** A name can have thousands of addresses, and each is dialled several times in parallel. */
const ADDRESSES_AT_ONCE = 8

const sshAddress = async ({ to }: Dial, options: ProbeOptions): Promise<AddressFacts> => {
  const ssh = await probeSsh({ ...options, to })
  const { connection, identification, detail } = ssh
  return {
    address: to.address,
    port: to.port,
    state: connection,
    ...(connection === 'open'
      ? { service: identification ? ('ssh' as const) : ('other' as const), ssh }
      : {}),
    ...(detail === undefined ? {} : { detail }),
  }
}

/** So many times as long as one answer may take a whole endpoint: 400 connections one after the other, each 2 T. */
const ENDPOINT_PATIENCE = 800

/** So many times, after that, may take what is already under way. */
const CLOSING_PATIENCE = 4

/** Milliseconds for an endpoint; a limited rate adds its waits for as many connections of each endpoint at work. */
export const endpointDeadline = (
  timeoutMs: number,
  rate: number | undefined,
  concurrency: number,
): number => {
  const waits = rate === undefined ? 0 : (concurrency * (ENDPOINT_PATIENCE / 2) * 1000) / rate
  return Math.min(ENDPOINT_PATIENCE * timeoutMs + waits, LONGEST_TIMER)
}

/** Of setTimeout, minus room for the closing time. */
const LONGEST_TIMER = 2 ** 30

/**
 * The time of one endpoint from the moment it is started. At `end` nothing new is asked. CLOSING_PATIENCE later, whatever
 * still waits is left behind, whether or not it listens to the signal.
 */
class Deadline {
  readonly end: number
  readonly why: string
  readonly #outer: AbortSignal | undefined
  readonly #controller = new AbortController()
  readonly #over = Promise.withResolvers<never>()
  readonly #late: Error
  readonly #timer: NodeJS.Timeout | undefined

  constructor({
    deadlineMs,
    timeoutMs,
    signal,
  }: Pick<EndpointOptions, 'timeoutMs' | 'signal' | 'deadlineMs'>) {
    this.end = performance.now() + (deadlineMs ?? Number.POSITIVE_INFINITY)
    this.why = `not tested to the end: the endpoint took longer than ${Math.ceil(deadlineMs ?? 0)} ms`
    this.#late = new Error(this.why)
    this.#over.promise.catch(() => {})
    this.#outer = signal
    if (signal?.aborted) this.#abort()
    signal?.addEventListener('abort', this.#abort)
    if (deadlineMs === undefined) return
    const end = (): void => {
      this.#over.reject(this.#late)
      this.#controller.abort(this.#late)
    }
    this.#timer = setTimeout(end, deadlineMs + CLOSING_PATIENCE * timeoutMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  async until<T, L>(task: Promise<T>, late: L): Promise<T | L> {
    try {
      return await Promise.race([task, this.#over.promise])
    } catch (error) {
      if (this.signal.reason === this.#late && !this.#outer?.aborted) return late
      throw error
    }
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => this.#controller.abort(this.#outer?.reason)
}
