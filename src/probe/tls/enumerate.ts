import type { Answer } from '../../model/state.ts'
import { hex16 } from '../../registry/codePoint.ts'
import type { Reply } from '../net/session.ts'

/** The members of a list that a server takes, best first, and how it answered to the rest. */
export type Enumeration<T> = {
  accepted: number[]
  /** What the last question, which offered only the rest, came to. */
  rest: Answer
  /** Every answer on the way, the last included. */
  answers: T[]
}

export type Questions<T> = {
  offer: readonly number[]
  ask: (remaining: readonly number[]) => Promise<Reply<T>>
  /** What an answer chose; undefined: nothing of the list. */
  chosen: (answer: T) => number | undefined
  /** What a reply that chose nothing says of everything that was offered. */
  finding: (reply: Reply<T>) => Answer
}

/**
 * Offers a list, takes out what the server chose, and offers the rest, until the server takes nothing more:
 * N + 1 questions give N members in the server's order of preference.
 */
export const enumerate = async <T>({
  offer,
  ask,
  chosen,
  finding,
}: Questions<T>): Promise<Enumeration<T>> => {
  const accepted: number[] = []
  const answers: T[] = []
  let remaining = offer
  while (remaining.length > 0) {
    const reply = await ask(remaining)
    if (reply.kind === 'answer') answers.push(reply.value)
    const choice = reply.kind === 'answer' ? chosen(reply.value) : undefined
    if (choice === undefined) return { accepted, rest: refusing(finding(reply)), answers }
    // Some servers choose what was not offered: then nothing more can be learnt by taking things out.
    if (!remaining.includes(choice)) {
      const detail = `the server chose ${hex16(choice)}, which it was not offered`
      return { accepted, rest: { state: 'not-tested', detail }, answers }
    }
    accepted.push(choice)
    remaining = remaining.filter((value) => value !== choice)
  }
  return { accepted, rest: { state: 'not-tested' }, answers }
}

/** An answer that chose nothing of what was offered refuses it, even where it is not an alert (an older version, say). */
const refusing = (finding: Answer): Answer => (finding.state === 'accepted' ? { state: 'refused' } : finding)

/** Gives an answer that is known already to the first question, and asks the others. */
export const startingWith = <T>(
  first: T,
  ask: (remaining: readonly number[]) => Promise<Reply<T>>,
): ((remaining: readonly number[]) => Promise<Reply<T>>) => {
  let known: T | undefined = first
  return (remaining) => {
    if (known === undefined) return ask(remaining)
    const value = known
    known = undefined
    return Promise.resolve({ kind: 'answer', value, timings: { connectMs: 0, answerMs: 0, totalMs: 0 } })
  }
}

/** Who decides, from what was chosen first and what was chosen with the same members offered in reverse. */
export const whoDecides = (
  accepted: readonly number[],
  chosenInReverse: number | undefined,
): 'server' | 'client' | 'single' | 'unknown' => {
  if (accepted.length === 1) return 'single'
  if (accepted.length === 0 || chosenInReverse === undefined) return 'unknown'
  if (chosenInReverse === accepted[0]) return 'server'
  return chosenInReverse === accepted.at(-1) ? 'client' : 'unknown'
}
