import type { VersionName } from '../../model/questions/names.ts'
import type { Answer } from '../../model/state.ts'
import type { KeyExchange12, TlsFacts } from '../../model/tls.ts'
import { cipherSuiteName, keyExchangeOf, TLS12_CIPHER_SUITES } from '../../registry/tls/cipherSuites.ts'
import { groupName, TLS12_GROUPS } from '../../registry/tls/namedGroups.ts'
import { schemeName, TLS12_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
import { SSL30, TLS10, TLS11, TLS12, versionName } from '../../registry/tls/versions.ts'
import { type Answer12, chosenCurve, chosenSuite, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { findingOf, type Reply } from '../net/session.ts'
import { COMMON, hello, type ProbeContext } from './context.ts'
import { enumerate, startingWith, whoDecides } from './enumerate.ts'
import { askTolerant, NO_TOLERANCE, type Tolerance } from './tolerance.ts'

/** What is known of the versions up to TLS 1.2. */
export type Tls12Facts = {
  versions: Partial<Record<VersionName, Answer>>
  /** The highest version that is accepted; undefined where none is. */
  version: number | undefined
  /** Its suites, best first where the server decides. */
  suites: number[]
  suiteChoice: TlsFacts['groupChoice']
  /** The suites of the versions below it. */
  lower: { version: number; suites: number[] }[]
  keyExchanges: KeyExchange12[]
  answers: Answer12[]
  /** Beside what the suites were accepted. */
  unusual: Unusual
  /** Of the server's best version. */
  tolerance: Tolerance
}

const VERSIONS_TO_TLS12 = [TLS12, TLS11, TLS10, SSL30] as const

/**
 * Some servers of the time of these versions cannot read a hello with more than 128 suites, or with a group that
 * they do not know: where the whole list is not answered, it is asked in parts, with nothing unusual beside them.
 */
const PART = 100

/** Alerts by which a server says no to a version or to what was offered for it, and not to how it was said. */
const PLAIN_REFUSALS: ReadonlySet<string | undefined> = new Set(['protocol_version', 'handshake_failure'])

/**
 * One ClientHello a version: TLS 1.1 to SSL 3.0 are asked each by itself, TLS 1.2 by its suites. `first` is the
 * answer to the first question of all: a version that it chose is accepted, whatever the answers here.
 */
export const probeTls12 = async (context: ProbeContext, first: HelloAnswer): Promise<Tls12Facts> => {
  const versions: Tls12Facts['versions'] = {}
  const contacted = first.kind === 'flight12' ? first.version : undefined
  const [suites12, asked] = await Promise.all([probeSuites(context, TLS12, contacted), askBelow12(context)])
  const others = suites12.unusual === ALL ? asked : await Promise.all(asked.map(askAgainBriefly(context)))
  versions['TLS 1.2'] = suites12.finding
  for (const [i, reply] of others.entries()) {
    const version = VERSIONS_TO_TLS12[i + 1] as number
    versions[versionName(version) as VersionName] = versionFinding(reply, version)
  }
  const accepted = VERSIONS_TO_TLS12.slice(1).filter(
    (version) => version === contacted || versions[versionName(version) as VersionName]?.state === 'accepted',
  )
  const below = await Promise.all(accepted.map((version) => probeSuites(context, version, contacted)))
  const [found = suites12, ...lower] = suites12.accepted.length > 0 ? [suites12, ...below] : below
  const { choice, tolerance } = await askReversed(context, found, contacted !== undefined)
  // A server that has TLS 1.3 is asked for its groups there.
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
    suiteChoice: choice,
    lower: lower.map(({ version, accepted: suites }) => ({ version, suites })),
    keyExchanges: keyExchangesOf(answers),
    answers,
    unusual: found.unusual,
    tolerance,
  }
}

/**
 * TLS 1.1 to SSL 3.0. A server answers a version that it does not have with the highest one below it (RFC 5246 §E.1):
 * where it answers TLS 1.1 with protocol_version, it has no TLS 1.0 either, and need not be asked. SSL 3.0 is another
 * hello, and another question.
 */
const askBelow12 = async (context: ProbeContext): Promise<Reply<HelloAnswer>[]> => {
  const [tls11, ssl30] = await Promise.all([askVersion(context, TLS11), askVersion(context, SSL30)])
  const isSettled = findingOf(tls11).alert === 'protocol_version'
  return [tls11, isSettled ? tls11 : await askVersion(context, TLS10), ssl30]
}

/** Where long lists were not answered, a version is not refused because a long list of it was not. */
const askAgainBriefly =
  (context: ProbeContext) =>
  (reply: Reply<HelloAnswer>, i: number): Promise<Reply<HelloAnswer>> =>
    answer12(reply)
      ? Promise.resolve(reply)
      : askVersion(context, VERSIONS_TO_TLS12[i + 1] as number, COMMON.suites12, COMMON)

const answer12 = (reply: Reply<HelloAnswer>): Answer12 | undefined =>
  reply.kind === 'answer' && reply.value.kind === 'flight12' ? reply.value : undefined

/** What a hello offers beside its suites. */
export type Unusual = { groups: readonly number[]; schemes: readonly number[] }

const ALL: Unusual = { groups: TLS12_GROUPS, schemes: TLS12_SCHEMES }

/** The ClientHello of one version. */
const helloOf = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[],
  { groups, schemes }: Unusual,
  extra: { padTo?: number } = {},
): Uint8Array =>
  hello(context, {
    versions: [version],
    cipherSuites,
    groups: version === SSL30 ? [] : groups,
    schemes: version >= TLS12 ? schemes : [],
    ...extra,
  })

