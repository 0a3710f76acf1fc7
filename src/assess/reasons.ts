import type { Finding } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { addressName } from '../model/questions/endpoint.ts'
import { type FindingRow, findingRow } from '../registry/findings.ts'

export const findingReasons = (
  side: FindingRow['side'],
  findings: readonly Finding[],
  addresses: number,
): string[] =>
  findings
    .filter(({ id, coveredBy }) => {
      const row = findingRow(id)
      return row?.side === side && coveredBy === undefined && !row.stated
    })
    .map(({ evidence, address }) => {
      const where = address !== undefined && addresses > 1 ? ` (${address})` : ''
      return `${asReason(evidence)}${where}`
    })

/** Reasons are parts of one sentence about the endpoint: `It accepts static RSA.` becomes `accepts static RSA`. */
const asReason = (evidence: string): string =>
  evidence
    .replace(/\.$/, '')
    .replace(/^It (?=[a-z])/, '')
    .replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase())

/** One sentence that names each address, if they differ. */
export const addressesDiffer = (judged: readonly { address: AddressFacts; category: string }[]): string[] => {
  const known = judged.filter(({ category }) => category !== 'unknown')
  if (new Set(known.map(({ category }) => category)).size < 2) return []
  const each = known.map(({ address, category }) => `${addressName(address)} ${category}`).join(', ')
  return [`its addresses differ: ${each}; the weakest counts`]
}

const MAX_NAMES = 12

export const namesOf = (some: readonly { name: string }[]): string =>
  some
    .slice(0, MAX_NAMES)
    .map(({ name }) => name)
    .concat(some.length > MAX_NAMES ? [`${some.length - MAX_NAMES} more`] : [])
    .join(', ')
