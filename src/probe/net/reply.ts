import type { Answer } from '../../model/state.ts'
import { alertName } from '../../registry/tls/messages/alerts.ts'
import type { Handshake13Result } from '../../tls/handshake13.ts'
import type { HelloAnswer } from '../../tls/helloAnswer.ts'
import type { Alert } from '../../tls/record.ts'
import type { Outcome } from './conversation.ts'

/** `confirmed`: cut off each time, while the control was answered in between. */
export type Reply<T> = (Outcome<T> & { confirmed?: true }) | { kind: 'not-asked'; detail: string }

/** An observation that could not be repeated is not a fact. */
export const unconfirmed = (
  reply: Reply<unknown>,
  why: string,
): Extract<Reply<unknown>, { kind: 'not-asked' }> => ({
  kind: 'not-asked',
  detail: `${reply.kind === 'answer' ? 'an alert' : stateWithoutAnswer(reply).detail}, seen once: ${why}`,
})

/** An alert in answer to a hello; after ServerHello, it shows that the hello was accepted. */
export const alertOf = (reply: Reply<unknown>): Alert | undefined => {
  if (reply.kind !== 'answer') return undefined
  const { kind, alert, encrypted } = Object(reply.value) as {
    kind?: string
    alert?: Alert
    encrypted?: boolean
  }
  return kind === 'alert' && encrypted !== true ? alert : undefined
}

/** The server itself answered, not by an alert. What cannot be read is an answer. */
export const isAnswer = (reply: Reply<unknown>): boolean =>
  (reply.kind === 'answer' || reply.kind === 'garbled') && alertOf(reply) === undefined

/** How a connection ended that was not answered; undefined where it was. */
export const endingOf = (reply: Reply<unknown>): string | undefined => {
  const alert = alertOf(reply)
  if (alert !== undefined) return `alert ${alertName(alert.description)}`
  return reply.kind === 'answer' || reply.kind === 'garbled' || reply.kind === 'not-asked'
    ? undefined
    : reply.kind
}

export const isSilent = (reply: Reply<unknown>): boolean =>
  reply.kind === 'timed-out' || (reply.kind === 'no-connection' && reply.state === 'timed-out')

export const answerOf = <T>(reply: Reply<T> | undefined): T | undefined =>
  reply?.kind === 'answer' ? reply.value : undefined

export const stateOfReply = (reply: Reply<HelloAnswer | Handshake13Result>): Answer => {
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply)
  return reply.value.kind === 'alert'
    ? { state: 'refused', alert: alertName(reply.value.alert.description) }
    : { state: 'accepted' }
}

/** A missing answer as a fact: a reset is not a refusal, and a time-out is neither. */
export const stateWithoutAnswer = (reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Answer => {
  switch (reply.kind) {
    case 'cut-off': {
      const { how, received, confirmed } = reply
      const words = how === 'reset' ? 'the connection was reset' : 'the connection was closed'
      return {
        state: 'cut-off',
        detail: received.length > 0 ? `${words} in the middle of the answer` : words,
        ...(confirmed ? { confirmed } : {}),
      }
    }
    case 'garbled':
      return { state: 'cut-off', detail: `the answer cannot be read: ${reply.detail}` }
    case 'timed-out':
      return {
        state: 'timed-out',
        detail: reply.received.length > 0 ? 'the answer did not end' : 'no answer',
      }
    case 'no-connection':
      return { state: reply.state === 'timed-out' ? 'timed-out' : 'cut-off', detail: reply.detail }
    case 'not-asked':
      return { state: 'not-tested', detail: reply.detail }
  }
}
