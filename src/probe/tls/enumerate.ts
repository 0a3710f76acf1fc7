import type { Answer } from '../../model/state.ts'
import { hex16 } from '../../registry/codePoint.ts'
import { isChaCha20 } from '../../registry/tls/suites/cipherSuites.ts'
import type { Reply } from '../net/reply.ts'

/** The members of a list that a server accepts, in its order of preference. */
export type Enumeration<T> = {
  accepted: number[]
  /** The answer to the last question, which offered only the remaining members. */
  rest: Answer
  answers: T[]
}

export type Questions<T> = {
  offer: readonly number[]
  first?: T | undefined
  ask: (remaining: readonly number[]) => Promise<Reply<T>>
  chosen: (answer: T) => number | undefined
  /** What a reply without a choice says about everything that was offered. */
  state: (reply: Reply<T>) => Answer
}

/**
 * Offers a list, removes what the server chose, and offers the rest, until the server chooses nothing: N + 1 questions
 * give N members in the server's order of preference. `first` answers the first question.
 */
export const enumerate = async <T>({
  offer,
  first,
  ask,
  chosen,
  state,
}: Questions<T>): Promise<Enumeration<T>> => {
  const accepted: number[] = []
  const answers: T[] = []
  let remaining = offer
  while (remaining.length > 0) {
    const reply: Reply<T> =
      first !== undefined && remaining === offer
        ? { kind: 'answer', value: first, timings: NO_TIME }
        : await ask(remaining)
    if (reply.kind === 'answer') answers.push(reply.value)
    const choice = reply.kind === 'answer' ? chosen(reply.value) : undefined
    if (choice === undefined) return { accepted, rest: refusing(state(reply)), answers }
    // Some servers choose what was not offered: then removing members shows nothing more.
    if (!remaining.includes(choice)) {
      const detail = `the server chose ${hex16(choice)}, which it was not offered`
      return { accepted, rest: { state: 'not-tested', detail }, answers }
    }
    accepted.push(choice)
    remaining = remaining.filter((value) => value !== choice)
  }
  return { accepted, rest: { state: 'not-tested' }, answers }
}

/** An answer without a choice refuses what was offered, even where it is not an alert but, say, a lower version. */
export const refusing = (answer: Answer): Answer =>
  answer.state === 'accepted' ? { state: 'refused' } : answer

const NO_TIME = { connectMs: 0, answerMs: 0, totalMs: 0 }

/**
 * Go, and OpenSSL with SSL_OP_PRIORITIZE_CHACHA, follow a client that prefers ChaCha20, also where the server decides about the
 * other suites. Where there are two of these, they show who decides.
 */
export const tellingSuites = (accepted: readonly number[]): readonly number[] => {
  const others = accepted.filter((suite) => !isChaCha20(suite))
  return others.length > 1 ? others : accepted
}

/** Who decides, from the first choice and the choice among the same members in reverse order. */
export const whoDecides = (
  accepted: readonly number[],
  chosenInReverse: number | undefined,
): 'server' | 'client' | 'single' | 'unknown' => {
  if (accepted.length === 1) return 'single'
  if (accepted.length === 0 || chosenInReverse === undefined) return 'unknown'
  if (chosenInReverse === accepted[0]) return 'server'
  return chosenInReverse === accepted.at(-1) ? 'client' : 'unknown'
}
