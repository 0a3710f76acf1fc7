import type { Answer12, HelloAnswer } from '../../../tls/helloAnswer.ts'
import { type Reply, stateOfReply } from '../../net/reply.ts'
import { chainSchemes } from '../certificates/chainSchemes.ts'
import { type Enumeration, enumerate } from '../enumerate.ts'

type Ask = (schemes: readonly number[], certificateSchemes?: readonly number[]) => Promise<Reply<HelloAnswer>>

/**
 * The schemes of TLS 1.2 with which a server signs ServerKeyExchange, out of `offer`; `first` answers the question with all. Some
 * servers (Erlang, Java with the PKIX key manager) want those of the chain's signatures among the offered ones, and refuse everything
 * once they were removed: the rest is then asked together with them, and named in signature_algorithms_cert.
 */
export const schemes12 = async (
  offer: readonly number[],
  first: Answer12,
  ask: Ask,
): Promise<Enumeration<HelloAnswer>> => {
  const found = await enumerate({ offer, first, ask, chosen: signedWith, state: stateOfReply })
  const chain = chainSchemes(first.flight.certificates)
  if (found.rest.state !== 'refused' || !mayNeedChain(found.accepted, offer, chain)) return found
  const needed = [...new Set(chain.flat())]
  const asking = (rest: readonly number[], question: (remaining: readonly number[]) => ReturnType<Ask>) =>
    enumerate({
      offer: rest,
      ask: question,
      chosen: (answer) => rest.find((scheme) => scheme === signedWith(answer)),
      state: stateOfReply,
    })
  const withChain = await asking(without(offer, found.accepted), (remaining) =>
    ask([...remaining, ...without(needed, remaining)]),
  )
  const open = without(offer, [...found.accepted, ...withChain.accepted])
  const named = await asking(open, (remaining) => ask(remaining, needed))
  return {
    accepted: [...found.accepted, ...withChain.accepted, ...named.accepted],
    rest: named.rest,
    answers: [found, withChain, named].flatMap(({ accepted, answers }) => answers.slice(0, accepted.length)),
  }
}

export const signedWith = (answer: HelloAnswer): number | undefined =>
  answer.kind === 'flight12' ? answer.flight.keyExchange?.signed?.algorithm : undefined

const without = (all: readonly number[], removed: readonly number[]): number[] =>
  all.filter((one) => !removed.includes(one))

/** Not where a scheme was accepted after all those of one of the chain's signatures were removed, or where none was removed. */
const mayNeedChain = (
  accepted: readonly number[],
  offer: readonly number[],
  chain: readonly (readonly number[])[],
): boolean => {
  const isMissing = (remaining: readonly number[]): boolean =>
    chain.some((needed) => needed.length > 0 && !needed.some((scheme) => remaining.includes(scheme)))
  const isIndependent = accepted.some((_, count) => isMissing(without(offer, accepted.slice(0, count))))
  return !isIndependent && isMissing(without(offer, accepted))
}
