import type { ScanRecord } from '../model/scanRecord.ts'
import { type Credentials, discover, rediscover, type ScanOptions } from '../scan.ts'
import type { ScanFlags } from './flags/scanFlags.ts'
import { readCredentials } from './input/credentials.ts'
import { noteUnusedRules } from './input/owners.ts'
import { readSources } from './input/sources.ts'
import { checkResumeCredentials, type FlagMetadata, openResumption, resumedOptions } from './resumption.ts'
import type { ScanTask, TaskSurroundings } from './scanTask.ts'

/**
 * The scan that was interrupted, with its own sources and options; `metadata` tells which flags the user gave.
 *
 * @throws {McpPqcError} as `openResumption` and `checkResumeCredentials` do
 */
export const resumeScan = async (
  flags: ScanFlags,
  argv: readonly string[],
  { flags: metadata }: FlagMetadata,
  { place, note, interruptible }: Pick<TaskSurroundings, 'place' | 'note' | 'interruptible'>,
): Promise<ScanTask> => {
  const { record, unfinished, named, earlier, kept } = await openResumption(argv, place)
  const { signal, release } = interruptible()
  const close = (): Promise<void> => {
    release()
    return kept.close()
  }
  try {
    const fromUser = <T>(name: string, value: T): T | undefined =>
      metadata[name]?.setFromDefault ? undefined : value
    const again = readCredentials({ ...flags, targets: record.scope.targets }, process.env)
    checkResumeCredentials(record, again.length > 0)
    const options: ScanOptions = {
      ...resumedOptions(record, unfinished, {
        concurrency: fromUser('concurrency', flags.concurrency),
        perHost: fromUser('per-host', flags['per-host']),
        rate: flags.rate,
      }),
      credentials: [...again, ...(await configCredentials(record, signal))],
      unusedRules: (rules) => noteUnusedRules(rules, note),
      earlier,
      signal,
    }
    const done = earlier.endpoints.length + earlier.silent.size
    note(`Going on with the scan ${record.id} of ${record.startedAt}: ${done} done before.`)
    return {
      found: rediscover(named, unfinished.sweep),
      options,
      authorization: record.authorization,
      startedAt: new Date(record.startedAt),
      earlier,
      signal,
      kept,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** They are not kept: they are read again, where the scan sends them. */
const configCredentials = async ({ scope }: ScanRecord, signal: AbortSignal): Promise<Credentials> => {
  if (!scope.credentials.includes('configurations') || !scope.configs) return []
  const { home, projects, allUsers } = scope.configs
  const words = { home, project: projects, 'all-users': allUsers, configs: true }
  const sources = await readSources({ ...words, targets: [], authorized: false, lab: false })
  const credentials: Credentials[number][] = []
  await discover(sources, {
    note: () => {},
    credential: (one) => credentials.push(one),
    timeoutMs: scope.timeoutMs,
    ca: [],
    signal,
  })
  return credentials
}
