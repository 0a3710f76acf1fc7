import type { VersionName } from '../../model/questions/names.ts'
import { isSettled } from '../../model/questions/tls.ts'
import type { Answer } from '../../model/state.ts'
import type { KeyExchange12, TlsFacts } from '../../model/tls.ts'
import { cipherSuiteName, keyExchangeOf, TLS12_CIPHER_SUITES } from '../../registry/tls/cipherSuites.ts'
import { groupName, TLS12_GROUPS } from '../../registry/tls/namedGroups.ts'
import { schemeName, TLS12_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
import { SSL30, TLS10, TLS11, TLS12, versionName } from '../../registry/tls/versions.ts'
import { type Answer12, chosenCurve, chosenSuite, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { answerOf, type Reply, stateOfReply } from '../net/session.ts'
import { COMMON, hello, type ProbeContext } from './context.ts'
import { enumerate, whoDecides } from './enumerate.ts'
import { askTolerant, NO_TOLERANCE, type Tolerance } from './tolerance.ts'

export type Tls12Facts = {
  versions: Partial<Record<VersionName, Answer>>
  /** The highest accepted version. */
  version: number | undefined
  /** Its suites, in the server's order where the server decides. */
  suites: number[]
  /** Undefined: not every suite was tested. */
  suiteChoice: TlsFacts['groupChoice'] | undefined
  /** The accepted versions below it. */
  lower: { version: number; suites: number[]; suiteChoice: 'unknown' | undefined }[]
  keyExchanges: KeyExchange12[]
  answers: Answer12[]
  /** The groups and schemes of the hellos that were answered. */
  offered: Offered
  /** Of the highest version. */
  tolerance: Tolerance
}

const VERSIONS_TO_TLS12 = [TLS12, TLS11, TLS10, SSL30] as const

/**
 * Some old servers cannot read a hello with more than 128 suites or with unknown groups: where the whole list is not
 * answered, it is asked in parts, with common groups and schemes.
 */
const PART = 100

/** Alerts that refuse a version or its suites, and not the form of the hello. */
const PLAIN_REFUSALS: ReadonlySet<string | undefined> = new Set(['protocol_version', 'handshake_failure'])

/**
 * One ClientHello for each version from TLS 1.1 to SSL 3.0; TLS 1.2 is asked for by its suites. The version that
 * `first` chose is accepted, whatever the answers here.
 */
export const probeTls12 = async (context: ProbeContext, first: HelloAnswer): Promise<Tls12Facts> => {
  const versions: Tls12Facts['versions'] = {}
  const contacted = first.kind === 'flight12' ? first.version : undefined
  const [suites12, asked] = await Promise.all([probeSuites(context, TLS12, contacted), askBelow12(context)])
  const others = suites12.offered === ALL ? asked : await Promise.all(asked.map(askAgainBriefly(context)))
  versions['TLS 1.2'] = suites12.outcome
  for (const [i, reply] of others.entries()) {
    const version = VERSIONS_TO_TLS12[i + 1] as number
    versions[versionName(version) as VersionName] = versionAnswer(reply, version)
  }
  const accepted = VERSIONS_TO_TLS12.slice(1).filter(
    (version) => version === contacted || versions[versionName(version) as VersionName]?.state === 'accepted',
  )
  const below = await Promise.all(accepted.map((version) => probeSuites(context, version, contacted)))
  const [found = suites12, ...lower] = suites12.accepted.length > 0 ? [suites12, ...below] : below
  const { choice, tolerance } = await askReversed(context, found, contacted !== undefined)
  // With TLS 1.3 the groups are known from there.
  const curves = contacted === undefined ? [] : await askCurves(context, found)
  const answers = [found, ...lower]
    .flatMap((found) => found.answers)
    .concat(
      others.flatMap((reply) => answer12(reply) ?? []),
      curves,
    )
  for (const { flight, version } of answers) noteChain(context, flight, version)
  return {
    versions,
    version: found.accepted.length > 0 ? found.version : undefined,
    suites: found.accepted,
    suiteChoice: found.isComplete ? choice : undefined,
    lower: lower.map(({ version, accepted: suites, isComplete }) => ({
      version,
      suites,
      suiteChoice: isComplete ? 'unknown' : undefined,
    })),
    keyExchanges: keyExchangesOf(answers),
    answers,
    offered: found.offered,
    tolerance,
  }
}

/**
 * TLS 1.1 to SSL 3.0. A server answers with the highest version up to the offered one (RFC 5246 §E.1): one that refuses
 * TLS 1.1 with protocol_version has no TLS 1.0 either. SSL 3.0 has another form of hello.
 */
const askBelow12 = async (context: ProbeContext): Promise<Reply<HelloAnswer>[]> => {
  const [tls11, ssl30] = await Promise.all([askVersion(context, TLS11), askVersion(context, SSL30)])
  const isSettled = stateOfReply(tls11).alert === 'protocol_version'
  return [tls11, isSettled ? tls11 : await askVersion(context, TLS10), ssl30]
}

/** Where long lists are not answered, each version is asked for with a short one. */
const askAgainBriefly =
  (context: ProbeContext) =>
  (reply: Reply<HelloAnswer>, i: number): Promise<Reply<HelloAnswer>> =>
    answer12(reply)
      ? Promise.resolve(reply)
      : askVersion(context, VERSIONS_TO_TLS12[i + 1] as number, COMMON.suites12, COMMON)

export const answer12 = (reply: Reply<HelloAnswer>): Answer12 | undefined => {
  const answer = answerOf(reply)
  return answer?.kind === 'flight12' ? answer : undefined
}

export type Offered = { groups: readonly number[]; schemes: readonly number[] }

const ALL: Offered = { groups: TLS12_GROUPS, schemes: TLS12_SCHEMES }

const helloOf = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[],
  { groups, schemes }: Offered,
  extra: { padTo?: number } = {},
): Uint8Array =>
  hello(context, {
    versions: [version],
    cipherSuites,
    groups: version === SSL30 ? [] : groups,
    schemes: version >= TLS12 ? schemes : [],
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
const versionAnswer = (reply: Reply<HelloAnswer>, version: number): Answer => {
  if (reply.kind !== 'answer' || reply.value.kind === 'alert') return stateOfReply(reply)
  const chosen = reply.value.version
  if (chosen === version) return { state: 'accepted' }
  return { state: 'refused', detail: `it answered with ${versionName(chosen)}` }
}

type FoundSuites = {
  version: number
  outcome: Answer
  accepted: number[]
  /** Every other suite was refused. */
  isComplete: boolean
  answers: Answer12[]
  offered: Offered
}

/** N suites cost N + 1 hellos. Each answer is a whole first flight, which is evaluated too. */
const probeSuites = async (
  context: ProbeContext,
  version: number,
  contacted: number | undefined,
): Promise<FoundSuites> => {
  const whole = await enumerateSuites(context, version, TLS12_CIPHER_SUITES, ALL)
  if (whole.accepted.length > 0 || (contacted !== version && saidPlainly(whole.outcome))) return whole
  const starts = Array.from({ length: Math.ceil(TLS12_CIPHER_SUITES.length / PART) }, (_, i) => i * PART)
  const parts = await Promise.all(
    starts.map((start) =>
      enumerateSuites(context, version, TLS12_CIPHER_SUITES.slice(start, start + PART), COMMON),
    ),
  )
  const accepted = parts.flatMap((part) => part.accepted)
  const outcomes = [...parts, whole].map(({ outcome }) => outcome)
  const found = {
    version,
    outcome: outcomes.find(({ state }) => state === 'accepted') ?? whole.outcome,
    isComplete: parts.every((part) => part.isComplete),
    answers: parts.flatMap((part) => part.answers),
    offered: COMMON,
  }
  if (accepted.length <= 1 || accepted.length > PART) return { ...found, accepted }
  // The parts were ordered separately: once more, to learn the order of all.
  const ordered = await enumerateSuites(context, version, accepted, COMMON)
  const unordered = accepted.filter((suite) => !ordered.accepted.includes(suite))
  return { ...found, accepted: [...ordered.accepted, ...unordered] }
}

const saidPlainly = ({ state, alert }: Answer): boolean =>
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
  const isComplete = isSettled(rest.state) || accepted.length === offer.length
  return { version, outcome, accepted, isComplete, answers: flights, offered }
}

/**
 * Offers the accepted suites in reverse, to see whether the server decides. `contacted`: the server has no higher
 * version; then this question also shows which hellos it tolerates.
 */
const askReversed = async (
  context: ProbeContext,
  { version, accepted, offered }: FoundSuites,
  contacted: boolean,
): Promise<{ choice: TlsFacts['groupChoice']; tolerance: Tolerance }> => {
  const decides = (reply: Reply<HelloAnswer> | undefined): TlsFacts['groupChoice'] =>
    whoDecides(accepted, chosenSuite(answerOf(reply), version))
  const reversed = accepted.toReversed()
  // SSL 3.0 has no extensions, and so no padding.
  if (!contacted || accepted.length === 0 || version === SSL30) {
    const reply = accepted.length > 1 ? await askVersion(context, version, reversed, offered) : undefined
    return { choice: decides(reply), tolerance: NO_TOLERANCE }
  }
  const { reply, tolerance } = await askTolerant(context, (extra) =>
    helloOf(context, version, reversed, offered, extra),
  )
  return { choice: decides(reply), tolerance }
}

/**
 * One flight for each ECDHE group that the server accepts (RFC 8422 §5.1.1). A server with an ECDSA certificate needs
 * the curve of its key among the groups: where it chooses that first, the others stay unknown.
 */
const askCurves = async (
  context: ProbeContext,
  { version, accepted, answers, offered }: FoundSuites,
): Promise<Answer12[]> => {
  const suites = accepted.filter((suite) => keyExchangeOf(suite) === 'ECDHE')
  const first = answers.find(({ hello: answer }) => suites.includes(answer.cipherSuite))
  if (!first || version === SSL30) return []
  const found = await enumerate<HelloAnswer>({
    offer: offered.groups,
    first,
    ask: (groups) => askVersion(context, version, suites, { ...offered, groups }),
    chosen: chosenCurve,
    state: stateOfReply,
  })
  return found.answers.filter((answer): answer is Answer12 => answer.kind === 'flight12')
}

const noteChain = (context: ProbeContext, flight: Answer12['flight'], version: number): void => {
  const algorithm = flight.keyExchange?.signed?.algorithm
  const scheme = algorithm === undefined ? 'none' : schemeName(algorithm)
  context.chains.add(flight.certificates, scheme, versionName(version))
}

const keyExchange = ({ hello: answer, flight }: Answer12): KeyExchange12 | undefined => {
  const family = keyExchangeOf(answer.cipherSuite)
  if (family === undefined) return undefined
  const sent = flight.keyExchange
  if (sent?.family === 'DHE') return { family, bits: bitLength(sent.prime) }
  if (sent?.family === 'ECDHE') {
    return { family, group: sent.group === undefined ? 'explicit curve' : groupName(sent.group) }
  }
  return { family }
}

export const keyExchangesOf = (answers: readonly Answer12[]): KeyExchange12[] => {
  const found = answers.map(keyExchange).filter((one) => one !== undefined)
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

export const suiteNames = (suites: readonly number[]): string[] => suites.map(cipherSuiteName)
