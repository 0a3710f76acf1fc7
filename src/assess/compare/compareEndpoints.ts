import type { Certificate, Chain } from '../../model/certificate.ts'
import type { Change, ChangeKind } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hasAnswered } from '../../model/questions/endpoint.ts'
import { VERSION_NAMES, type VersionName } from '../../model/questions/names.ts'
import { chainsOf, tlsOf } from '../../model/questions/tls.ts'
import { toolChanges } from './toolChanges.ts'

/**
 * What is not as it was. Only what both scans know is compared: a fact that one of them did not ask for, or got no
 * answer to, is no change.
 */
export const compareEndpoints = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const silence = unseen(before, after)
  if (silence) return [silence]
  return [
    ...keyExchange(before, after),
    ...preferredGroup(before, after),
    ...classicalAccepted(before, after),
    ...tlsVersions(before, after),
    ...authentication(before, after),
    ...trust(before, after),
    ...certificates(before, after),
    ...tools(before, after),
    ...risk(before, after),
  ]
}

/** What a client starts by itself is never dialled: it is there when it is named. */
const isSeen = ({ transport, addresses }: InventoryEndpoint): boolean =>
  transport === 'stdio' || hasAnswered(addresses)

const unseen = (before: InventoryEndpoint, after: InventoryEndpoint): Change | undefined => {
  if (isSeen(before) === isSeen(after)) return undefined
  return { kind: isSeen(before) ? 'not-seen' : 'not-seen-before', direction: 'neither' }
}

/** `strength` is undefined where nothing can be said of an order. */
type Ranked = { name: string; strength: number | undefined }

const ranked = (kind: ChangeKind, before: Ranked, after: Ranked): Change[] => {
  if (before.name === after.name) return []
  const gain = (after.strength ?? Number.NaN) - (before.strength ?? Number.NaN)
  const direction = gain > 0 ? 'better' : gain < 0 ? 'worse' : 'neither'
  return [{ kind, direction, before: before.name, after: after.name }]
}

/** Against recording now and decrypting later. Of hybrid and post-quantum alone neither is weaker. */
const KEY_EXCHANGE: Record<string, number> = {
  plaintext: 0,
  'legacy-draft': 1,
  classical: 1,
  hybrid: 2,
  pqc: 2,
}

const keyExchange = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const of = ({ assessment }: InventoryEndpoint): Ranked => {
    const { category } = assessment.keyExchange
    return { name: category, strength: KEY_EXCHANGE[category] }
  }
  return ranked('key-exchange', of(before), of(after))
}

/** What the server takes of what it is offered decides about clients that can do both. */
const preferredGroup = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const of = (endpoint: InventoryEndpoint): Ranked => {
    const name = endpoint.assessment.keyExchange.preferred ?? ''
    const kind = tlsOf(endpoint)
      .flatMap(({ groups }) => groups)
      .find((group) => group.name === name)?.kind
    return { name, strength: kind && KEY_EXCHANGE[kind] }
  }
  const [old, now] = [of(before), of(after)]
  return old.name === '' || now.name === '' ? [] : ranked('preferred-group', old, now)
}

const classicalAccepted = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const of = ({ assessment }: InventoryEndpoint): Ranked | undefined => {
    const { classicalAccepted } = assessment.keyExchange
    if (classicalAccepted === null) return undefined
    return classicalAccepted ? { name: 'accepted', strength: 0 } : { name: 'refused', strength: 1 }
  }
  const [old, now] = [of(before), of(after)]
  return old && now ? ranked('classical-accepted', old, now) : []
}

/** TLS 1.3 is the one version that post-quantum key exchange is for (RFC 9846). */
const BEST = 'TLS 1.3'

const tlsVersions = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] =>
  VERSION_NAMES.flatMap((version) => {
    const old = versionState(before, version)
    const now = versionState(after, version)
    if (old === undefined || now === undefined || old === now) return []
    const better = (version === BEST) === (now === 'accepted')
    return [
      {
        kind: 'tls-version',
        direction: better ? 'better' : 'worse',
        before: old,
        after: now,
        details: [version],
      },
    ]
  })

/** Accepted anywhere is accepted. Undefined: it was not asked, or nothing answered it. */
const versionState = (
  endpoint: InventoryEndpoint,
  version: VersionName,
): 'accepted' | 'refused' | undefined => {
  const states = tlsOf(endpoint).map(({ versions }) => versions[version].state)
  if (states.includes('accepted')) return 'accepted'
  return states.length > 0 && states.every((state) => state === 'refused' || state === 'cut-off')
    ? 'refused'
    : undefined
}

const AUTHENTICATION: Record<string, number> = { none: 0, classical: 1, pqc: 2 }

