import { DAY_MS } from '../model/day.ts'
import type { ScanRecord } from '../model/scanRecord.ts'

/** How much is kept: so many scans, or those of so many days. */
export type Retention = { keep?: number | undefined; olderThanDays?: number | undefined; now: Date }

/** The scans that are to go, of all the newest first. Never one that is running. */
export const outdated = (
  scans: readonly ScanRecord[],
  { keep, olderThanDays, now }: Retention,
): ScanRecord[] =>
  scans.filter(({ state, startedAt }, index) => {
    if (state === 'running') return false
    if (keep !== undefined) return index >= keep
    return olderThanDays !== undefined && now.getTime() - Date.parse(startedAt) > olderThanDays * DAY_MS
  })
