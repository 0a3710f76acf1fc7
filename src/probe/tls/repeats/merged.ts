import type { VersionName } from '../../../model/questions/names.ts'
import { differencesOf, postQuantumVaries } from '../../../model/questions/repeats.ts'
import type { Answer } from '../../../model/state.ts'
import type { GroupFact, KeyExchange12, TlsFacts } from '../../../model/tls.ts'
import { versionName } from '../../../registry/tls/versions.ts'
import { groupFact } from '../groups.ts'
import { keyExchangesOf } from '../tls12.ts'
import type { Repeated } from './repeats.ts'
import type { Observed } from './seen.ts'

/** What any of the servers behind an address accepted is accepted, also where another one refused it; the rest is open. */
export const withRepeated = (facts: TlsFacts, { repeats, observed }: Repeated): TlsFacts => {
  const added = { ...facts, repeats }
  const varies = postQuantumVaries({ repeats })
  if (!varies && differencesOf({ repeats }).length === 0) return added
  const flights = observed.flatMap(({ flight }) => flight ?? [])
  const keyExchange12Details = union<KeyExchange12>(facts.keyExchange12Details, keyExchangesOf(flights))
  const { suites, more } = suitesOf(facts, observed)
  return {
    ...added,
    versions: versionsOf(facts, observed),
    groups: groupsOf(facts.groups, observed, varies),
    groupChoice: varies ? 'unknown' : facts.groupChoice,
    cipherSuites: suites,
    cipherSuiteChoice: Object.fromEntries(
      Object.entries(facts.cipherSuiteChoice).filter(([version]) => !more.has(version)),
    ),
    keyExchange12: [...new Set(keyExchange12Details.map(({ family }) => family).concat(facts.keyExchange12))],
    keyExchange12Details,
    ...(facts.curves12 && { curves12: facts.curves12.map((curve) => curveOf(curve, keyExchange12Details)) }),
    tolerance: {
      largeHello: ofForm(facts.tolerance.largeHello),
      splitHello: ofForm(facts.tolerance.splitHello),
      fragmentedRecord: ofForm(facts.tolerance.fragmentedRecord),
    },
    clientCertificate: asksSome(observed) ? 'none' : facts.clientCertificate,
    alpn: [...new Set([...facts.alpn, ...observed.flatMap(({ seen: { protocol } }) => protocol ?? [])])],
  }
}

/** Another server may have refused what was offered, and not the form of the hello. */
const ofForm = (answer: Answer): Answer =>
  answer.state === 'refused'
    ? { state: 'not-tested', detail: 'the answers differ between connections' }
    : answer

const curveOf = (curve: GroupFact, details: readonly KeyExchange12[]): GroupFact =>
  details.some(({ family, group }) => family === 'ECDHE' && group === curve.name)
    ? { ...groupFact(Number(curve.value)), state: 'accepted' }
    : curve

const union = <T>(known: readonly T[], more: readonly T[]): T[] => [
  ...new Map([...known, ...more].map((one) => [JSON.stringify(one), one])).values(),
]

const versionsOf = ({ versions }: TlsFacts, observed: readonly Observed[]): TlsFacts['versions'] => {
  const chosen = new Set(
    observed.flatMap(({ version }) => (version === undefined ? [] : versionName(version))),
  )
  return Object.fromEntries(
    Object.entries(versions).map(([name, answer]) => [
      name,
      chosen.has(name) && answer.state !== 'accepted' ? { state: 'accepted' } : answer,
    ]),
  ) as TlsFacts['versions']
}

/** `more`: the versions with suites that the enumeration did not find: others may be missing too. */
const suitesOf = (
  { cipherSuites }: TlsFacts,
  observed: readonly Observed[],
): { suites: TlsFacts['cipherSuites']; more: Set<string> } => {
  const suites = { ...cipherSuites }
  const more = new Set<string>()
  for (const { seen } of observed) {
    if (seen.version === undefined || seen.cipherSuite === undefined) continue
    const version = seen.version as VersionName
    const known = suites[version] ?? []
    if (known.includes(seen.cipherSuite)) continue
    more.add(version)
    suites[version] = [...known, seen.cipherSuite]
  }
  return { suites, more }
}

const groupsOf = (
  groups: TlsFacts['groups'],
  observed: readonly Observed[],
  isUnranked: boolean,
): TlsFacts['groups'] => {
  const chosen = new Set(
    observed.flatMap(({ seen: { version, group } }) => (version === 'TLS 1.3' && group ? [group] : [])),
  )
  const isNew = ({ name, state }: GroupFact): boolean => chosen.has(name) && state !== 'accepted'
  const found: GroupFact[] = [
    ...groups.filter(({ state }) => state === 'accepted'),
    ...groups.filter(isNew).map(({ value }) => ({ ...groupFact(Number(value)), state: 'accepted' as const })),
    ...groups.filter((fact) => fact.state !== 'accepted' && !isNew(fact)),
  ]
  return isUnranked ? found.map(({ rank: _, ...fact }) => fact) : found
}

/** Some connections lead to a server that asks for a client certificate, and others to one that does not. */
const asksSome = (observed: readonly Observed[]): boolean =>
  new Set(observed.flatMap(({ handshake, seen }) => (handshake ? [seen.clientCertificate] : []))).size > 1
