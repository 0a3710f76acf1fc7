import { createHash } from 'node:crypto'
import type { VersionName } from '../../model/questions/names.ts'
import { isUnanswered } from '../../model/questions/tls.ts'
import type { Answer } from '../../model/state.ts'
import type { GroupFact, KeyExchange12, TlsFacts } from '../../model/tls.ts'
import { dhPrime } from '../../registry/tls/groups/dhPrimes.ts'
import { groupName, isFfdhe } from '../../registry/tls/groups/namedGroups.ts'
import { COMMON } from '../../registry/tls/offers.ts'
import { schemeName } from '../../registry/tls/signatureSchemes.ts'
import {
  cipherSuite,
  cipherSuiteName,
  ephemeralOf,
  keyExchangeOf,
} from '../../registry/tls/suites/cipherSuites.ts'
import { SSL30, TLS10, TLS11, TLS12, versionName } from '../../registry/tls/versions.ts'
import { type Answer12, chosenSuite, type HelloAnswer, isTls13 } from '../../tls/helloAnswer.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { answerOf, type Reply, stateOfReply } from '../net/reply.ts'
import { type ParsedCertificate, parseCertificate } from './certificates/certificate.ts'
import type { ProbeContext } from './context.ts'
import { tellingSuites, whoDecides } from './enumerate.ts'
import { probeCurves12 } from './negotiation/curves12.ts'
import {
  ALL,
  answer12,
  askVersion,
  type FoundSuites,
  helloOf,
  isOfForm,
  type Offered,
  ofBoth,
  probeSuites,
  refusedByClosing,
  versionAnswer,
} from './suites12.ts'
import { askTolerant, NO_TOLERANCE, type Tolerance } from './tolerance.ts'

export type Tls12Facts = {
  versions: Partial<Record<VersionName, Answer>>
  /** The highest accepted version. */
  version: number | undefined
  /** Its suites, in the server's order where the server decides. */
  suites: number[]
  /** Of it and each accepted version below. `suiteChoice` is undefined where not every suite was tested. */
  choices: Choice[]
  keyExchanges: KeyExchange12[]
  /** The curves of its suites with ECDHE; undefined: it has no such suite. */
  curves: GroupFact[] | undefined
  answers: Answer12[]
  /** The groups and schemes of the hellos that were answered. */
  offered: Offered
  /** Of the highest version. */
  tolerance: Tolerance
}

type Choice = {
  version: number
  suites: readonly number[]
  suiteChoice: TlsFacts['groupChoice'] | undefined
}

/** By the names of the versions. */
export const suitesByVersion = (
  choices: readonly Choice[],
): Pick<TlsFacts, 'cipherSuites' | 'cipherSuiteChoice'> => ({
  cipherSuites: Object.fromEntries(
    choices.map(({ version, suites }) => [versionName(version), suites.map(cipherSuiteName)]),
  ),
  cipherSuiteChoice: Object.fromEntries(
    choices.flatMap(({ version, suiteChoice }) =>
      suiteChoice === undefined ? [] : [[versionName(version), suiteChoice]],
    ),
  ),
})

const BELOW_TLS12 = [TLS11, TLS10, SSL30] as const

/**
 * One ClientHello for each version from TLS 1.1 to SSL 3.0; TLS 1.2 is asked for by its suites. The version that
 * `first` chose is accepted, whatever the answers here. `offer`: other suites than those that need no shared secret.
 */
