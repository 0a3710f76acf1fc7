import { uncovered } from '../../assess/findings/findings.ts'
import type { Finding } from '../../model/assessment.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { sshOf } from '../../model/questions/tls.ts'
import { shellWord } from '../../model/text/shellWord.ts'
import {
  FINDINGS,
  type FindingId,
  type FindingRow,
  findingRow,
  type GateName,
  type Level,
} from '../../registry/findings.ts'
import { endpointName, endpointUrl } from './labels.ts'

/** A row of the catalogue, with what was seen at an endpoint. */
export type EndpointFinding = FindingRow & { evidence: string }

const LEVELS: readonly Level[] = ['error', 'warning', 'note']

/** What was found at an endpoint, the most severe first; findings with the same row as one. */
export const endpointFindings = ({ assessment }: InventoryEndpoint): EndpointFinding[] =>
  [...Map.groupBy(uncovered(assessment.findings), ({ id }) => id)]
    .flatMap(([id, same]) => {
      const row = findingRow(id)
      return row ? [{ ...row, level: worst(same.map(({ level }) => level)), evidence: evidenceOf(same) }] : []
    })
    .toSorted(bySeverity)

const worst = (levels: readonly Level[]): Level => LEVELS.find((level) => levels.includes(level)) ?? 'note'

const bySeverity = (a: { level: Level }, b: { level: Level }): number =>
  LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)

const evidenceOf = (findings: readonly Finding[]): string => {
  const all = findings.map(({ address, evidence }) =>
    address === undefined ? evidence : `${address}: ${evidence}`,
  )
  return [...new Set(all)].join(' ')
}

/** `error: Static RSA key exchange is accepted. It accepts …`. */
export const findingText = ({ level, title, evidence }: EndpointFinding): string =>
  `${level}: ${title} ${evidence}`

/** Whether it was found, also where reports show another finding in its place. */
export const hasFinding = ({ assessment }: InventoryEndpoint, id: FindingId): boolean =>
  assessment.findings.some((one) => one.id === id)

export const failsGate = ({ assessment }: InventoryEndpoint, gate: GateName): boolean =>
  assessment.findings.some(({ id }) => findingRow(id)?.gates?.includes(gate))

/** The first thing to do at an endpoint: the step of the finding with the lowest rank; undefined where there is none. */
export const nextStep = (endpoint: InventoryEndpoint): string | undefined => {
  const isSsh = sshOf(endpoint).length > 0
  const steps = uncovered(endpoint.assessment.findings).flatMap(({ id }) => {
    const row = findingRow(id)
    const next = (isSsh ? row?.nextSsh : undefined) ?? row?.next
    return next === undefined ? [] : [{ next, rank: row?.need?.rank ?? Number.POSITIVE_INFINITY }]
  })
  return steps.toSorted((a, b) => a.rank - b.rank)[0]?.next.replace('{url}', () => shellWord(endpoint.url))
}

const MAX_NAMED = 5

/** A finding may have another level at another endpoint: each level is a row. */
export type FoundRow = { row: FindingRow; level: Level; count: number; named: readonly string[] }

export class FindingTally {
  readonly #found = new Map<string, { count: number; named: string[] }>()

  add(endpoint: InventoryEndpoint): void {
    const name = endpointName(endpoint) ?? endpointUrl(endpoint)
    for (const { id, level } of endpointFindings(endpoint)) {
      const key = `${level} ${id}`
      const known = this.#found.get(key) ?? { count: 0, named: [] }
      this.#found.set(key, known)
      known.count++
      if (known.named.length < MAX_NAMED) known.named.push(name)
    }
  }

  count(id: FindingId): number {
    return this.rows.reduce((sum, { row, count }) => (row.id === id ? sum + count : sum), 0)
  }

  /** The most severe first, otherwise in the order of the catalogue. */
  get rows(): FoundRow[] {
    return LEVELS.flatMap((level) =>
      FINDINGS.flatMap((row) => {
        const found = this.#found.get(`${level} ${row.id}`)
        return found ? [{ row, level, ...found }] : []
      }),
    )
  }
}
