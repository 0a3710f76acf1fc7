import { pairUnderFaults } from '../../interop/attacks/pairUnderFaults.ts'
import { withTemporaryFolder } from '../harness/measure.ts'
import type { Report } from '../harness/row.ts'

const MINUTES = Number(process.env['FAULTS_MINUTES'] ?? 60)
const PER_SECOND = 20
const ERAS = 2
/** A round of five minutes at least: the clients' starts and the faults take their time too. */
const CALLS = 5 * 60 * PER_SECOND * ERAS

/**
 * Calls through `connect`, a relay that drops, delays, duplicates, truncates and resets, and `serve`, for an hour
 * (`FAULTS_MINUTES`). A row a round. Aim: no call is lost, answered wrongly, or carried out twice.
 */
export const run = async (report: Report): Promise<void> => {
  const end = Date.now() + MINUTES * 60_000
  for (let seed = 1; Date.now() < end; seed++) {
    const { faults, ...counts } = await withTemporaryFolder((folder) =>
      pairUnderFaults({ folder, seed, calls: CALLS, perSecond: PER_SECOND }),
    )
    report({ seed, ...counts, ...faults })
  }
}
