import type { Certificate, Chain } from '../../model/certificate.ts'
import type { AddressFacts } from '../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hasAnswered } from '../../model/questions/endpoint.ts'
import type { VersionName } from '../../model/questions/names.ts'
import { acceptedGroups as acceptedOf, tlsOf } from '../../model/questions/tls.ts'
import { unansweredQuestions } from '../../model/questions/tlsQuestions.ts'
import type { GroupFact } from '../../model/tls.ts'
import { day, known } from '../text/phrases.ts'
import { incompleteBecause, LIMITED } from './limited.ts'

type Addresses = { addresses: readonly AddressFacts[] }

/** Newest first. */
export const acceptedVersions = (endpoint: Addresses): VersionName[] => [
  ...new Set(
    tlsOf(endpoint).flatMap(({ versions }) =>
      entriesOf(versions).flatMap(([version, { state }]) => (state === 'accepted' ? [version] : [])),
    ),
  ),
]

/** Named groups of TLS 1.3, each once; the server's favourite first. */
export const acceptedGroups = (endpoint: Addresses): GroupFact[] => {
  const accepted = tlsOf(endpoint).flatMap(acceptedOf)
  return [...new Map(accepted.toSorted(byRank).map((group) => [group.name, group])).values()]
}

const byRank = (a: GroupFact, b: GroupFact): number => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0

/** Version and cipher suite, each pair once. */
export const acceptedSuites = (endpoint: Addresses): { version: VersionName; suite: string }[] => {
  const pairs = tlsOf(endpoint).flatMap(({ cipherSuites }) =>
    entriesOf(cipherSuites).flatMap(([version, suites]) => suites.map((suite) => ({ version, suite }))),
  )
  return [...new Map(pairs.map((pair) => [`${pair.version} ${pair.suite}`, pair])).values()]
}

/** Key exchanges of TLS 1.2 and older: `ECDHE secp256r1`, `DHE 2048`, `RSA`, `ECDH secp256r1`. */
export const olderKeyExchanges = (endpoint: Addresses): string[] => {
  const all = tlsOf(endpoint).flatMap(({ keyExchange12Details }) => keyExchange12Details)
  return [...new Set(all.map(({ family, group, bits }) => known(family, group ?? bits)))]
}

export type Leaf = Certificate & Pick<Chain, 'trusted' | 'nameMatches'>

/** Certificates of the endpoint itself, without their issuers', each once. */
export const leaves = (endpoint: Addresses): Leaf[] => {
  const all = tlsOf(endpoint).flatMap(({ chains }) =>
    chains.flatMap(({ certificates: [leaf], trusted, nameMatches }): Leaf[] =>
      leaf ? [{ ...leaf, trusted, nameMatches }] : [],
    ),
  )
  return [...new Map(all.map((leaf) => [leaf.sha256, leaf])).values()]
}

/** The day on which the first of them expires (ISO 8601); undefined where there is none, or no date that can be read. */
export const firstExpiry = (certificates: readonly Certificate[]): string | undefined => {
  const times = certificates.map(({ notAfter }) => Date.parse(notAfter)).filter(Number.isFinite)
  return times.length === 0 ? undefined : day(Math.min(...times))
}

const entriesOf = <K extends string, V>(record: Partial<Record<K, V>>): [K, V][] =>
  Object.entries(record) as [K, V][]

/** What was not tested, or not answered: none of it is a "no". */
export const notTested = (endpoint: InventoryEndpoint): string[] => {
  if (!hasAnswered(endpoint.addresses)) return ['everything']
  const open = [
    ...tlsOf(endpoint).flatMap((tls) => unansweredQuestions(tls).map(({ label }) => label)),
    ...(incompleteBecause(endpoint) === undefined ? [] : [LIMITED]),
    ...(endpoint.mcp === undefined || endpoint.mcp.state === 'not-tested' ? ['MCP'] : []),
    ...(endpoint.mcp?.state === 'authorization' ? ['tools and resources, behind authorization'] : []),
  ]
  return [...new Set(open)]
}