const authentication = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const of = ({ assessment }: InventoryEndpoint): Ranked => {
    const { category } = assessment.authentication
    return { name: category, strength: AUTHENTICATION[category] }
  }
  return ranked('authentication', of(before), of(after))
}

const trust = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const old = trustOf(comparableChains(before, after))
  const now = trustOf(comparableChains(after, before))
  return old && now ? ranked('trust', old, now) : []
}

/** Undefined where no chain was checked. */
const trustOf = (chains: readonly Chain[]): Ranked | undefined => {
  if (chains.some(({ trusted }) => trusted === false)) return { name: 'not trusted', strength: 0 }
  if (chains.some(({ nameMatches }) => nameMatches === false))
    return { name: 'for another name', strength: 0 }
  return chains.some(({ trusted }) => trusted) ? { name: 'trusted', strength: 1 } : undefined
}

const certificates = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const [old, now] = [leavesOf(chainsOf(before)), leavesOf(comparableChains(after, before))]
  if (old.size === 0 || now.size === 0 || [...now.keys()].every((sha256) => old.has(sha256))) return []
  const added = [...now].filter(([sha256]) => !old.has(sha256)).map(([, certificate]) => certificate)
  const gone = goneFrom(old, now).map(([, certificate]) => certificate)
  return [
    {
      kind: 'certificate',
      direction: 'neither',
      ...(gone.length > 0 ? { before: expiries(gone) } : {}),
      after: expiries(added),
      details: added.map(
        ({ subject, sha256 }) => `${subject}, SHA-256 ${sha256.slice(0, FINGERPRINT_DIGITS)}…`,
      ),
    },
  ]
}

const FINGERPRINT_DIGITS = 16

const expiries = (certificates: readonly Certificate[]): string =>
  [...new Set(certificates.map(({ notAfter }) => `expires ${notAfter.slice(0, 10)}`))].join(', ')

/**
 * The chains that the other scan would have seen too. A server with several certificates shows one of each kind that it
 * is asked for; where nothing was replaced, one of a kind that the other scan did not ask for is no change.
 */
const comparableChains = (endpoint: InventoryEndpoint, other: InventoryEndpoint): Chain[] => {
  const chains = chainsOf(endpoint)
  const seen = leavesOf(chainsOf(other))
  if (goneFrom(seen, leavesOf(chains)).length > 0) return chains
  return chains.filter((chain) => isSeenIn(seen, chain) || wasAsked(other, chain))
}

const isSeenIn = (leaves: Map<string, Certificate>, { certificates: [leaf] }: Chain): boolean =>
  leaf !== undefined && leaves.has(leaf.sha256)

const wasAsked = (endpoint: InventoryEndpoint, { scheme, version }: Chain): boolean =>
  tlsOf(endpoint).some(({ signatureSchemes }) =>
    signatureSchemes.some(
      ({ name, version: askedIn, state }) =>
        name === scheme && askedIn === version && (state === 'accepted' || state === 'refused'),
    ),
  )

const goneFrom = (
  old: ReadonlyMap<string, Certificate>,
  now: ReadonlyMap<string, Certificate>,
): [string, Certificate][] => [...old].filter(([sha256]) => !now.has(sha256))

const leavesOf = (chains: readonly Chain[]): Map<string, Certificate> =>
  new Map(
    chains
      .flatMap(({ certificates }) => certificates[0] ?? [])
      .map((certificate) => [certificate.sha256, certificate]),
  )

/** Tools that are named one by one. */
const NAMED_TOOLS = 20

const tools = ({ mcp: before }: InventoryEndpoint, { mcp: after }: InventoryEndpoint): Change[] => {
  if (before?.state !== 'recognised' || after?.state !== 'recognised') return []
  const changes = toolChanges(before, after)
  if (!changes) return []
  const { added, removed, reworded } = changes
  const all = [
    ...added.map((name) => `added ${name}`),
    ...removed.map((name) => `removed ${name}`),
    ...reworded.map(({ name, parts }) => `${name} has another ${parts.join(', ')}`),
  ]
  const more = all.length > NAMED_TOOLS ? [`and ${all.length - NAMED_TOOLS} more`] : []
  return [
    {
      kind: 'tools',
      direction: 'neither',
      before: `${before.tools.length} tools`,
      after: `${after.tools.length} tools`,
      details: [...all.slice(0, NAMED_TOOLS), ...more],
    },
  ]
}

const risk = (
  { assessment: before }: InventoryEndpoint,
  { assessment: after }: InventoryEndpoint,
): Change[] => {
  const of = (score: number): Ranked => ({ name: String(score), strength: -score })
  return ranked('risk', of(before.risk.score), of(after.risk.score))
}
