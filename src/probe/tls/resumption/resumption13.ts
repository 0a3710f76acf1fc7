import type { State } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { EXTENSION } from '../../../registry/tls/messages/extensions.ts'
import { TLS13 } from '../../../registry/tls/versions.ts'
import type { Exchange } from '../../../tls/exchange.ts'
import { cookie, type Extension, extensionData, PSK_MODE, preSharedKey } from '../../../tls/extensions.ts'
import type { Handshake13 } from '../../../tls/handshake13.ts'
import { MAX_COOKIE, type Ticket } from '../../../tls/handshake13Messages.ts'
import { askHello, type HelloAnswer } from '../../../tls/helloAnswer.ts'
import {
  earlySecret,
  HASH_LENGTH,
  type HashName,
  messageHash,
  pskBinder,
  transcriptHash,
} from '../../../tls/keySchedule.ts'
import { suiteParameters } from '../../../tls/recordProtection.ts'
import { type Reply, stateWithoutAnswer } from '../../net/reply.ts'
import { type Completion, completeHandshake, handshakeOf } from '../complete.ts'
import { freshRandoms, hello, type ProbeContext } from '../context.ts'
import { unusedShare } from '../keyAgreement.ts'

type Resumption = TlsFacts['resumption']

export const NO_RESUMPTION: Resumption = {
  tickets: 'not-tested',
  psk_ke: 'not-tested',
  psk_dhe_ke: 'not-tested',
}

/**
 * RFC 9846 §4.3.9: whether a ticket is accepted with a new key exchange (psk_dhe_ke) and without one (psk_ke). Without
 * one, an attacker who breaks the first key exchange can read the resumed sessions too. `request`: in HTTP, to be sent where
 * a handshake alone brought no ticket.
 */
export const probeResumption = async (
  context: ProbeContext,
  completion: Completion,
  handshake: Handshake13,
  request: Uint8Array,
): Promise<Resumption> => {
  const tickets = new Tickets(context, completion, handshake, request)
  const ticket = await tickets.first()
  if (!ticket) return { ...NO_RESUMPTION, tickets: tickets.without }
  const found = { tickets: 'accepted' as const, ticketLifetime: ticket.ticket.lifetime }
  if (ticket.ticket.ticket.length > MAX_TICKET) return { ...NO_RESUMPTION, ...found }
  const [withoutExchange, withExchange] = await Promise.all([
    resume(context, tickets, PSK_MODE.psk_ke),
    resume(context, tickets, PSK_MODE.psk_dhe_ke),
  ])
  return { ...found, psk_ke: withoutExchange, psk_dhe_ke: withExchange }
}

/** Bytes of a ticket that is sent back. RFC 9846 allows 65,535, more than a ClientHello has room for. */
const MAX_TICKET = 32_768

/** A ticket may be accepted only once (rustls): each question has its own, for which further handshakes are made. */
class Tickets {
  readonly #context: ProbeContext
  readonly #completion: Completion
  readonly #request: Uint8Array
  readonly #unused: Ticket[]
  /** What the lack of tickets says. */
  without: State

  constructor(
    context: ProbeContext,
    completion: Completion,
    { tickets, afterwards }: Handshake13,
    request: Uint8Array,
  ) {
    this.#context = context
    this.#completion = completion
    this.#request = request
    this.#unused = [...tickets]
    // Only a connection that the server closed without an alert (certificate_required) would have shown the tickets.
    this.without = afterwards.closed ? 'refused' : 'not-tested'
  }

  /** BoringSSL sends its tickets together with its first application data, which a request brings. */
  async first(): Promise<Ticket | undefined> {
    if (this.#unused.length === 0 && this.without === 'refused') {
      const afterwards = (await this.#getMore())?.afterwards
      const isOver = afterwards && (afterwards.closed || afterwards.data.length > 0)
      if (!isOver) this.without = 'not-tested'
    }
    return this.#unused[0]
  }

  async next(): Promise<Ticket | undefined> {
    if (this.#unused.length === 0) await this.#getMore()
    return this.#unused.shift()
  }

  async #getMore(): Promise<Handshake13 | undefined> {
    const handshake = handshakeOf(
      await completeHandshake(this.#context, this.#completion, {
        until: 'close',
        request: this.#request,
        toAll: true,
      }),
    )
    this.#unused.push(...(handshake?.tickets ?? []))
    return handshake
  }
}

/** Tickets for one question. A dial that was lost may have spent its ticket: a refusal of the same one is not an answer. */
const ATTEMPTS = 2

const resume = async (context: ProbeContext, tickets: Tickets, mode: number): Promise<State> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const ticket = await tickets.next()
    if (!ticket) return 'not-tested'
    let dials = 0
    const reply = await context.session.ask(() => {
      dials++
      return resuming(context, ticket, mode)
    })
    const state = stateOf(reply, mode)
    if (state !== 'refused' || dials === 1) return state
  }
  return 'not-tested'
}

const stateOf = (reply: Reply<HelloAnswer>, mode: number): State => {
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply).state
  // What a HelloRetryRequest asks for could not be sent.
  if (reply.value.kind === 'retry') return 'not-tested'
  if (reply.value.kind !== 'hello13' || reply.value.identity === undefined) return 'refused'
  const fresh = reply.value.group !== undefined
  return fresh === (mode === PSK_MODE.psk_dhe_ke) ? 'accepted' : 'refused'
}

/** Offers the ticket with the group of its handshake, and once more where a HelloRetryRequest asks for a cookie. */
const resuming = (context: ProbeContext, ticket: Ticket, mode: number): Exchange<HelloAnswer> => {
  const { hash } = suiteParameters(ticket.suite) as { hash: HashName }
  const { group } = ticket
  const share = [{ group, keyExchange: unusedShare(group) }]
  const randoms = freshRandoms()
  /** RFC 9846 §4.3.11.2: the binder is over the messages before, and the hello up to the list of binders. */
  const offer = (before: readonly Uint8Array[], ...extensions: Extension[]): Uint8Array => {
    const psk = preSharedKey(ticket.ticket.ticket, ticket.ticket.ageAdd, HASH_LENGTH[hash])
    const message = hello(
      context,
      {
        versions: [TLS13],
        cipherSuites: [ticket.suite],
        groups: [group],
        schemes: context.offer.schemes,
        keyShares: share,
        pskModes: [mode],
        last: [...extensions, psk],
      },
      randoms,
    )
    const binders = 2 + 1 + HASH_LENGTH[hash]
    const truncated = message.subarray(0, message.length - binders)
    message.set(
      pskBinder(hash, earlySecret(hash, ticket.psk), transcriptHash(hash, [...before, truncated])),
      message.length - HASH_LENGTH[hash],
    )
    return message
  }
  const first = offer([])
  return askHello(first, {
    again: ({ group: other, hello: { extensions } }, bytes) => {
      const sent = extensionData(extensions, EXTENSION.cookie)
      if (!sent || sent.length > MAX_COOKIE || other !== undefined) return undefined
      return offer([messageHash(hash, first), bytes], cookie(sent))
    },
  })
}
