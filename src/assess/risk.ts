import type { Assessment, Tier } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { sendsCredentials } from '../model/questions/endpoint.ts'
import { findingState } from '../model/questions/finding.ts'
import { isPostQuantum } from '../model/questions/tls.ts'
import { CATEGORY_RISKS, type FindingRow, findingRow, type RiskWeight } from '../registry/findings.ts'
import { DATA_CLASSES } from '../registry/sensitivity/dataClasses.ts'
import { probabilityWithin } from '../registry/threatCurve.ts'
import { exposureOf } from './exposure.ts'
import { openData } from './openData.ts'
import { shared } from './sharedText.ts'

export type RiskInput = Omit<Assessment, 'risk'> & {
  addresses: readonly AddressFacts[]
  /** A configuration sends secrets, or the server asks for a token. */
  credentialsInTransit: boolean
  /** Why the data may be more sensitive than `sensitivity`. */
  openData?: string | undefined
}

type Exposure = ReturnType<typeof exposureOf>

/** One thing that raises the risk: from 0 to 1, and why. `isNamed`: also where two others of its side are heavier. */
type RiskFactor = { weight: number; why: string; isNamed?: boolean }

/** What a disclosure costs, as a share of the worst case. Unknown ranks above low. */
const SENSITIVITY: Record<Tier, number> = { critical: 1, high: 0.8, moderate: 0.5, unknown: 0.45, low: 0.15 }

/**
 * 0 to 100: `100 × sensitivity × (1 − (1 − K)(1 − A)(1 − E)(1 − B))`, as docs/risk.md explains.
 *
 * K, A, E and B are the heaviest factor of the key exchange, the authentication, the exposure and the breadth of the tools.
 * What only a quantum computer can break is multiplied by the odds of one within the data's shelf life (Mosca). Worse
 * posture or more sensitive data never lowers the score.
 */
export const assessRisk = (input: RiskInput): Assessment['risk'] => {
  const { tier } = input.sensitivity
  const exposure = exposureOf(input)
  const keyExchange = keyExchangeFactors(input).toSorted(heaviestFirst)
  const sides = [authenticationFactors, exposureFactors, breadthFactors].map(
    (factors) => factors(input, exposure).toSorted(heaviestFirst)[0],
  )
  const spared = [keyExchange[0], ...sides].reduce(
    (product, found) => product * (1 - (found?.weight ?? 0)),
    1,
  )
  return {
    score: Math.round(100 * SENSITIVITY[tier] * (1 - spared)),
    drivers: [
      dataDriver(input),
      ...keyExchange
        .slice(0, 2)
        .flatMap((one, i) => (i === 0 || one.weight >= WORTH_SAYING ? [one.why] : [])),
      ...keyExchange.slice(2).flatMap(({ isNamed, why }) => (isNamed ? [why] : [])),
      ...sides.flatMap((found) => (found && found.weight >= WORTH_SAYING ? [found.why] : [])),
    ].map(shared),
  }
}

/**
 * The score if every finding were present that is undetermined, and if what MCP did not name were of every class of data.
 * `supposesData`: false compares what was seen of the data.
 */
export const highestRisk = (endpoint: InventoryEndpoint, supposesData = true): number => {
  const { assessment, addresses, mcp } = endpoint
  const supposed = assessment.undetermined.map(({ id, reason }) => ({
    id,
    level: 'note' as const,
    evidence: reason,
  }))
  const findings = [...assessment.findings, ...supposed]
  const isOpen = supposesData && openData(endpoint) !== undefined
  const sensitivity = isOpen ? MOST_SENSITIVE : assessment.sensitivity
  const credentialsInTransit = sendsCredentials(endpoint) || (isOpen && mcp?.state !== 'recognised')
  return assessRisk({ ...assessment, sensitivity, findings, addresses, credentialsInTransit }).score
}

const MOST_SENSITIVE: Assessment['sensitivity'] = {
  tier: 'critical',
  classes: DATA_CLASSES.map(({ name }) => ({ class: name, confidence: 0, evidence: [] })),
  shelfLifeYears: [0, Math.max(...DATA_CLASSES.map(({ shelfLifeYears }) => shelfLifeYears[1]))],
  access: 'write',
}

