import { FINDINGS, type FindingRow } from '../../../registry/findings.ts'

/** SARIF 2.1.0 §3.27.10. `none`: nothing was found to be wrong, because nothing is known. */
export type Level = FindingRow['level'] | 'none'

/** In the order of the file: everything that can be found, known before anything is. */
export const RULE_LIST: readonly FindingRow[] = FINDINGS.toSorted((a, b) =>
  a.sarif.id < b.sarif.id ? -1 : 1,
)

const INDEX: ReadonlyMap<string, number> = new Map(RULE_LIST.map(({ id }, at) => [id, at]))

export const ruleIndex = (id: string): number => INDEX.get(id) ?? -1

export const levelOfRule = ({ level, sarif }: FindingRow): Level => sarif.level ?? level
