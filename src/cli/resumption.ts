import { existsSync } from 'node:fs'
import { type McpPqcError, UsageError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { ScanRecord } from '../model/scanRecord.ts'
import { type KeepingPlace, type KeptScan, keeping } from '../scan/recorder.ts'
import type { Earlier, ScanOptions } from '../scan.ts'
import { storePath } from '../store/openStore.ts'
import type { Resumption, ScanStore } from '../store/scanStore.ts'

/** An interrupted scan that this process goes on with. */
export type OpenResumption = Omit<Resumption, 'writer' | 'silent'> & { earlier: Earlier; kept: KeptScan }

/**
 * Takes over an interrupted scan: the one that the only argument means, or the latest.
 *
 * @throws {McpPqcError} RESUME_CONTRADICTED, INTERRUPTED_SCAN_MISSING, LAB_IS_GONE, SCAN_RUNNING, SCAN_FINISHED, and as `openStore` and `findScan` do
 */
export const openResumption = async (
  [name, ...others]: readonly string[],
  place: KeepingPlace,
): Promise<OpenResumption> => {
  if (others.length > 0) throw contradicted('takes one argument, the id of a scan', 'See mcp-pqc history.')
  const path = storePath(place.store, place.dataDir)
  if (!existsSync(path)) throw nothingInterrupted()
  const { openStore } = await import('../store/sqlite/sqliteStore.ts')
  const store = await openStore(path, 'write')
  try {
    const { id, scope } = await choose(store, name)
    if (scope.lab) throw labIsGone(id)
    const { writer, silent, ...rest } = await store.resume(id)
    const kept = keeping(store, writer, place)
    try {
      const endpoints: InventoryEndpoint[] = []
      for await (const endpoint of store.endpoints(id, 'risk')) endpoints.push(endpoint)
      return { ...rest, earlier: { endpoints, silent }, kept }
    } catch (error) {
      await kept.close()
      throw error
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

const choose = async (store: ScanStore, name: string | undefined): Promise<ScanRecord> => {
  const { findScan } = await import('../store/findScan.ts')
  if (name !== undefined) return findScan(store, name)
  const scan = (await store.scans()).find(({ state }) => state === 'interrupted')
  if (scan) return scan
  throw nothingInterrupted()
}

const nothingInterrupted = (): UsageError =>
  new UsageError(
    'INTERRUPTED_SCAN_MISSING',
    'there is no interrupted scan to go on with',
    'mcp-pqc history shows the scans that are kept.',
  )

const labIsGone = (id: string): McpPqcError =>
  new UsageError(
    'LAB_IS_GONE',
    `the scan ${id} was of the demonstration fleet, which went with it`,
    'Begin anew with mcp-pqc scan --lab; an earlier scan is resumed by its id: mcp-pqc scan --resume ID.',
  )

/** Flags that do not change what a scan finds: they may be given anew. */
const ANEW = [
  'resume',
  'store',
  'json',
  'header',
  'token-env',
  'fail-on',
  'output',
  'explain',
  'verbose',
  'concurrency',
  'per-host',
  'rate',
]

/** What oclif knows of the flags that were given. */
export type FlagMetadata = { flags: { [name: string]: { setFromDefault?: boolean } | undefined } }

/**
 * A scan that is continued has its sources and options.
 *
 * @throws {UsageError} RESUME_CONTRADICTED
 */
export const checkResumeFlags = (flags: object, { flags: metadata }: FlagMetadata): void => {
  const given = Object.keys(flags).filter((name) => !metadata[name]?.setFromDefault)
  const wrong = given.filter((name) => !ANEW.includes(name)).map((name) => `--${name}`)
  if (wrong.length === 0) return
  throw contradicted(
    `goes on with the sources and options of the scan: ${wrong.join(', ')} would be others`,
    `Leave them out. ${ANEW.slice(3)
      .map((name) => `--${name}`)
      .join(', ')} may be given anew.`,
  )
}

const contradicted = (what: string, hint: string): UsageError =>
  new UsageError('RESUME_CONTRADICTED', `--resume ${what}`, hint)

/**
 * Credentials are not kept: a scan that sent some needs them again, and one that did not cannot have them now.
 *
 * @throws {UsageError} CREDENTIAL_AGAIN, RESUME_CONTRADICTED
 */
export const checkResumeCredentials = ({ id, scope }: ScanRecord, areGiven: boolean): void => {
  const wereSent = scope.credentials.includes('command-line')
  if (wereSent === areGiven) return
  if (areGiven) {
    throw contradicted(
      `goes on with the scan ${id}, which sends no --header and no --token-env`,
      'Leave them out, or begin a new scan.',
    )
  }
  throw new UsageError(
    'CREDENTIAL_AGAIN',
    `the scan ${id} sends a credential, and credentials are not kept`,
    'Name it again: mcp-pqc scan --resume --token-env NAME, or --header.',
  )
}

/** The pace may be another than before. */
export type Pace = { concurrency: number | undefined; perHost: number | undefined; rate: number | undefined }

/** The options that the scan began with. */
export const resumedOptions = (
  { scope }: ScanRecord,
  { ca, owners }: Resumption['unfinished'],
  pace: Pace,
): Omit<ScanOptions, 'credentials'> => ({
  profile: scope.profile,
  timeoutMs: scope.timeoutMs,
  concurrency: pace.concurrency ?? scope.concurrency,
  perHost: pace.perHost ?? scope.perHost,
  rate: pace.rate ?? scope.rate,
  ca,
  sni: scope.sni,
  mcp: scope.mcp,
  owners,
})
