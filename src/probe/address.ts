import type { AddressFacts, Service } from '../model/endpoint.ts'
import { stateText } from '../model/questions/names.ts'
import { acceptsTls } from '../model/questions/tls.ts'
import type { Answer } from '../model/state.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { DialAddress } from '../net/gatekeeper.ts'
import type { Clock, HostLimiters, RateLimiter } from '../net/limiter.ts'
import type { Limits } from '../net/socket.ts'
import { urlHost } from '../registry/net/host.ts'
import { alertName } from '../registry/tls/messages/alerts.ts'
import { COMMON, EVERYTHING, type Offer, USUAL, WIDER } from '../registry/tls/offers.ts'
import { askHello, type HelloAnswer } from '../tls/helloAnswer.ts'
import { endingOf, type Reply, stateOfReply, stateWithoutAnswer } from './net/reply.ts'
import { Session } from './net/session.ts'
import { askHttp, plainRequest, serviceOf } from './service.ts'
import { Chains } from './tls/certificates/chains.ts'
import type { TrustAnchors } from './tls/certificates/trust.ts'
import type { ProbeContext } from './tls/context.ts'
import { quickTls } from './tls/quick.ts'
import { saidPlainly } from './tls/suites12.ts'
import {
  type Answered,
  type Contacted,
  cautiousContact,
  contact,
  contactMessage,
  contactWithout13,
  probeTls,
} from './tls/tls.ts'

export type Profile = 'quick' | 'full'

export type ProbeOptions = Limits & {
  profile: Profile
  hosts: HostLimiters
  rate: RateLimiter
  anchors: TrustAnchors
  /** When nothing new is asked any more, by performance.now(). */
  deadline?: number | undefined
  /** Milliseconds of all pauses at a host that limits connections; undefined: the usual ones. */
  mostPausedMs?: number | undefined
  clock?: Clock | undefined
}

export type Dial = {
  to: DialAddress
  /** As in the URL: what certificates are compared with. */
  host: string
  serverName: string | undefined
  path: string
  /** The URL says http: TLS is not expected. */
  plaintext: boolean
}

/** Connections to one address, repeated dials included. */
const BUDGET: Record<Profile, number> = { quick: 5, full: 400 }

/** Everything that is observed at one address. Never throws because of what the peer does. */
export const probeAddress = async (dial: Dial, options: ProbeOptions): Promise<AddressFacts> => {
  const { profile, anchors: _, ...limits } = options
  // A few questions, whose alerts cannot be compared with much: none is asked while another connection is open.
  const serial = profile === 'quick'
  const session = new Session({ ...limits, to: dial.to, budget: BUDGET[profile], serial })
  try {
    return await probeWith(session, dial, options)
  } finally {
    session.release()
  }
}

const probeWith = async (session: Session, dial: Dial, options: ProbeOptions): Promise<AddressFacts> => {
  const { profile, anchors, timeoutMs, signal } = options
  const { to } = dial
  const place = { address: to.address, port: to.port }
  if (dial.plaintext) {
    const reply = await session.ask(() => askHttp(hostHeader(dial), dial.path))
    return { ...place, ...spoken(reply) }
  }
  const context: ProbeContext = {
    session,
    serverName: dial.serverName,
    chains: new Chains(anchors, dial.serverName ?? dial.host),
    offer: USUAL,
    cautious: false,
  }
  const { known, facts } = await firstContact(context, dial, profile)
  if (!known) return { ...place, ...facts }
  if (refusesName(known.first)) return { ...place, ...facts, detail: WRONG_NAME }
  if (profile === 'quick') return { ...place, ...facts, tls: await quickTls(known.context, known.first) }
  const handshake = { to, timeoutMs, signal, request: plainRequest(hostHeader(dial), dial.path) }
  const wasSerial = session.pace.isSerial
  const tls = await probeTls(known.context, known.first, handshake)
  const later = isHello(known.first) ? undefined : await answeredLater(context, known.first, tls)
  if (later) return { ...place, ...openTls(later), tls: await probeTls(context, later, handshake) }
  // Before the host was asked one connection at a time, its limit may have answered instead of the server.
  const isDoubtful = !wasSerial && session.pace.isSerial && !session.pace.isLimited
  return { ...place, ...facts, tls: isDoubtful ? await probeTls(known.context, known.first, handshake) : tls }
}

