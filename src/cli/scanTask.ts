import type { Inventory } from '../model/inventory.ts'
import { problemText } from '../report/text/problem.ts'
import { scanScope, unfinishedOf } from '../scan/recordedScope.ts'
import { type KeepingPlace, type KeptScan, keepScan } from '../scan/recorder.ts'
import { type Discovery, discover, type Earlier, type ScanOptions, type Sources, scopeOf } from '../scan.ts'
import { authorizationOf } from './authorization.ts'
import type { ScanFlags } from './flags/scanFlags.ts'
import { readCredentials } from './input/credentials.ts'
import { noteUnusedRules, readOwnerFile } from './input/owners.ts'
import { readAuthorities } from './input/readAuthorities.ts'
import { readSources, requireTargets } from './input/sources.ts'

/** A scan that is about to run: a new one, or one that is continued. */
export type ScanTask = {
  found: Discovery
  options: ScanOptions
  signal: AbortSignal
  authorization: Inventory['authorization']
  startedAt: Date
  earlier?: Earlier
  kept: KeptScan
  close(): Promise<void>
}

/** What a command lends to its task. */
export type TaskSurroundings = {
  /** Of this program. */
  version: string
  /** Where the scan is kept. */
  place: KeepingPlace
  note: (text: string) => void
  interruptible: () => { signal: AbortSignal; release: () => void }
  startLab: (options: {
    signal: AbortSignal
  }) => Promise<{ endpoints: Sources['lab']; ca: string; close(): Promise<void> }>
}

/**
 * A new scan: what its flags and arguments name is read before anything is started.
 *
 * @throws {McpPqcError} as `readSources`, `readCredentials`, `readAuthorities`, `readOwnerFile`, `discover` and `keepScan` do
 */
export const beginScan = async (
  flags: ScanFlags,
  targets: readonly string[],
  { version, place, note, interruptible, startLab }: TaskSurroundings,
): Promise<ScanTask> => {
  const ca = await readAuthorities(flags.ca ?? [])
  const owners = await readOwnerFile(flags.owners)
  const sources = await readSources({ ...flags, targets })
  const named = readCredentials({ ...flags, targets: sources.targets }, process.env)
  const credentials = [...named]
  const { signal, release } = interruptible()
  const lab = flags.lab ? await startLab({ signal }) : undefined
  try {
    const found = await discover(
      { ...sources, lab: lab?.endpoints ?? [] },
      {
        note: (problem) => note(problemText(problem)),
        credential: flags['with-config-credentials'] ? (one) => credentials.push(one) : undefined,
        timeoutMs: flags.timeout * 1000,
        ca,
        signal,
      },
    )
    requireTargets(found.count, sources)
    const options: ScanOptions = {
      profile: flags.profile,
      timeoutMs: flags.timeout * 1000,
      concurrency: flags.concurrency,
      perHost: flags['per-host'],
      rate: flags.rate,
      sni: flags.sni,
      mcp: flags.mcp,
      ca: lab ? [...ca, lab.ca] : ca,
      credentials,
      owners,
      unusedRules: (rules) => noteUnusedRules(rules, note),
      signal,
    }
    const authorization = flags.authorized ? authorizationOf(found.publicScope.scope) : undefined
    const startedAt = new Date()
    const sent = [
      ...(named.length > 0 ? ['command-line' as const] : []),
      ...(flags['with-config-credentials'] ? ['configurations' as const] : []),
    ]
    const kept = await keepScan(
      () => ({
        tool: { name: 'mcp-pqc', version },
        scope: scanScope(scopeOf(sources, flags), options, sent),
        authorization,
        startedAt,
        unfinished: unfinishedOf(found, options),
        named: found.named(),
      }),
      place,
    )
    const close = async (): Promise<void> => {
      release()
      await kept.close()
      await lab?.close()
    }
    return { found, options, signal, authorization, startedAt, kept, close }
  } catch (error) {
    release()
    await lab?.close()
    throw error
  }
}
