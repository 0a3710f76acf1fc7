import { UsageError } from '../model/error.ts'
import type { ScanRecord } from '../model/scanRecord.ts'
import type { ScanStore } from './scanStore.ts'

/** The names that stand for a scan beside its id. */
const BY_AGE = { latest: 0, previous: 1 } as const

/** True for the beginning of an id. */
export const isScanId = (name: string): boolean => /^[\da-f]{2,8}$/.test(name)

/** True for what names a scan of the store: `latest`, `previous`, or the beginning of an id. */
export const isScanName = (name: string): boolean => Object.hasOwn(BY_AGE, name) || isScanId(name)

/**
 * The scan that a name means: `latest` and `previous` are the last two that were finished, as an interrupted one shows
 * only a part; an id, or so much of its beginning that no other begins with it, means any.
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
    throw new UsageError('SCAN_AMBIGUOUS', `${name} may be ${ids}`, 'Write one digit more.')
  }
  if (scan) return scan
  throw new UsageError('SCAN_UNKNOWN', `there is no scan ${name}`, 'See mcp-pqc history.')
}

const byAge = (scans: readonly ScanRecord[], name: keyof typeof BY_AGE): ScanRecord => {
  const scan = scans.filter(({ state }) => state === 'finished')[BY_AGE[name]]
  if (scan) return scan
  const unfinished = scans.find(({ state }) => state === 'interrupted')
  const hint = unfinished
    ? `The scan ${unfinished.id} was interrupted: mcp-pqc scan --resume finishes it, and its id names it as it is.`
    : 'Scan first (mcp-pqc scan …), or name an inventory file (scan --output FILE).'
  throw noScan(name === 'latest' ? 'there is no finished scan' : 'there is no scan before the latest', hint)
}

const noScan = (message: string, hint: string): UsageError => new UsageError('SCAN_MISSING', message, hint)
