import type { Finding } from '../model/state.ts'
import type { KeyExchange12, TlsFacts, VersionName } from '../model/tls.ts'
import { cipherSuiteName, TLS12_CIPHER_SUITES } from '../registry/cipherSuites.ts'
import { groupName, TLS12_GROUPS } from '../registry/namedGroups.ts'
import { schemeName, TLS12_SCHEMES } from '../registry/signatureSchemes.ts'
import { SSL30, TLS10, TLS11, TLS12, versionName } from '../registry/versions.ts'
import { bitLength } from '../tls/serverKeyExchange.ts'
import { hello, type ProbeContext } from './context.ts'
import { eliminate, whoDecides } from './elimination.ts'
import type { HelloAnswer, OlderAnswer } from './helloAnswer.ts'
import { findingOf, type Reply } from './session.ts'
import { keyExchangeOf } from './suites.ts'

/** What is known of the versions up to TLS 1.2. */
export type OlderFacts = {
  versions: Partial<Record<VersionName, Finding>>
  /** The highest version whose suites were enumerated; undefined where none is accepted. */
  version: number | undefined
  suites: number[]
  suiteChoice: TlsFacts['groupChoice']
  keyExchanges: KeyExchange12[]
  answers: OlderAnswer[]
}

const OLDER_VERSIONS = [TLS12, TLS11, TLS10, SSL30] as const

/**
 * Some servers of the time of these versions cannot read a hello with more than 128 suites: where the whole list
 * is not answered, it is asked in parts.
 */
const PART = 100

/** One ClientHello a version: TLS 1.1 to SSL 3.0 are asked each by itself, TLS 1.2 by its suites. */
export const probeOlder = async (context: ProbeContext): Promise<OlderFacts> => {
  const versions: OlderFacts['versions'] = {}
  const [suites12, ...others] = await Promise.all([
    enumerateSuites(context, TLS12),
    ...OLDER_VERSIONS.slice(1).map((version) => askVersion(context, version)),
  ])
  versions['TLS 1.2'] = suites12.finding
  for (const [i, reply] of others.entries()) {
    const version = OLDER_VERSIONS[i + 1] as number
    versions[versionName(version) as VersionName] = versionFinding(reply, version)
  }
  const best = OLDER_VERSIONS.slice(1).find(
    (version) => versions[versionName(version) as VersionName]?.state === 'accepted',
  )
  const found =
    suites12.accepted.length > 0 || best === undefined ? suites12 : await enumerateSuites(context, best)
  const answers = found.answers.concat(others.flatMap((reply) => olderAnswer(reply) ?? []))
  for (const { flight, version } of answers) noteChain(context, flight, version)
  return {
    versions,
    version: found.accepted.length > 0 ? found.version : undefined,
    suites: found.accepted,
    suiteChoice: found.choice,
    keyExchanges: keyExchangesOf(answers),
    answers,
  }
}

const olderAnswer = (reply: Reply<HelloAnswer>): OlderAnswer | undefined =>
  reply.kind === 'answer' && reply.value.kind === 'flight12' ? reply.value : undefined

/** One ClientHello of one version, with everything of it. */
export const askVersion = (
  context: ProbeContext,
  version: number,
  cipherSuites: readonly number[] = TLS12_CIPHER_SUITES,
): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() =>
    hello(context, {
      versions: [version],
      cipherSuites,
      groups: version === SSL30 ? [] : TLS12_GROUPS,
      schemes: version >= TLS12 ? TLS12_SCHEMES : [],
    }),
  )

/** RFC 5246 §E.1: a server may answer with an older version than it was offered, which refuses the one offered. */
const versionFinding = (reply: Reply<HelloAnswer>, version: number): Finding => {
  const answer = olderAnswer(reply)
  if (!answer || answer.version === version) return findingOf(reply)
  return { state: 'refused', detail: `it answered with ${versionName(answer.version)}` }
}

type Enumeration = {
  version: number
  finding: Finding
  accepted: number[]
  choice: TlsFacts['groupChoice']
  answers: OlderAnswer[]
}

/** N suites in the server's order cost N + 2 hellos; each answer is a whole first flight and tells more. */
const enumerateSuites = async (context: ProbeContext, version: number): Promise<Enumeration> => {
  let finding: Finding | undefined
  const ask = async (remaining: readonly number[]): Promise<Reply<HelloAnswer>> => {
    const reply = await askVersion(context, version, remaining)
    if (finding?.state !== 'accepted') finding = versionFinding(reply, version)
    return reply
  }
  const chosen = (answer: HelloAnswer): number | undefined =>
    answer.kind === 'flight12' && answer.version === version ? answer.hello.cipherSuite : undefined
  let { accepted, answers } = await eliminate({ offer: TLS12_CIPHER_SUITES, ask, chosen, finding: findingOf })
  if (accepted.length === 0 && finding?.state !== 'refused') {
    for (
      let start = 0;
      start < TLS12_CIPHER_SUITES.length && finding?.state !== 'not-tested';
      start += PART
    ) {
      const offer = TLS12_CIPHER_SUITES.slice(start, start + PART)
      const part = await eliminate({ offer, ask, chosen, finding: findingOf })
      accepted = accepted.concat(part.accepted)
      answers = answers.concat(part.answers)
    }
  }
  const reversed = accepted.length > 1 ? await askVersion(context, version, accepted.toReversed()) : undefined
  return {
    version,
    finding: finding ?? { state: 'not-tested' },
    accepted,
    choice: whoDecides(accepted, reversed?.kind === 'answer' ? chosen(reversed.value) : undefined),
    answers: answers.filter((answer): answer is OlderAnswer => answer.kind === 'flight12'),
  }
}

const noteChain = (context: ProbeContext, flight: OlderAnswer['flight'], version: number): void => {
  const algorithm = flight.keyExchange?.signed?.algorithm
  const scheme = algorithm === undefined ? 'none' : schemeName(algorithm)
  context.chains.add(flight.certificates, scheme, versionName(version))
}

/** The family of a flight's suite with what the server chose for it. Anonymous and other families give nothing. */
const keyExchange = ({ hello: answer, flight }: OlderAnswer): KeyExchange12 | undefined => {
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
export const keyExchangesOf = (answers: readonly OlderAnswer[]): KeyExchange12[] => {
  const found = answers.map(keyExchange).filter((one) => one !== undefined)
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

/** The names of the suites, for the report. */
export const suiteNames = (suites: readonly number[]): string[] => suites.map(cipherSuiteName)
