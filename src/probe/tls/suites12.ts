import { isRefused } from '../../model/questions/tls.ts'
import type { Answer } from '../../model/state.ts'
import { TLS12_GROUPS } from '../../registry/tls/groups/namedGroups.ts'
import { COMMON } from '../../registry/tls/offers.ts'
import { TLS12_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
import { TLS12_CIPHER_SUITES } from '../../registry/tls/suites/cipherSuites.ts'
import { SSL30, TLS12, versionName } from '../../registry/tls/versions.ts'
import { type Answer12, chosenSuite, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { answerOf, type Reply, stateOfReply } from '../net/reply.ts'
import { hello, type ProbeContext } from './context.ts'
import { enumerate } from './enumerate.ts'

/**
 * Some old servers cannot read a hello with more than 128 suites, or with unknown groups: where the whole list is not
 * answered, it is asked in parts, with common groups and schemes. Smaller ones follow an alert, which costs no time.
 */
const PART = 100
const SMALL_PART = 50

/** Alerts that refuse a version or its suites, and not the form of the hello. */
const PLAIN_REFUSALS: ReadonlySet<string | undefined> = new Set(['protocol_version', 'handshake_failure'])

export const answer12 = (reply: Reply<HelloAnswer>): Answer12 | undefined => {
  const answer = answerOf(reply)
  return answer?.kind === 'flight12' ? answer : undefined
}

export type Offered = { groups: readonly number[]; schemes: readonly number[] }

export const ALL: Offered = { groups: TLS12_GROUPS, schemes: TLS12_SCHEMES }

export const helloOf = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[],
  { groups, schemes }: Offered,
  extra: { padTo?: number; alpn?: readonly string[] } = {},
): Uint8Array =>
  hello(context, {
    versions: [version],
    cipherSuites,
    groups: version === SSL30 ? [] : groups,
    schemes: version >= TLS12 ? schemes : [],
    ...(version >= TLS12 ? { status: true as const } : {}),
    ...extra,
  })

export const askVersion = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[] = context.cautious ? COMMON.suites12 : TLS12_CIPHER_SUITES,
  offered: Offered = context.cautious ? COMMON : ALL,
): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() => helloOf(context, version, cipherSuites, offered))

/** RFC 5246 §E.1: a server may answer with a lower version, which refuses the offered one. */
export const versionAnswer = (reply: Reply<HelloAnswer>, version: number): Answer => {
  if (reply.kind !== 'answer' || reply.value.kind === 'alert') return stateOfReply(reply)
  const chosen = reply.value.version
  if (chosen === version) return { state: 'accepted' }
  return { state: 'refused', detail: `it answered with ${versionName(chosen)}` }
}

/**
 * Many stacks (SChannel, some of Java and of small devices) refuse TLS 1.2 and older versions, or their suites, by closing the
 * connection. It counts where the session confirmed it. For TLS 1.3 it never does: a middlebox may close there.
 */
export const refusedByClosing = (answer: Answer): Answer =>
  answer.state === 'cut-off' && answer.confirmed
    ? { state: 'refused', detail: 'the connection is closed each time, other hellos are answered' }
    : answer

export type FoundSuites = {
  version: number
  outcome: Answer
  accepted: number[]
  /** Every other suite was refused. */
  isComplete: boolean
  answers: Answer12[]
  offered: Offered
}

/** N suites cost N + 1 hellos. Each answer is a whole first flight, which is evaluated too. */
export const probeSuites = async (
  context: ProbeContext,
  version: number,
  contacted: number | undefined,
  offer: readonly number[] = TLS12_CIPHER_SUITES,
): Promise<FoundSuites> => {
  const whole = await enumerateSuites(context, version, offer, ALL)
  if (whole.accepted.length > 0 || (contacted !== version && saidPlainly(whole.outcome))) return whole
  const size = isOfForm(whole.outcome) ? SMALL_PART : PART
  const starts = Array.from({ length: Math.ceil(offer.length / size) }, (_, i) => i * size)
  const parts = await Promise.all(
    starts.map((start) => enumerateSuites(context, version, offer.slice(start, start + size), COMMON)),
  )
  const accepted = parts.flatMap((part) => part.accepted)
  const outcomes = parts.map(({ outcome }) => outcome)
  const outcome = outcomes.find(({ state }) => state === 'accepted') ?? outcomes.find(isOfForm)
  if (outcome && isOfForm(outcome)) {
    const short = await enumerateSuites(context, version, COMMON.suites12, COMMON)
    return { ...short, outcome: ofBoth(outcome, short.outcome), isComplete: false }
  }
  const found = {
    version,
    // Where every part was refused plainly, the form of the whole list was at fault.
    outcome: outcome ?? (isOfForm(whole.outcome) ? (outcomes[0] as Answer) : whole.outcome),
    isComplete: parts.every((part) => part.isComplete),
    answers: parts.flatMap((part) => part.answers),
    offered: COMMON,
  }
  if (accepted.length <= 1 || accepted.length > size) return { ...found, accepted }
  // The parts were ordered separately: once more, to learn the order of all.
  const ordered = await enumerateSuites(context, version, accepted, COMMON)
  const unordered = accepted.filter((suite) => !ordered.accepted.includes(suite))
  return { ...found, accepted: [...ordered.accepted, ...unordered] }
}

/** An alert that may concern the form of the hello, as internal_error and decode_error do. */
export const isOfForm = (answer: Answer): boolean => answer.state === 'refused' && !saidPlainly(answer)

/** A refusal of the version or its suites, or no question. */
export const saidPlainly = ({ state, alert }: Answer): boolean =>
  state === 'not-tested' || (state === 'refused' && (alert === undefined || PLAIN_REFUSALS.has(alert)))

const enumerateSuites = async (
  context: ProbeContext,
  version: number,
  offer: readonly number[],
  offered: Offered,
): Promise<FoundSuites> => {
  let outcome: Answer = { state: 'not-tested' }
  const { accepted, rest, answers } = await enumerate({
    offer,
    ask: async (remaining) => {
      const reply = await askVersion(context, version, remaining, offered)
      if (outcome.state !== 'accepted') outcome = versionAnswer(reply, version)
      return reply
    },
    chosen: (answer) => chosenSuite(answer, version),
    state: stateOfReply,
  })
  const flights = answers.filter((answer): answer is Answer12 => answer.kind === 'flight12')
  const isComplete = isRefused(refusedByClosing(rest)) || accepted.length === offer.length
  return { version, outcome, accepted, isComplete, answers: flights, offered }
}

/** What the answers to a long list and to a short one say of a version. */
export const ofBoth = (long: Answer, short: Answer): Answer => {
  const isSame = short.state === long.state && short.alert === long.alert
  if (isSame || short.state === 'accepted' || short.alert === 'protocol_version') return short
  if (short.state !== 'refused' || saidPlainly(long)) return short
  const said = (answer: Answer): string => answer.alert ?? answer.detail ?? answer.state
  return { state: 'not-tested', detail: `${said(short)}, but to more cipher suites: ${said(long)}` }
}
