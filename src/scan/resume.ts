import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { readOwners } from '../assess/owners/owners.ts'
import type { ConfigPlaces } from '../discover/config/configs.ts'
import { discover, rediscover } from '../discover/discover.ts'
import { problem } from '../discover/problem.ts'
import type { ScanRecord, ScanScope, Unfinished } from '../model/scanRecord.ts'
import type { Credentials } from '../probe/mcp/mcp.ts'
import { storePath } from '../store/openStore.ts'
import type { ScanStore } from '../store/scanStore.ts'
import type { ScanContext, ScanOptions, ScanTask } from './options.ts'
import { openPlace, ScanRecorder } from './recorder.ts'

export type ResumeRequest = {
  kind: 'resume'
  /** The beginning of its id; undefined: the latest one that was interrupted. */
  name: string | undefined
  /** Where it differs from before. */
  pace: { [Name in 'concurrency' | 'perHost' | 'rate']: ScanOptions[Name] | undefined }
  /** Where it has a password, which is not stored. */
  proxy: string | undefined
  /** Those of the command line, for the targets of the scan. */
  credentials: (targets: readonly string[]) => Credentials
  /** What is named again of the options that decide where credentials go; undefined: not named. */
  again: { [Name in (typeof DECISIVE)[number]]: readonly string[] | undefined }
  /** Where the configurations are whose credentials the scan sends. */
  configPlaces: (recorded: NonNullable<ScanScope['configs']>) => ConfigPlaces
}

/** Flags that decide where credentials come from and go to, in addition to the targets. */
const DECISIVE = ['ca', 'home', 'all-users', 'with-config-credentials', 'proxy'] as const

/**
 * Takes an interrupted scan over from the store.
 *
 * A store that the user named may be anyone's: a scan in it gets credentials only if everything that decides where they go is
 * named again.
 *
 * @throws {McpPqcError} INTERRUPTED_SCAN_MISSING, LAB_IS_GONE, SCAN_RUNNING, SCAN_FINISHED, CREDENTIAL_AGAIN,
 * RESUME_CONTRADICTED, and as `openStore` and `findScan` do
 */
export const resumeScan = async (request: ResumeRequest, context: ScanContext): Promise<ScanTask> => {
  const { note, signal } = context
  if (!existsSync(storePath(context.store, context.dataDir))) throw problem('INTERRUPTED_SCAN_MISSING')
  const store = await openPlace(context)
  let recorder: ScanRecorder | undefined
  try {
    const { id, scope } = await choose(store, request.name)
    if (scope.lab) throw problem('LAB_IS_GONE', { id })
    const { record, unfinished, named, silent, writer } = await store.resume(id)
    recorder = new ScanRecorder(context, { store, writer })
    const summary = { ...record.summary, interrupted: false, silentAddresses: silent.size }
    const given = request.credentials(scope.targets)
    checkCredentials(record, given.length > 0)
    checkAgain(record, unfinished, request, context)
    note(`Resuming scan ${id} of ${record.startedAt}: ${summary.endpoints + silent.size} finished before.`)
    return {
      discovery: rediscover(named, unfinished.sweep),
      options: {
        profile: scope.profile,
        timeoutMs: scope.timeoutMs,
        concurrency: request.pace.concurrency ?? scope.concurrency,
        perHost: request.pace.perHost ?? scope.perHost,
        rate: request.pace.rate ?? scope.rate,
        ca: unfinished.ca,
        sni: scope.sni,
        proxy: request.proxy ?? scope.proxy,
        mcp: scope.mcp,
        credentials: [...given, ...(await configCredentials(scope, request, signal))],
        owners: unfinished.owners ?? [],
      },
      owners: await readOwners(unfinished.owners),
      authorization: record.authorization,
      startedAt: new Date(record.startedAt),
      earlier: { summary, endpoints: () => store.endpoints(id, 'risk'), silent },
      recorder,
      note,
      signal,
    }
  } catch (error) {
    await (recorder ?? store).close()
    throw error
  }
}

const choose = async (store: ScanStore, name: string | undefined): Promise<ScanRecord> => {
  const { findScan } = await import('../store/findScan.ts')
  if (name !== undefined) return findScan(store, name)
  const scan = (await store.scans()).find(({ state }) => state === 'interrupted')
  if (scan) return scan
  throw problem('INTERRUPTED_SCAN_MISSING')
}

/** Credentials are not stored: those of the configurations are read again. */
const configCredentials = async (
  { credentials, configs, timeoutMs }: ScanScope,
  { configPlaces }: ResumeRequest,
  signal: AbortSignal,
): Promise<Credentials> => {
  if (!credentials.includes('configurations') || !configs) return []
  const found: Credentials[number][] = []
  const none = { targets: [], files: [], registries: [], lab: [], ports: [], exclude: [] }
  await discover(
    { ...none, configs: configPlaces(configs), portsNamed: false, authorized: false },
    { note: () => {}, credential: (one) => found.push(one), timeoutMs, ca: [], signal },
  )
  return found
}

const checkAgain = (
  { id, scope }: ScanRecord,
  { ca }: Unfinished,
  { again }: ResumeRequest,
  { store }: ScanContext,
): void => {
  const { credentials, configs, proxy } = scope
  const before: ResumeRequest['again'] = {
    ca: ca.length > 0 ? ca : undefined,
    home: configs?.home === undefined ? undefined : [configs.home],
    'all-users': configs?.allUsers ? [] : undefined,
    'with-config-credentials': credentials.includes('configurations') ? [] : undefined,
    proxy: proxy === undefined ? undefined : [proxy],
  }
  const those = (is: (name: keyof typeof before) => boolean): string =>
    DECISIVE.filter(is)
      .map((name) => `--${name}`)
      .join(', ')
  // A proxy may be another than before.
  const wrong = those(
    (name) => name !== 'proxy' && again[name] !== undefined && !isDeepStrictEqual(again[name], before[name]),
  )
  if (wrong !== '') throw problem('RESUME_CONTRADICTED by a value', { id, wrong })
  if (store === undefined || credentials.length === 0) return
  const missing = those((name) => before[name] !== undefined && again[name] === undefined)
  if (missing !== '') throw problem('CREDENTIAL_AGAIN from a store', { id, path: store, missing })
}

/** A scan that sent a credential of the command line needs it again, and one that did not cannot have one now. */
const checkCredentials = ({ id, scope }: ScanRecord, areGiven: boolean): void => {
  if (scope.credentials.includes('command-line') === areGiven) return
  throw problem(areGiven ? 'RESUME_CONTRADICTED' : 'CREDENTIAL_AGAIN', { id })
}