export const probeTls12 = async (
  context: ProbeContext,
  first: HelloAnswer,
  offer?: readonly number[],
): Promise<Tls12Facts> => {
  const contacted = first.kind === 'flight12' ? first.version : undefined
  const [suites12, asked] = await Promise.all([
    probeSuites(context, TLS12, contacted, offer),
    askBelow12(context, offer),
  ])
  const stumbles = suites12.offered !== ALL
  const others = await Promise.all(asked.map((one) => askAgainBriefly(context, one, stumbles && !offer)))
  const accepted = others.filter(
    ({ version, outcome }) => version === contacted || outcome.state === 'accepted',
  )
  const below = await Promise.all(
    accepted.map(({ version }) => probeSuites(context, version, contacted, offer)),
  )
  const [found = suites12, ...lower] = suites12.accepted.length > 0 ? [suites12, ...below] : below
  const isHighest = !isTls13(first)
  const reversed = await Promise.all(
    [found, ...lower].map((one, at) => askReversed(context, one, at === 0 && isHighest)),
  )
  const { answers: curveAnswers, curves } = await probeCurves12(context, found)
  const primes = await askPrimes(context, [found, ...lower])
  const answers = [found, ...lower]
    .flatMap((found) => found.answers)
    .concat(
      others.flatMap(({ reply }) => answer12(reply) ?? []),
      curveAnswers,
      primes.answers,
    )
  for (const { flight, version } of answers) noteChain(context, flight, version)
  const versions = [{ version: TLS12, outcome: suites12.outcome }, ...others]
  return {
    versions: Object.fromEntries(
      versions.map(({ version, outcome }) => [versionName(version), refusedByClosing(outcome)]),
    ),
    version: found.accepted.length > 0 ? found.version : undefined,
    suites: found.accepted,
    choices: [found, ...lower].flatMap(({ version, accepted: suites, isComplete }, at) => {
      if (at === 0 && suites.length === 0) return []
      const isKnown = isComplete && (at > 0 || primes.isSettled)
      return [{ version, suites, suiteChoice: isKnown ? reversed[at]?.choice : undefined }]
    }),
    keyExchanges: keyExchangesOf(answers),
    curves,
    answers,
    offered: found.offered,
    tolerance: reversed[0]?.tolerance ?? NO_TOLERANCE,
  }
}

/** TLS 1.1 to SSL 3.0, each: a server that has TLS 1.0 may refuse TLS 1.1 (GnuTLS does), despite RFC 5246 §E.1. */
const askBelow12 = (context: ProbeContext, offer: readonly number[] | undefined): Promise<AskedVersion[]> =>
  Promise.all(
    BELOW_TLS12.map(async (version) => ({ version, reply: await askVersion(context, version, offer) })),
  )

type AskedVersion = { version: number; reply: Reply<HelloAnswer> }

/** Where long lists are not answered, or refused for their form, the version is asked for with a short one. */
const askAgainBriefly = async (
  context: ProbeContext,
  { version, reply }: AskedVersion,
  stumbles: boolean,
): Promise<AskedVersion & { outcome: Answer }> => {
  const outcome = versionAnswer(reply, version)
  if (answer12(reply) || !(stumbles || isOfForm(outcome))) return { version, reply, outcome }
  const short = await askVersion(context, version, COMMON.suites12, COMMON)
  return { version, reply: short, outcome: ofBoth(outcome, versionAnswer(short, version)) }
}

/**
 * Offers the accepted suites in reverse, to see whether the server decides. `isHighest`: the server has no higher
 * version; then this question also shows which hellos it tolerates.
 */
const askReversed = async (
  context: ProbeContext,
  { version, accepted: all, offered }: FoundSuites,
  isHighest: boolean,
): Promise<{ choice: TlsFacts['groupChoice']; tolerance: Tolerance }> => {
  const accepted = tellingSuites(all)
  const decides = (reply: Reply<HelloAnswer> | undefined): TlsFacts['groupChoice'] =>
    whoDecides(accepted, chosenSuite(answerOf(reply), version))
  const settled = async (choice: TlsFacts['groupChoice']): Promise<TlsFacts['groupChoice']> =>
    choice === 'unknown' ? askPair(context, { version, accepted, offered }) : choice
  const reversed = accepted.toReversed()
  // SSL 3.0 has no extensions, and so no padding.
  if (!isHighest || accepted.length === 0 || version === SSL30) {
    const reply = accepted.length > 1 ? await askVersion(context, version, reversed, offered) : undefined
    return { choice: await settled(decides(reply)), tolerance: NO_TOLERANCE }
  }
  const { reply, tolerance } = await askTolerant(context, (extra) =>
    helloOf(context, version, reversed, offered, extra),
  )
  return { choice: await settled(decides(reply)), tolerance }
}

