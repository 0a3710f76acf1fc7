import { setTimeout as sleep } from 'node:timers/promises'
import type { Exchange } from '../../tls/exchange.ts'
import type { ProbeOptions } from '../address.ts'
import { type ConversationOptions, converse, type Outcome } from '../net/conversation.ts'

export type SshOptions = ConversationOptions & Pick<ProbeOptions, 'hosts' | 'rate' | 'deadline' | 'profile'>

/** Milliseconds before a question whose connection was cut is asked again. */
const PAUSES_MS = [250, 1000, 3000] as const

/**
 * SSH servers limit connections that have not logged in (MaxStartups and PerSourcePenalties of OpenSSH), and drop further ones
 * until those before have ended: a cut connection is repeated after pauses, unless another protocol is spoken on it.
 */
export const askPatiently = async <T>(
  options: SshOptions,
  question: () => Exchange<T>,
): Promise<Outcome<T>> => {
  const { signal, deadline = Number.POSITIVE_INFINITY } = options
  let outcome = await dial(options, question)
  for (const pause of PAUSES_MS) {
    const isLimited =
      outcome.kind === 'cut-off' && (outcome.received.length === 0 || limitStated(outcome.received))
    if (!isLimited || performance.now() + pause >= deadline) return outcome
    await sleep(pause, undefined, { signal })
    outcome = await dial(options, question)
  }
  return outcome
}

const dial = <T>(options: SshOptions, question: () => Exchange<T>): Promise<Outcome<T>> =>
  options.hosts.run(options.to.place, async () => {
    await options.rate.turn(options.signal)
    return converse(options, question())
  })

/** "Exceeded MaxStartups" and "Not allowed at this time" of OpenSSH: why it closes the connection, in a line of text. */
export const limitStated = (received: Uint8Array): string | undefined => {
  const said = Buffer.from(received.subarray(0, 200)).toString('latin1').split('\n', 1)[0]?.trim() ?? ''
  return /^(Exceeded|Not allowed)\b/.test(said) ? said : undefined
}
