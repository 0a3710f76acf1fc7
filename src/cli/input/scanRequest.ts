import { certificateBlocks } from '../../model/pem.ts'
import type { NewScanRequest } from '../../scan/begin.ts'
import type { ResumeRequest } from '../../scan/resume.ts'
import { checkResumeFlags, type FlagMetadata } from '../flags/resumeFlags.ts'
import type { ScanFlags } from '../flags/scanFlags.ts'
import { readCredentials } from './credentials.ts'
import { readOwnerFiles } from './owners.ts'
import { readAuthorities } from './readAuthorities.ts'
import { configPlaces, readSources } from './sources.ts'

/**
 * What `scan` is asked for. Everything that flags and arguments name is read before anything is started.
 *
 * @throws {McpPqcError} as `checkResumeFlags`, `readSources`, `readCredentials`, `readAuthorities` and `readOwnerFiles` do
 */
export const readScanRequest = async (
  flags: ScanFlags,
  argv: readonly string[],
  metadata: FlagMetadata,
  configDir: string,
): Promise<NewScanRequest | ResumeRequest> =>
  flags.resume ? resumeRequest(flags, argv, metadata) : newScanRequest(flags, argv, configDir)

const newScanRequest = async (
  flags: ScanFlags,
  argv: readonly string[],
  configDir: string,
): Promise<NewScanRequest> => {
  const ca = await readAuthorities(flags.ca ?? [])
  const owners = await readOwnerFiles(flags.owners, configDir)
  const sources = await readSources({ ...flags, targets: argv })
  return {
    kind: 'new',
    sources,
    options: {
      profile: flags.profile,
      timeoutMs: flags.timeout * 1000,
      concurrency: flags.concurrency,
      perHost: flags['per-host'],
      rate: flags.rate,
      ca,
      sni: flags.sni,
      proxy: flags.proxy,
      mcp: flags.mcp,
      credentials: readCredentials({ ...flags, targets: sources.targets }, process.env),
      owners,
    },
    configCredentials: flags['with-config-credentials'],
    home: flags.home,
  }
}

const resumeRequest = async (
  flags: ScanFlags,
  argv: readonly string[],
  metadata: FlagMetadata,
): Promise<ResumeRequest> => {
  checkResumeFlags(flags, argv, metadata)
  const ca = flags.ca && (await readAuthorities(flags.ca))
  const fromUser = <T>(name: string, value: T): T | undefined =>
    metadata.flags[name]?.setFromDefault ? undefined : value
  return {
    kind: 'resume',
    name: argv[0],
    pace: {
      concurrency: fromUser('concurrency', flags.concurrency),
      perHost: fromUser('per-host', flags['per-host']),
      rate: flags.rate,
    },
    proxy: flags.proxy,
    again: {
      ca: ca?.flatMap(certificateBlocks),
      home: flags.home === undefined ? undefined : [flags.home],
      'all-users': flags['all-users'] ? [] : undefined,
      'with-config-credentials': flags['with-config-credentials'] ? [] : undefined,
      proxy: flags.proxy === undefined ? undefined : [flags.proxy],
    },
    credentials: (targets) => readCredentials({ ...flags, targets }, process.env),
    configPlaces: ({ home, projects, allUsers }) => configPlaces(home, projects, allUsers),
  }
}