/**
 * Some servers follow the client in one respect only, as HAProxy in the kind of certificate. Two suites of
 * one kind then show who decides among others, the last first.
 */
const askPair = async (
  context: ProbeContext,
  { version, accepted, offered }: Pick<FoundSuites, 'version' | 'offered'> & { accepted: readonly number[] },
): Promise<TlsFacts['groupChoice']> => {
  const [first] = accepted
  const last = accepted.findLast((suite) => first !== undefined && kindOf(suite) === kindOf(first))
  if (first === undefined || last === undefined || last === first) return 'unknown'
  const reply = await askVersion(context, version, [last, first], offered)
  return whoDecides([first, last], chosenSuite(answerOf(reply), version))
}

const kindOf = (suite: number): string => {
  const { keyExchange, authentication } = cipherSuite(suite) ?? {}
  return `${keyExchange} ${authentication}`
}

/**
 * The Diffie-Hellman group of clients that know none of RFC 7919: a server that does may have a weaker one for them.
 * One flight, of the highest version with DHE.
 */
const askPrimes = async (
  context: ProbeContext,
  found: readonly FoundSuites[],
): Promise<{ answers: Answer12[]; isSettled: boolean }> => {
  const highest = found.find(({ accepted }) => accepted.some(isDhe))
  const groups = highest?.offered.groups.filter((group) => !isFfdhe(group)) ?? []
  if (!highest || groups.length === highest.offered.groups.length) return { answers: [], isSettled: true }
  const { version, accepted, offered } = highest
  const reply = await askVersion(context, version, accepted.filter(isDhe), { ...offered, groups })
  return {
    answers: [answer12(reply) ?? []].flat(),
    isSettled: !isUnanswered(refusedByClosing(stateOfReply(reply))),
  }
}

const isDhe = (suite: number): boolean => ephemeralOf(suite) === 'DHE'

/** Records the certificates of a flight, and returns the server's own. */
export const noteChain = (
  context: ProbeContext,
  flight: Answer12['flight'],
  version: number,
): ParsedCertificate | undefined => {
  const algorithm = flight.keyExchange?.signed?.algorithm
  const scheme = algorithm === undefined ? 'none' : schemeName(algorithm)
  return context.chains.add(
    flight.certificates,
    scheme,
    versionName(version),
    version >= TLS12 ? flight.sent : undefined,
  )
}

const keyExchange = ({ hello: answer, flight }: Answer12): KeyExchange12 | undefined => {
  const family = keyExchangeOf(answer.cipherSuite)
  if (family === undefined) return undefined
  const sent = flight.keyExchange
  if (sent?.family === 'DHE') return { family, bits: bitLength(sent.prime), prime: primeName(sent.prime) }
  if (sent?.family === 'ECDHE') {
    return { family, group: sent.group === undefined ? 'explicit curve' : groupName(sent.group) }
  }
  const [leaf] = flight.certificates
  const curve = family === 'ECDH' && leaf ? parseCertificate(leaf).facts.publicKey.parameters : undefined
  return { family, ...(curve === undefined ? {} : { group: curve }) }
}

/** Leading zeros are not part of the number. */
const primeName = (prime: Uint8Array): string => {
  const number = prime.subarray(prime.findIndex((byte) => byte !== 0))
  return dhPrime(createHash('sha256').update(number).digest('hex'))?.name ?? 'custom'
}

export const keyExchangesOf = (answers: readonly Answer12[]): KeyExchange12[] => {
  const found = answers.map(keyExchange).filter((one) => one !== undefined)
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}
