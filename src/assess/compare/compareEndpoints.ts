import type { Change, ChangeKind, Verdict } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hasAnswered } from '../../model/questions/endpoint.ts'
import { findingState } from '../../model/questions/finding.ts'
import { VERSION_NAMES, type VersionName } from '../../model/questions/names.ts'
import { chainsOf, isRefused, tlsOf } from '../../model/questions/tls.ts'
import { FINDINGS, type FindingRow } from '../../registry/findings.ts'
import { OBSOLETE_VERSIONS } from '../../registry/tls/versions.ts'
import { assessedAgain } from '../assess.ts'
import { WORST_FIRST as AUTHENTICATION } from '../authentication.ts'
import { WORST_FIRST as KEY_EXCHANGE } from '../category.ts'
import { openData } from '../openData.ts'
import { highestRisk } from '../risk.ts'
import { certificateChanges, withComparableChains } from './certificates.ts'
import { findingChanges, undecidedFinding } from './findings.ts'
import { toolChangesOf } from './toolChanges.ts'

/** An endpoint at one time. `day` decides what had expired. */
export type EndpointState = { endpoint: InventoryEndpoint; day: Date }

/** What changed. `undecided`: why it cannot be said whether the endpoint is worse, has other tools, or a higher risk. */
export type Comparison = { changes: Change[]; undecided: { worse?: string; tools?: string; risk?: string } }

/** Of an endpoint that one of the scans did not reach. */
export const notCompared = (kind: 'not-seen' | 'not-seen-before'): Comparison => {
  const reason = `the ${kind === 'not-seen' ? 'second' : 'first'} scan did not reach it`
  return {
    changes: [{ kind, direction: 'neither' }],
    undecided: { worse: reason, tools: reason, risk: reason },
  }
}

/** For `diff` and `verify --baseline`. A fact that only one of the two states knows is not a change. */
export const compareEndpoints = (earlier: EndpointState, later: EndpointState): Comparison => {
  const [wasSeen, isStillSeen] = [isSeen(earlier.endpoint), isSeen(later.endpoint)]
  if (wasSeen !== isStillSeen) return notCompared(wasSeen ? 'not-seen' : 'not-seen-before')
  const before = comparable(earlier, later.endpoint)
  const after = comparable(later, earlier.endpoint)
  const tools = toolChangesOf(before, after)
  const worse = undecidedFinding(before, after)
  // What neither scan knows of the data is not a difference.
  const lost = openData(before) === undefined ? openData(after) : undefined
  const open = worse ?? lost
  const changes = [
    ...ranked('key-exchange', keyExchange, before, after),
    ...ranked('preferred-group', preferredGroup, before, after),
    ...ranked('classical-accepted', classicalAccepted, before, after),
    ...VERSION_NAMES.flatMap((version) =>
      ranked('tls-version', versionOf(version), before, after).map((one) => ({ ...one, details: [version] })),
    ),
    ...ranked('authentication', authentication, before, after),
    ...ranked('trust', trustOf, before, after),
    ...findingChanges(before, after),
    ...certificateChanges(earlier.endpoint, later.endpoint),
    ...(tools ?? []),
    ...ranked('risk', risk, before, after),
  ]
  // Its configuration can be compared nevertheless.
  if (!isStillSeen) return { ...notCompared('not-seen'), changes }
  const undecided = {
    ...(worse === undefined ? {} : { worse }),
    ...(open !== undefined && highestRisk(after, lost !== undefined) > before.assessment.risk.score
      ? { risk: open }
      : {}),
    ...(tools ? {} : { tools: 'a tool list was not read completely' }),
  }
  return { changes, undecided }
}

/** Assessed again, and without the findings of chains that the other scan would not have seen. */
const comparable = ({ endpoint, day }: EndpointState, other: InventoryEndpoint): InventoryEndpoint => {
  const whole = assessedAgain(endpoint, day)
  const part = withComparableChains(endpoint, other)
  if (part === endpoint) return whole
  const { findings, undetermined } = assessedAgain(part, day).assessment
  return { ...part, assessment: { ...whole.assessment, findings, undetermined } }
}

/**
 * What the changes of an endpoint make of it. Risk depends on more than the posture, for example on the data: by itself it makes an endpoint neither
 * worse nor better.
 */
export const verdictOf = (changes: readonly Change[]): Verdict => {
  const kinds = changes.map(({ kind }) => kind)
  if (kinds.includes('new')) return 'new'
  if (kinds.includes('gone')) return 'gone'
  if (kinds.includes('not-seen') || kinds.includes('not-seen-before')) return 'not-seen'
  const posture = changes.filter(({ kind }) => kind !== 'risk')
  if (posture.some(({ direction }) => direction === 'worse')) return 'worse'
  return posture.some(({ direction }) => direction === 'better') ? 'better' : 'changed'
}

