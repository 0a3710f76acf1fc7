import { uncovered } from '../assess/findings/findings.ts'
import { authenticationStrength, keyExchangeStrength } from '../assess/strength.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Track } from '../model/plan.ts'
import { acceptsAnyAt, isPostQuantum, sshOf } from '../model/questions/tls.ts'
import { type FindingRow, findingRow } from '../registry/findings.ts'
import type { Policy, Strength } from '../registry/mandates/mandates.ts'

export type NeedKind = NonNullable<FindingRow['need']>['kind']

/** What has to change at an endpoint on one track: its findings there that a plan can do something about. */
export type Need = {
  track: Track
  /** Of the most urgent finding. */
  kind: NeedKind
  /** What was found, the most urgent first, in sentences for a reader without the scan. */
  why: string
  /** The most urgent first; empty where only a mandate is not met. */
  rows: readonly FindingRow[]
  strength: Strength
}

/** There is no TLS; otherwise what is not encrypted is TLS with NULL suites. */
export const isPlainHttp = ({ kind, rows: [first] }: Need): boolean =>
  kind === 'plaintext' && first?.id !== 'no-encryption'

/** At most one need for each track. */
export const needsOf = (endpoint: InventoryEndpoint, policy: Policy): Need[] => {
  const causes = [...findingCauses(endpoint), ...mandateCause(endpoint, policy)]
  return TRACKS.flatMap((track) => {
    const found = causes.filter((one) => one.track === track).toSorted((a, b) => a.rank - b.rank)
    const [first] = found
    if (!first) return []
    const strength =
      (track === 'key-exchange' ? keyExchangeStrength(endpoint) : authenticationStrength(endpoint)) ?? '128'
    const rows = new Set(found.flatMap(({ row }) => row ?? []))
    const sentences = [...new Set(found.map(({ evidence }) => evidence))]
    return [
      {
        track,
        kind: first.kind,
        why: sentences.slice(0, MAX_SENTENCES).join(' '),
        rows: [...rows],
        strength,
      },
    ]
  })
}

const TRACKS = ['key-exchange', 'authentication'] as const

const MAX_SENTENCES = 5

/** One reason for a need. The lowest rank is the most urgent. */
type Cause = { track: Track; kind: NeedKind; rank: number; evidence: string; row?: FindingRow }

const findingCauses = ({ assessment }: InventoryEndpoint): Cause[] =>
  uncovered(assessment.findings).flatMap(({ id, evidence }) => {
    const row = findingRow(id)
    if (!row?.need) return []
    const track = row.side === 'authentication' ? 'authentication' : 'key-exchange'
    return [{ track, ...row.need, evidence, row }]
  })

/** Above every finding of an endpoint that has a post-quantum key exchange. */
const MANDATE_RANK = 5.5

/** A post-quantum endpoint where an address accepts none of the groups that the mandates allow, or may accept none. */
const mandateCause = (endpoint: InventoryEndpoint, { groups, sshMethods }: Policy): Cause[] => {
  if (!isPostQuantum({ kind: endpoint.assessment.keyExchange.category })) return []
  const isSsh = sshOf(endpoint).length > 0
  const allowed = isSsh ? sshMethods : groups
  if (!allowed) return []
  const answers = acceptsAnyAt(endpoint, ({ name }) => allowed.includes(name))
  if (answers.every((answer) => answer === 'yes')) return []
  const what = `of the ${isSsh ? 'methods' : 'groups'} that the mandate allows (${allowed.join(', ')})`
  const evidence = answers.includes('no')
    ? `It accepts none ${what}.`
    : `It is unknown whether it accepts one ${what}.`
  return [{ track: 'key-exchange', kind: 'mandate', rank: MANDATE_RANK, evidence }]
}

/** What to do about the findings, as the catalogue says it: `Switch off TLS 1.1 and older; remove …`. */
export const imperative = (rows: readonly FindingRow[]): string => {
  const text = [...new Set(rows.flatMap(({ next }) => next ?? []))].join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
