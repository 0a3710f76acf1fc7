import { DAY_MS } from '../model/day.ts'
import type { ScanRecord } from '../model/scanRecord.ts'
import { problem } from './problem.ts'
import type { ScanStore } from './scanStore.ts'

const BY_AGE = { latest: 0, previous: 1 } as const

/** True for the beginning of an id. */
export const isScanId = (name: string): boolean => /^[\da-f]{2,8}$/.test(name)

export const isScanName = (name: string): boolean => Object.hasOwn(BY_AGE, name) || isScanId(name)

/**
 * The scan of a name: `latest` and `previous` are the last two finished scans, as an interrupted one is incomplete; an
 * id, or a beginning of it that no other id has, is any scan.
 *
 * @throws {UsageError} SCAN_MISSING, SCAN_UNKNOWN, SCAN_AMBIGUOUS
 */
export const findScan = async (store: ScanStore, name: string): Promise<ScanRecord> => {
  const scans = await store.scans()
  if (Object.hasOwn(BY_AGE, name)) return byAge(scans, name as keyof typeof BY_AGE)
  const found = scans.filter(({ id }) => id.startsWith(name))
  const [scan, other] = found
  if (other) {
    const ids = found.map(({ id }) => id).join(', ')
    throw problem('SCAN_AMBIGUOUS', { name, ids })
  }
  if (scan) return scan
  throw problem('SCAN_UNKNOWN', { name })
}

const byAge = (scans: readonly ScanRecord[], name: keyof typeof BY_AGE): ScanRecord => {
  const scan = scans.filter(({ state }) => state === 'finished')[BY_AGE[name]]
  if (scan) return scan
  const unfinished = scans.find(({ state }) => state === 'interrupted')
  const before = name === 'latest' ? '' : ' before the latest'
  if (unfinished) throw problem('SCAN_MISSING but an interrupted one', { before, id: unfinished.id })
  throw problem('SCAN_MISSING', { before })
}

/** Which scans stay: the newest `keep`, or those of the last `olderThanDays` days. */
export type Retention = { keep?: number | undefined; olderThanDays?: number | undefined; now: Date }

/** The scans to delete, of all, newest first. Never one that is running. */
export const outdated = (
  scans: readonly ScanRecord[],
  { keep, olderThanDays, now }: Retention,
): ScanRecord[] =>
  scans.filter(({ state, startedAt }, index) => {
    if (state === 'running') return false
    if (keep !== undefined) return index >= keep
    return olderThanDays !== undefined && now.getTime() - Date.parse(startedAt) > olderThanDays * DAY_MS
  })
