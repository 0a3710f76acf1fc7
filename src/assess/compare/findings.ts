import type { Change } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { type FindingState, findingState } from '../../model/questions/finding.ts'
import { FINDINGS, type FindingRow, type Level } from '../../registry/findings.ts'

const LEVELS: readonly Level[] = ['error', 'warning', 'note']

/**
 * A new finding is worse, one that is gone is better; errors first. Findings that another kind of change reports are left
 * out, and so are those about dates: they change without a change of the endpoint, and `trust` says what has expired.
 */
export const findingChanges = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] =>
  FINDINGS.filter((row) => row.side !== 'unknown' && !row.aged && !row.change)
    .toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .flatMap((row) => changeOf(row, before, after))

/**
 * The first finding that `before` certainly did not have and that is undetermined in `after`: whether the endpoint is
 * worse cannot be decided. Findings about dates do not count.
 */
export const undecidedFinding = (
  { assessment: before }: InventoryEndpoint,
  { assessment: after }: InventoryEndpoint,
): string | undefined => {
  const isUndecided = ({ id, side, aged }: FindingRow): boolean =>
    side !== 'unknown' &&
    !aged &&
    findingState(before, id) === 'absent' &&
    findingState(after, id) === 'undetermined'
  // Nothing is worse than no encryption.
  const row = findingState(before, 'plaintext') === 'present' ? undefined : FINDINGS.find(isUndecided)
  const reason = after.undetermined.find(({ id }) => id === row?.id)?.reason
  return row && `${row.id} is undetermined${reason === undefined ? '' : `: ${reason}`}`
}

/** What became of one finding between two states of an endpoint. */
export const findingChange = (
  before: FindingState,
  after: FindingState,
): 'new' | 'gone' | 'unchanged' | 'undecided' => {
  if (before === after && before !== 'undetermined') return 'unchanged'
  if (before === 'undetermined' || after === 'undetermined') return 'undecided'
  return before === 'present' ? 'gone' : 'new'
}

const changeOf = (
  { id }: FindingRow,
  { assessment: before }: InventoryEndpoint,
  { assessment: after }: InventoryEndpoint,
): Change[] => {
  const change = findingChange(findingState(before, id), findingState(after, id))
  if (change === 'unchanged' || change === 'undecided') return []
  const evidence = (change === 'gone' ? before : after).findings.find((one) => one.id === id)?.evidence ?? ''
  return change === 'gone'
    ? [{ kind: 'finding', direction: 'better', finding: id, before: evidence }]
    : [{ kind: 'finding', direction: 'worse', finding: id, after: evidence }]
}