/** A stdio server is never connected to: it is seen where a configuration names it. */
const isSeen = ({ transport, addresses }: InventoryEndpoint): boolean =>
  transport === 'stdio' || hasAnswered(addresses)

/** `strength` is undefined where the value has no place in the order. */
type Ranked = { name: string; strength: number | undefined }

/** A change of one value; none where one of the two states does not know it. */
const ranked = (
  kind: ChangeKind,
  of: (endpoint: InventoryEndpoint) => Ranked | undefined,
  earlier: InventoryEndpoint,
  later: InventoryEndpoint,
): Change[] => {
  const [before, after] = [of(earlier), of(later)]
  if (!before || !after || before.name === after.name) return []
  const gain = (after.strength ?? Number.NaN) - (before.strength ?? Number.NaN)
  const direction = gain > 0 ? 'better' : gain < 0 ? 'worse' : 'neither'
  return [{ kind, direction, before: before.name, after: after.name }]
}

const placeIn = (order: readonly string[], name: string | undefined): number | undefined => {
  const place = order.indexOf(name ?? '')
  return place === -1 ? undefined : place
}

/** In the order of the assessment, except that neither of hybrid and pqc is weaker. */
const rankOfKind = (kind: string | undefined): number | undefined =>
  placeIn(KEY_EXCHANGE, kind === 'pqc' ? 'hybrid' : kind)

const keyExchange = ({ assessment }: InventoryEndpoint): Ranked => {
  const { category } = assessment.keyExchange
  return { name: category, strength: rankOfKind(category) }
}

/** The preferred group is the one that clients get that support both kinds. */
const preferredGroup = ({ assessment, addresses }: InventoryEndpoint): Ranked | undefined => {
  const { preferred: name } = assessment.keyExchange
  const groups = tlsOf({ addresses }).flatMap((tls) => tls.groups)
  return name ? { name, strength: rankOfKind(groups.find((group) => group.name === name)?.kind) } : undefined
}

const classicalAccepted = ({ assessment }: InventoryEndpoint): Ranked | undefined => {
  const { classicalAccepted } = assessment.keyExchange
  if (classicalAccepted === null) return undefined
  return classicalAccepted ? { name: 'accepted', strength: 0 } : { name: 'refused', strength: 1 }
}

/**
 * Accepted at any address counts; undefined where it was not tested, or not answered. TLS 1.3 is better, an obsolete version
 * worse; TLS 1.2 by itself is neither: what it accepts are findings.
 */
const versionOf = (version: VersionName) => {
  const gain = version === 'TLS 1.3' ? 1 : OBSOLETE_VERSIONS.some((one) => one === version) ? -1 : undefined
  return (endpoint: InventoryEndpoint): Ranked | undefined => {
    const answers = tlsOf(endpoint).map(
      ({ versions }) => versions[version] ?? { state: 'not-tested' as const },
    )
    if (answers.some(({ state }) => state === 'accepted')) return { name: 'accepted', strength: gain }
    return answers.length > 0 && answers.every(isRefused)
      ? { name: 'refused', strength: gain && 0 }
      : undefined
  }
}

const authentication = ({ assessment }: InventoryEndpoint): Ranked => {
  const { category } = assessment.authentication
  return { name: category, strength: placeIn(AUTHENTICATION, category) }
}

const idsOf = (name: FindingRow['trust']): string[] =>
  FINDINGS.filter(({ trust }) => trust === name).map(({ id }) => id)

const NOT_TRUSTED = idsOf('not trusted')
const FOR_ANOTHER_NAME = idsOf('for another name')

/** Undefined where no certificate was verified. */
const trustOf = ({ assessment, addresses }: InventoryEndpoint): Ranked | undefined => {
  const statesOf = (ids: readonly string[]) => ids.map((id) => findingState(assessment, id))
  const states = statesOf(NOT_TRUSTED)
  if (states.includes('present')) return { name: 'not trusted', strength: 0 }
  if (statesOf(FOR_ANOTHER_NAME).includes('present')) return { name: 'for another name', strength: 0 }
  if (states.includes('undetermined') || chainsOf({ addresses }).length === 0) return undefined
  return { name: 'trusted', strength: 1 }
}

const risk = ({ assessment: { risk } }: InventoryEndpoint): Ranked => ({
  name: String(risk.score),
  strength: -risk.score,
})