/** A lighter factor changes the score by a point or two at most. */
const WORTH_SAYING = 0.1

const heaviestFirst = (a: RiskFactor, b: RiskFactor): number => b.weight - a.weight

const dataDriver = ({ sensitivity: { tier, classes }, openData: open }: RiskInput): string =>
  (classes.length === 0
    ? 'the data that it carries is unknown'
    : `carries ${classes.map((one) => one.class).join(', ')} data (${tier})`) +
  (open === undefined ? '' : `, and may be more sensitive: ${open}`)

const factor = ({ weight, quantum, driver }: RiskWeight, { sensitivity }: RiskInput): RiskFactor => ({
  weight: quantum ? weight * urgency(sensitivity.shelfLifeYears) : weight,
  why: driver,
})

const findingFactors = (side: FindingRow['side'], input: RiskInput): RiskFactor[] => {
  const ids = input.findings.filter(({ coveredBy }) => coveredBy === undefined).map(({ id }) => id)
  return [...new Set(ids)].flatMap((id) => {
    const row = findingRow(id)
    if (row?.side !== side || !row.risk) return []
    return [{ ...factor(row.risk, input), isNamed: row.gates?.includes('weak-cipher-suite') === true }]
  })
}

const keyExchangeFactors = (input: RiskInput): RiskFactor[] => {
  const { category } = input.keyExchange
  const unknown = findingRow('key-exchange-unknown')?.risk
  const accepted = findingRow('classical-accepted')?.risk
  return [
    ...findingFactors('key-exchange', input),
    ...(category === 'unknown' && unknown ? [factor(unknown, input)] : []),
    ...(isPostQuantum({ kind: category }) ? [factor(CATEGORY_RISKS.postQuantum, input)] : []),
    ...(isPostQuantum({ kind: category }) &&
    findingState(input, 'classical-accepted') === 'undetermined' &&
    accepted?.open
      ? [factor({ ...accepted, driver: accepted.open }, input)]
      : []),
  ]
}

const authenticationFactors = (input: RiskInput): RiskFactor[] => {
  const { category } = input.authentication
  return [
    ...(category === 'none' ? [factor(CATEGORY_RISKS.unauthenticated, input)] : []),
    ...(category === 'unknown' ? [factor(CATEGORY_RISKS.authenticationUnknown, input)] : []),
    ...findingFactors('authentication', input),
  ]
}

const exposureFactors = (input: RiskInput, { isPublic }: Exposure): RiskFactor[] => {
  const { credentialsInTransit } = input
  const isPlaintext = ['plaintext', 'no-encryption'].some((id) => findingState(input, id) === 'present')
  return holding([
    [isPublic, 0.15, 'it has a public address'],
    [credentialsInTransit && isPlaintext, 0.3, 'credentials are sent unencrypted'],
    [credentialsInTransit, 0.1, 'requests contain credentials'],
  ])
}

const breadthFactors = ({ sensitivity: { access } }: RiskInput, { isBroad }: Exposure): RiskFactor[] =>
  holding([
    [isBroad, 0.15, 'its tools give broad access (files, shell, SQL)'],
    [access === 'write', 0.1, 'its tools can modify data'],
    [access === 'unknown', 0.05, 'unknown whether its tools can modify data'],
  ])

const holding = (entries: readonly [holds: boolean, weight: number, why: string][]): RiskFactor[] =>
  entries.filter(([holds]) => holds).map(([, weight, why]) => ({ weight, why }))

/** Years from the decision to the end of a migration: Mosca's y. */
const MIGRATION_YEARS = 3

/** Years that data must stay secret, if unknown. */
const UNKNOWN_SHELF_LIFE = 1

/**
 * Mosca's inequality with odds in place of a date: how likely a quantum computer exists within shelf life and migration
 * time, in the middle of the experts' range. At least 0.7, because the estimates are uncertain.
 */
const urgency = (shelfLifeYears: readonly [number, number] | null): number => {
  const years = (shelfLifeYears?.[1] ?? UNKNOWN_SHELF_LIFE) + MIGRATION_YEARS
  return 0.7 + 0.3 * ((probabilityWithin(years, 'low') + probabilityWithin(years, 'high')) / 2)
}