/** The first hello is answered now: the alerts before it were not the server's, but those of a limit of connections. */
const answeredLater = async (
  context: ProbeContext,
  first: Answered,
  tls: TlsFacts,
): Promise<AnsweredByHello | undefined> => {
  const { session } = context
  const reply = acceptsTls(tls)
    ? await contact(context, USUAL)
    : await session.outlast(() => askHello(contactMessage(context, USUAL)))
  if (!reply || !isHello(reply)) return undefined
  session.pace.note(0)
  session.pace.learn(endingOf(first))
  if (!session.pace.isLimited) session.pace.slowDown(session.patience)
  return reply
}

const CUTS_ALL = 'every connection was cut off, also after pauses: the host may limit connections'

/** RFC 6066 §3: only the name was refused, so nothing else is known. */
const refusesName = ({ value }: Answered): boolean =>
  value.kind === 'alert' && alertName(value.alert.description) === 'unrecognized_name'

const WRONG_NAME = 'the server refuses the server name (unrecognized_name): name another one with --sni'

type Contact = { known?: { context: ProbeContext; first: Contacted }; facts: Spoken }

/**
 * Asks as clients of today do. Where an alert comes, with every group, scheme and suite, because the server may have unusual
 * ones only; then with common ones, because the alert may also be due to an unusual one.
 */
const firstContact = async (context: ProbeContext, dial: Dial, profile: Profile): Promise<Contact> => {
  const { session } = context
  let first = await contact(context, USUAL)
  if (
    profile === 'full' &&
    first.kind === 'cut-off' &&
    first.received.length === 0 &&
    (await session.endsUnasked())
  ) {
    const later = await session.outlast(() => askHello(contactMessage(context, USUAL)))
    if (!later) return { facts: { state: 'open', service: 'silent', detail: CUTS_ALL } }
    first = later
  }
  if (isHello(first)) return known(context, first, USUAL)
  if (first.kind === 'no-connection' || first.kind === 'not-asked') return { facts: spoken(first) }
  if (first.kind === 'garbled') return { facts: garbled(first) }
  if (first.kind !== 'answer') return unansweredContact(context, dial, first)
  const second = await contact(context, EVERYTHING)
  if (isHello(second)) return known(context, second, EVERYTHING)
  const third = await cautiousContact(context)
  if (isHello(third)) return known(context, third, COMMON)
  const fourth = await cautiousContact(context, WIDER)
  if (isHello(fourth)) return known(context, fourth, WIDER)
  const tls13 = refusal([second, third, fourth])
  return { known: { context, first: { ...first, tls13 } }, facts: openTls(first) }
}

/**
 * Where the first hello is not answered: which other protocol is spoken, and whether hellos are answered that have no TLS 1.3,
 * or common values only. What answers a request in HTTP is asked as well: a server of TLS may do so on its own port.
 */
const unansweredContact = async (context: ProbeContext, dial: Dial, first: Unanswered): Promise<Contact> => {
  const [service, without13] = await Promise.all([
    serviceBeside(first.received, context, dial),
    contactWithout13(context),
  ])
  if (service === 'ssh' || service === 'other') return { facts: withoutTls(first, service) }
  const common = await cautiousContact(context)
  if (isHello(common)) return known(context, common, COMMON)
  if (isHello(without13)) return intolerant(context, without13, common)
  if (common.kind === 'garbled') return { facts: garbled(common) }
  // Some stacks close the connection where they have nothing in common with the client.
  const everything = await contact(context, EVERYTHING)
  if (isHello(everything)) return known(context, everything, EVERYTHING)
  // An alert to a hello without TLS 1.3 only: what those with TLS 1.3 would get is unknown.
  if (common.kind !== 'answer') return { facts: withoutTls(first, service) }
  const wider = await cautiousContact(context, WIDER)
  if (isHello(wider)) return known(context, wider, WIDER)
  const tls13 = refusal([everything, common, wider])
  return { known: { context, first: { ...common, tls13 } }, facts: openTls(common) }
}

