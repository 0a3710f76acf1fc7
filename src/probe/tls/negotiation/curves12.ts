import { isUnanswered } from '../../../model/questions/tls.ts'
import type { Answer } from '../../../model/state.ts'
import type { GroupFact } from '../../../model/tls.ts'
import { groupNamed, isFfdhe, TLS12_GROUPS } from '../../../registry/tls/groups/namedGroups.ts'
import { ephemeralOf } from '../../../registry/tls/suites/cipherSuites.ts'
import { SSL30 } from '../../../registry/tls/versions.ts'
import { type Answer12, chosenCurve, type HelloAnswer } from '../../../tls/helloAnswer.ts'
import { type Reply, stateOfReply } from '../../net/reply.ts'
import { parseCertificate } from '../certificates/certificate.ts'
import type { ProbeContext } from '../context.ts'
import { enumerate } from '../enumerate.ts'
import { groupFact } from '../groups.ts'
import { ALL, answer12, askVersion, type FoundSuites, refusedByClosing } from '../suites12.ts'

/** `curves`: each curve of the registry with its state; undefined: no suite with ECDHE is accepted. */
export type Curves12 = { answers: Answer12[]; curves: GroupFact[] | undefined }

/**
 * One flight for each ECDHE group that the server accepts (RFC 8422 §5.1.1). A server with an ECDSA certificate may need the
 * curve of its key among the groups: without it, what is refused is asked once more with that curve in the last place. Where
 * the server then prefers that curve, it accepts no other from a client that can verify its certificate.
 */
export const probeCurves12 = async (context: ProbeContext, found: FoundSuites): Promise<Curves12> => {
  const { version, accepted, answers, offered } = found
  const suites = accepted.filter((suite) => ephemeralOf(suite) === 'ECDHE')
  const own = answers.filter(({ hello: answer }) => suites.includes(answer.cipherSuite))
  const [seen] = own
  if (!seen || version === SSL30) return { answers: [], curves: undefined }
  const ask = (groups: readonly number[]): Promise<Reply<HelloAnswer>> =>
    askVersion(context, version, suites, { ...offered, groups })
  const { offer, first, others } = await firstOf(context, offered === ALL, seen, ask, offered.groups)
  const curveOfKey = own.flatMap(({ flight }) => keyCurve(flight) ?? [])[0]
  /** The refusal of an offer without that curve. */
  let refusal: Reply<HelloAnswer> | undefined
  const enumerated = await enumerate<HelloAnswer>({
    offer,
    first,
    ask: async (groups) => {
      if (curveOfKey === undefined || groups.includes(curveOfKey)) return ask(groups)
      if (refusal === undefined) {
        const reply = await ask(groups)
        if (answer12(reply) || isUnanswered(stateOfReply(reply))) return reply
        refusal = reply
      }
      const reply = await ask([...groups, curveOfKey])
      return chosenCurve12(reply) === curveOfKey ? refusal : reply
    },
    chosen: chosenCurve,
    state: stateOfReply,
  })
  const rest = refusedByClosing(enumerated.rest)
  const stateOf = (curve: number): Answer =>
    enumerated.accepted.includes(curve) ? { state: 'accepted' } : offer.includes(curve) ? rest : others
  const curves = TLS12_GROUPS.filter((group) => !isFfdhe(group))
  return {
    answers: enumerated.answers.filter((answer): answer is Answer12 => answer.kind === 'flight12'),
    curves: [
      ...enumerated.accepted.filter((group) => !isFfdhe(group)),
      ...curves.filter((curve) => !enumerated.accepted.includes(curve)),
    ].map((curve) => ({ ...groupFact(curve), ...stateOf(curve) })),
  }
}

type First = { offer: readonly number[]; first: HelloAnswer; others: Answer }

/**
 * The list to enumerate, the answer to it as a whole, and what is known of curves that it lacks. Where all suites are too many for
 * a server (wolfSSL), they were asked in parts with common groups: the accepted suites are few, so that all groups may be offered.
 */
const firstOf = async (
  { cautious }: ProbeContext,
  isWhole: boolean,
  seen: Answer12,
  ask: (groups: readonly number[]) => Promise<Reply<HelloAnswer>>,
  offer: readonly number[],
): Promise<First> => {
  if (isWhole || cautious) return { offer, first: seen, others: { state: 'not-tested' } }
  const reply = await ask(TLS12_GROUPS)
  const first = answer12(reply)
  if (first) return { offer: TLS12_GROUPS, first, others: { state: 'not-tested' } }
  const { state, alert, detail = alert ?? state } = stateOfReply(reply)
  return { offer, first: seen, others: { state: 'not-tested', detail: `all curves together: ${detail}` } }
}

const chosenCurve12 = (reply: Reply<HelloAnswer>): number | undefined => {
  const flight = answer12(reply)
  return flight && chosenCurve(flight)
}

/** The named curve of an EC key. */
const keyCurve = ({ certificates: [leaf] }: Answer12['flight']): number | undefined => {
  const { parameters = '' } = leaf ? parseCertificate(leaf).facts.publicKey : {}
  return groupNamed(parameters)?.value
}
