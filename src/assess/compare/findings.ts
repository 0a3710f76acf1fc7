import type { Change, ChangeKind } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { findingState } from '../../model/questions/finding.ts'
import { FINDINGS, type FindingId, type FindingRow, type Level } from '../../registry/findings.ts'

/** Findings that a more precise kind of change stands for. */
const OTHER_KIND: Partial<Record<FindingId, ChangeKind>> = {
  plaintext: 'key-exchange',
  'classical-key-exchange': 'key-exchange',
  'legacy-draft': 'key-exchange',
  'classical-preferred': 'preferred-group',
  'classical-accepted': 'classical-accepted',
  'no-tls13': 'tls-version',
  'obsolete-version': 'tls-version',
  'classical-certificate': 'authentication',
  'classical-host-key': 'authentication',
  untrusted: 'trust',
  'wrong-name': 'trust',
}

const LEVELS: readonly Level[] = ['error', 'warning', 'note']

/**
 * A new finding is worse, one that is gone is better; errors first. Findings about dates are left out: they change
 * without a change of the endpoint, and `trust` says what has expired.
 */
export const findingChanges = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] =>
  FINDINGS.filter((row) => row.side !== 'unknown' && !row.aged && !OTHER_KIND[row.id])
    .toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .flatMap((row) => changeOf(row, before, after))

const changeOf = (
  { id }: FindingRow,
  { assessment: before }: InventoryEndpoint,
  { assessment: after }: InventoryEndpoint,
): Change[] => {
  const [old, now] = [findingState(before, id), findingState(after, id)]
  if (old === now || old === 'undetermined' || now === 'undetermined') return []
  const evidence = (old === 'present' ? before : after).findings.find((one) => one.id === id)?.evidence ?? ''
  return old === 'present'
    ? [{ kind: 'finding', direction: 'better', finding: id, before: evidence }]
    : [{ kind: 'finding', direction: 'worse', finding: id, after: evidence }]
}