type Unanswered = Extract<Reply<HelloAnswer>, { kind: 'cut-off' | 'timed-out' }>

/**
 * Hellos that offer TLS 1.3 are not answered, neither with usual nor with common values, while one without TLS 1.3 is. That
 * counts where the latter is answered again afterwards.
 */
const intolerant = async (
  context: ProbeContext,
  first: AnsweredByHello,
  common: Reply<HelloAnswer>,
): Promise<Contact> => {
  const answer = stateOfReply(common)
  const isLost = answer.state === 'cut-off' || answer.state === 'timed-out'
  const isConfirmed = isLost && isHello(await contactWithout13(context))
  const tls13Hello: Answer = { ...answer, ...(isConfirmed ? { confirmed: true as const } : {}) }
  return {
    known: { context, first: { ...first, tls13: tls13Hello, ...(isLost ? { tls13Hello } : {}) } },
    facts: openTls(first),
  }
}

const known = (context: ProbeContext, first: AnsweredByHello, offer: Offer): Contact => ({
  known: { context: { ...context, offer, cautious: offer === COMMON || offer === WIDER }, first },
  facts: openTls(first),
})

/**
 * What three hellos without success say of TLS 1.3. The first offered every group: only a refusal that does not concern
 * its form counts. The others had fewer groups: they count where they refuse the version, or anything at all.
 */
const refusal = (replies: readonly [Reply<HelloAnswer>, Reply<HelloAnswer>, Reply<HelloAnswer>]): Answer => {
  const answers = replies.map(stateOfReply)
  const [whole, , short] = answers as [Answer, Answer, Answer]
  const ofVersion = answers.find(({ alert }) => alert === 'protocol_version')
  if (ofVersion) return ofVersion
  if (whole.state === 'refused' && (saidPlainly(whole) || whole.alert === short.alert)) return whole
  const said = answers.map(({ state, alert, detail }) => alert ?? detail ?? state)
  return { state: 'not-tested', detail: `no hello was accepted: ${[...new Set(said)].join(', ')}` }
}

type AnsweredByHello = Answered & { value: Exclude<HelloAnswer, { kind: 'alert' }> }

const isHello = (reply: Reply<HelloAnswer>): reply is AnsweredByHello =>
  reply.kind === 'answer' && reply.value.kind !== 'alert'

/** The protocol of the answer to ClientHello; without an answer, that of the answer to an HTTP request. */
const serviceBeside = async (received: Uint8Array, context: ProbeContext, dial: Dial): Promise<Service> => {
  if (received.length > 0) return serviceOf(received)
  const reply = await context.session.ask(() => askHttp(hostHeader(dial), dial.path))
  return reply.kind === 'answer' ? reply.value : 'silent'
}

type Spoken = Pick<AddressFacts, 'state' | 'service' | 'detail' | 'connectMs'>

const openTls = ({ timings: { connectMs } }: Answered): Spoken => ({
  state: 'open',
  service: 'tls',
  connectMs,
})

/** The answer is not one to a ClientHello, but may show which protocol is spoken. */
const garbled = ({ received, detail, timings }: Extract<Reply<unknown>, { kind: 'garbled' }>): Spoken => {
  const service = serviceOf(received)
  const what = service === 'tls' ? 'the answer cannot be read' : 'the answer is not TLS'
  const { connectMs } = timings
  return { state: 'open', service, detail: NOT_TLS[service] ?? `${what}: ${detail}`, connectMs }
}

const withoutTls = (first: Reply<HelloAnswer>, service: Service): Spoken => {
  const { state, detail = '' } = stateOfReply(first)
  const what = NOT_TLS[service]
  return {
    state: 'open',
    service,
    detail: `ClientHello ${stateText(state)}: ${detail}${what ? `; ${what}` : ''}`,
  }
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
const hostHeader = ({ host, to }: Dial): string => `${urlHost(host)}:${to.port}`