/** One ClientHello of one version, with everything of it unless the server is asked cautiously. */
export const askVersion = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[] = context.cautious ? COMMON.suites12 : TLS12_CIPHER_SUITES,
  unusual: Unusual = context.cautious ? COMMON : ALL,
): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() => helloOf(context, version, cipherSuites, unusual))

/** RFC 5246 §E.1: a server may answer with an older version than it was offered, which refuses the one offered. */
const versionFinding = (reply: Reply<HelloAnswer>, version: number): Answer => {
  if (reply.kind !== 'answer' || reply.value.kind === 'alert') return findingOf(reply)
  const chosen = reply.value.version
  if (chosen === version) return { state: 'accepted' }
  return { state: 'refused', detail: `it answered with ${versionName(chosen)}` }
}

type FoundSuites = {
  version: number
  finding: Answer
  accepted: number[]
  answers: Answer12[]
  /** Beside what the suites were accepted. */
  unusual: Unusual
}

/** N suites in the server's order cost N + 1 hellos; each answer is a whole first flight and tells more. */
const probeSuites = async (
  context: ProbeContext,
  version: number,
  contacted: number | undefined,
): Promise<FoundSuites> => {
  const whole = await enumerateSuites(context, version, TLS12_CIPHER_SUITES, ALL)
  if (whole.accepted.length > 0 || (contacted !== version && saidPlainly(whole.finding))) return whole
  const starts = Array.from({ length: Math.ceil(TLS12_CIPHER_SUITES.length / PART) }, (_, i) => i * PART)
  const parts = await Promise.all(
    starts.map((start) =>
      enumerateSuites(context, version, TLS12_CIPHER_SUITES.slice(start, start + PART), COMMON),
    ),
  )
  const accepted = parts.flatMap((part) => part.accepted)
  const findings = [...parts, whole].map((part) => part.finding)
  const found = {
    version,
    finding: findings.find(({ state }) => state === 'accepted') ?? whole.finding,
    answers: parts.flatMap((part) => part.answers),
    unusual: COMMON,
  }
  if (accepted.length <= 1 || accepted.length > PART) return { ...found, accepted }
  // Each part has an order of its own: once more, to learn the order of all.
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
  unusual: Unusual,
): Promise<FoundSuites> => {
  let finding: Answer = { state: 'not-tested' }
  const { accepted, answers } = await enumerate({
    offer,
    ask: async (remaining) => {
      const reply = await askVersion(context, version, remaining, unusual)
      if (finding.state !== 'accepted') finding = versionFinding(reply, version)
      return reply
    },
    chosen: (answer) => chosenSuite(answer, version),
    finding: findingOf,
  })
  const flights = answers.filter((answer): answer is Answer12 => answer.kind === 'flight12')
  return { version, finding, accepted, answers: flights, unusual }
}

/**
 * The accepted suites in reverse: whether the server decides. `contacted`: the server's best version is one of
 * these, and then this question also tells how much of a hello it can take.
 */
const askReversed = async (
  context: ProbeContext,
  { version, accepted, unusual }: FoundSuites,
  contacted: boolean,
): Promise<{ choice: TlsFacts['groupChoice']; tolerance: Tolerance }> => {
  const decides = (reply: Reply<HelloAnswer> | undefined): TlsFacts['groupChoice'] =>
    whoDecides(accepted, reply?.kind === 'answer' ? chosenSuite(reply.value, version) : undefined)
  const reversed = accepted.toReversed()
  // SSL 3.0 has no extension to fill a hello with.
  if (!contacted || accepted.length === 0 || version === SSL30) {
    const reply = accepted.length > 1 ? await askVersion(context, version, reversed, unusual) : undefined
    return { choice: decides(reply), tolerance: NO_TOLERANCE }
  }
  const { reply, tolerance } = await askTolerant(context, (extra) =>
    helloOf(context, version, reversed, unusual, extra),
  )
  return { choice: decides(reply), tolerance }
}

/**
 * One flight for each group of ECDHE that the server takes (RFC 8422 §5.1.1), in its order. A server whose certificate
 * has an ECDSA key needs that key's curve among the groups: where it chooses it first, the others stay unknown.
 */
const askCurves = async (
  context: ProbeContext,
  { version, accepted, answers, unusual }: FoundSuites,
): Promise<Answer12[]> => {
  const suites = accepted.filter((suite) => keyExchangeOf(suite) === 'ECDHE')
  const first = answers.find(({ hello: answer }) => suites.includes(answer.cipherSuite))
  if (!first || version === SSL30) return []
  const found = await enumerate<HelloAnswer>({
    offer: unusual.groups,
    ask: startingWith<HelloAnswer>(first, (groups) =>
      askVersion(context, version, suites, { ...unusual, groups }),
    ),
    chosen: chosenCurve,
    finding: findingOf,
  })
  return found.answers.filter((answer): answer is Answer12 => answer.kind === 'flight12')
}

const noteChain = (context: ProbeContext, flight: Answer12['flight'], version: number): void => {
  const algorithm = flight.keyExchange?.signed?.algorithm
  const scheme = algorithm === undefined ? 'none' : schemeName(algorithm)
  context.chains.add(flight.certificates, scheme, versionName(version))
}

/** The family of a flight's suite with what the server chose for it. Anonymous and other families give nothing. */
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

/** The distinct key exchanges that flights show. */
export const keyExchangesOf = (answers: readonly Answer12[]): KeyExchange12[] => {
  const found = answers.map(keyExchange).filter((one) => one !== undefined)
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

/** The names of the suites, for the report. */
export const suiteNames = (suites: readonly number[]): string[] => suites.map(cipherSuiteName)
