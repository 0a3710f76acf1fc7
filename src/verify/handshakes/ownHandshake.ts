import { type Reply, stateWithoutAnswer } from '../../probe/net/reply.ts'
import { completeHandshake } from '../../probe/tls/complete.ts'
import type { ProbeContext } from '../../probe/tls/context.ts'
import { alertName } from '../../registry/tls/messages/alerts.ts'
import type { Handshake13, Handshake13Result } from '../../tls/handshake13.ts'
import { fail, inconclusive, type Outcome } from '../check.ts'

export type Unanswered = Exclude<Reply<Handshake13Result>, { kind: 'answer' | 'garbled' }>

export const openAs = (reply: Unanswered): Outcome =>
  inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)

/** A handshake of mcp-pqc up to the server's Finished; an outcome where it comes to nothing. */
export const ownHandshake = async (
  context: ProbeContext,
  groups: number[],
  remedy: string,
  unanswered: (reply: Unanswered) => Outcome | Promise<Outcome> = openAs,
): Promise<Handshake13 | Outcome> => {
  const reply = await completeHandshake(context, { groups }, { until: 'server-finished' })
  if (reply.kind === 'garbled') return fail(`the handshake is invalid: ${reply.detail}`, remedy)
  if (reply.kind !== 'answer') return unanswered(reply)
  switch (reply.value.kind) {
    case 'done':
      return reply.value.handshake
    case 'alert':
      return fail(`the handshake failed with the alert ${alertName(reply.value.alert.description)}`, remedy)
    case 'lower-version':
      return fail('the server chose a version earlier than TLS 1.3', remedy)
  }
}
