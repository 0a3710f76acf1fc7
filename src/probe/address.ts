import type { AddressFacts, Service } from '../model/endpoint.ts'
import type { Finding } from '../model/state.ts'
import { Chains } from './chains.ts'
import type { ProbeContext } from './context.ts'
import type { HelloAnswer } from './helloAnswer.ts'
import type { HostLimiters, RateLimiter } from './limiter.ts'
import { quickTls } from './quick.ts'
import { askHttp, serviceOf } from './service.ts'
import { type Reply, Session, stateWithoutAnswer } from './session.ts'
import { contact, probeTls } from './tls.ts'
import type { TrustAnchors } from './trust.ts'

export type Profile = 'quick' | 'full'

export type ProbeOptions = {
  profile: Profile
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  hosts: HostLimiters
  rate: RateLimiter
  anchors: TrustAnchors
  signal?: AbortSignal | undefined
}

/** What is dialled: an address of a host, and how the host is named. */
export type Dial = {
  address: string
  port: number
  /** As in the URL: what certificates are compared with. */
  host: string
  serverName: string | undefined
  path: string
  /** The URL says http: TLS is not expected. */
  plaintext: boolean
}

/** Connections that one address may cost, repeated dials included: five in the quick profile, as documented. */
const BUDGET: Record<Profile, number> = { quick: 5, full: 400 }

/** Everything that can be learnt at one address. Never throws for what the peer does. */
export const probeAddress = async (dial: Dial, options: ProbeOptions): Promise<AddressFacts> => {
  const { profile, anchors, ...limits } = options
  const session = new Session({ ...limits, ...dial, budget: BUDGET[profile] })
  const place = { address: dial.address, port: dial.port }
  if (dial.plaintext) {
    const reply = await session.ask(() => askHttp(hostHeader(dial), dial.path))
    return { ...place, ...spoken(reply) }
  }
  const context: ProbeContext = {
    session,
    serverName: dial.serverName,
    chains: new Chains(anchors, dial.serverName ?? dial.host),
  }
  const first = await contact(context)
  if (first.kind === 'answer') {
    const { timeoutMs, signal } = limits
    const to = {
      address: dial.address,
      port: dial.port,
      timeoutMs,
      signal,
      hostHeader: hostHeader(dial),
      path: dial.path,
    }
    const tls = await (profile === 'quick' ? quickTls(context, first) : probeTls(context, first, to))
    return { ...place, state: 'open', service: 'tls', connectMs: first.timings.connectMs, tls }
  }
  return { ...place, ...(await withoutTls(dial, session, first)) }
}

type Spoken = Pick<AddressFacts, 'state' | 'service' | 'detail' | 'connectMs'>

/** There was no TLS answer: what speaks there instead is worth one more question, where something is there. */
const withoutTls = async (
  dial: Dial,
  session: Session,
  first: Exclude<Reply<HelloAnswer>, { kind: 'answer' }>,
): Promise<Spoken> => {
  if (first.kind === 'no-connection' || first.kind === 'not-asked') return spoken(first)
  if (first.kind === 'garbled') {
    const service = serviceOf(first.received)
    return {
      state: 'open',
      service,
      detail: NOT_TLS[service] ?? first.detail,
      connectMs: first.timings.connectMs,
    }
  }
  const finding: Finding = stateWithoutAnswer(first)
  const plain = await session.ask(() => askHttp(hostHeader(dial), dial.path))
  const service = plain.kind === 'answer' ? plain.value : 'silent'
  const detail = `ClientHello ${finding.state}: ${finding.detail}${NOT_TLS[service] ? `; ${NOT_TLS[service]}` : ''}`
  return { state: 'open', service, detail }
}

const NOT_TLS: Partial<Record<Service, string>> = {
  http: 'plain HTTP is spoken on this port',
  ssh: 'SSH is spoken on this port',
}

const spoken = (reply: Reply<Service>): Spoken => {
  switch (reply.kind) {
    case 'answer':
      return { state: 'open', service: reply.value, connectMs: reply.timings.connectMs }
    case 'no-connection':
      return { state: reply.state, detail: reply.detail }
    case 'not-asked':
      return { state: 'timed-out', detail: reply.detail }
    default:
      return { state: 'open', service: 'silent', detail: stateWithoutAnswer(reply).detail ?? '' }
  }
}

/** RFC 9112 §3.2. */
const hostHeader = ({ host, port }: Dial): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
