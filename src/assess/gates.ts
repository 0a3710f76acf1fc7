import { UsageError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { hasAnswered } from '../model/questions/endpoint.ts'
import { type FindingRow, findingRow, GATES, type GateName } from '../registry/findings.ts'
import { openData } from './openData.ts'
import { highestRisk } from './risk.ts'

/** A condition of `--fail-on`. `undecided`: reason why the condition cannot be decided; undefined if it can. */
export type Gate = {
  name: string
  meaning: string
  fails: (endpoint: InventoryEndpoint) => boolean
  undecided: (endpoint: InventoryEndpoint) => string | undefined
}

/** The values of `--fail-on`, in addition to `risk=N` and the id of any finding. */
export const GATE_NAMES = Object.keys(GATES)

/** @throws {UsageError} GATE_INVALID */
export const parseGates = (names: readonly string[]): Gate[] => names.map(parseGate)

const parseGate = (name: string): Gate => {
  const risk = /^risk=(\d{1,3})$/.exec(name)?.[1]
  if (risk !== undefined && Number(risk) <= 100) return riskGate(name, Number(risk))
  if (Object.hasOwn(GATES, name)) {
    const isAsked = (row: FindingRow | undefined) => row?.gates?.includes(name as GateName) === true
    return gateOf(name, GATES[name as GateName], isAsked)
  }
  const row = findingRow(name)
  if (row) return gateOf(name, row.title.replace(/\.$/, ''), (other) => other === row)
  throw new UsageError(
    'GATE_INVALID',
    `--fail-on ${JSON.stringify(name)} is not a condition`,
    `Use one of ${GATE_NAMES.join(', ')}, or risk=70, or the id of a finding (docs/findings.md).`,
  )
}

/** Undecided where what is undetermined could raise the score so far. What was not probed is not judged. */
const riskGate = (name: string, limit: number): Gate => {
  const fails = ({ addresses, assessment }: InventoryEndpoint): boolean =>
    hasAnswered(addresses) && assessment.risk.score >= limit
  return {
    name,
    meaning: `a risk of ${limit} or more`,
    fails,
    undecided: (endpoint) => {
      const highest = highestRisk(endpoint)
      if (fails(endpoint) || !hasAnswered(endpoint.addresses) || highest < limit) return undefined
      const [first] = endpoint.assessment.undetermined
      const bySeen = first !== undefined && highestRisk(endpoint, false) >= limit
      const why = bySeen
        ? `${first.id} is undetermined (${first.reason})`
        : `its data may be more sensitive (${openData(endpoint)})`
      return `the risk may be ${highest}: ${why}`
    },
  }
}

/** Findings that another one covers count too. */
const gateOf = (name: string, meaning: string, isAsked: (row: FindingRow | undefined) => boolean): Gate => {
  const fails = ({ assessment }: InventoryEndpoint): boolean =>
    assessment.findings.some(({ id }) => isAsked(findingRow(id)))
  return {
    name,
    meaning,
    fails,
    undecided: (endpoint) =>
      fails(endpoint)
        ? undefined
        : endpoint.assessment.undetermined.find(({ id }) => isAsked(findingRow(id)))?.reason,
  }
}
