import type { State } from '../../model/state.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import { PSK_MODE, preSharedKey } from '../../tls/extensions.ts'
import type { Handshake13 } from '../../tls/handshake13.ts'
import type { Ticket } from '../../tls/handshake13Messages.ts'
import { earlySecret, HASH_LENGTH, type HashName, pskBinder, transcriptHash } from '../../tls/keySchedule.ts'
import { suiteParameters } from '../../tls/recordProtection.ts'
import { stateWithoutAnswer } from '../net/session.ts'
import type { Completion } from './complete.ts'
import { hello, type ProbeContext } from './context.ts'
import { unusedShare } from './keyAgreement.ts'

/**
 * RFC 9846 §4.3.9: whether a ticket is accepted with a new key exchange (psk_dhe_ke) and without one (psk_ke). Without
 * one, an attacker who breaks the first key exchange can read the resumed sessions too.
 */
export const probeResumption = async (
  context: ProbeContext,
  completion: Completion,
  handshake: Handshake13,
): Promise<TlsFacts['resumption']> => {
  const [ticket] = handshake.tickets
  // Only a connection that the server closed without an alert (certificate_required) would have shown the tickets.
  if (!ticket) return { ...NO_RESUMPTION, tickets: handshake.afterwards.closed ? 'refused' : 'not-tested' }
  if (ticket.ticket.ticket.length > MAX_TICKET) return { ...NO_RESUMPTION, tickets: 'accepted' }
  const [withoutExchange, withExchange] = await Promise.all([
    resume(context, completion, ticket, PSK_MODE.psk_ke),
    resume(context, completion, ticket, PSK_MODE.psk_dhe_ke),
  ])
  return { tickets: 'accepted', psk_ke: withoutExchange, psk_dhe_ke: withExchange }
}

/** Bytes of a ticket that is sent back. RFC 9846 allows 65,535, more than a ClientHello has room for. */
const MAX_TICKET = 32_768

export const NO_RESUMPTION: TlsFacts['resumption'] = {
  tickets: 'not-tested',
  psk_ke: 'not-tested',
  psk_dhe_ke: 'not-tested',
}

const resume = async (
  context: ProbeContext,
  completion: Completion,
  ticket: Ticket,
  mode: number,
): Promise<State> => {
  const reply = await context.session.hello(() => resumingHello(context, completion, ticket, mode))
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply).state
  // After a HelloRetryRequest it is unknown whether the ticket would be accepted.
  if (reply.value.kind === 'retry') return 'not-tested'
  if (reply.value.kind !== 'hello13' || reply.value.identity === undefined) return 'refused'
  const fresh = reply.value.group !== undefined
  return fresh === (mode === PSK_MODE.psk_dhe_ke) ? 'accepted' : 'refused'
}

/** RFC 9846 §4.3.11.2: the binder is over the hello up to the list of binders. */
const resumingHello = (
  context: ProbeContext,
  { groups }: Completion,
  { ticket, psk, suite }: Ticket,
  mode: number,
): Uint8Array => {
  const { hash } = suiteParameters(suite) as { hash: HashName }
  const [group] = groups as [number]
  const message = hello(context, {
    versions: [TLS13],
    cipherSuites: [suite],
    groups,
    schemes: context.schemes,
    keyShares: [{ group, keyExchange: unusedShare(group) }],
    pskModes: [mode],
    last: [preSharedKey(ticket.ticket, ticket.ageAdd, HASH_LENGTH[hash])],
  })
  const binders = 2 + 1 + HASH_LENGTH[hash]
  const truncated = message.subarray(0, message.length - binders)
  message.set(
    pskBinder(hash, earlySecret(hash, psk), transcriptHash(hash, [truncated])),
    message.length - HASH_LENGTH[hash],
  )
  return message
}
