import { userInfo } from 'node:os'
import { type Owners, readOwners } from '../assess/owners/owners.ts'
import { type Discovery, discover, requireTargets, type Sources } from '../discover/discover.ts'
import { shownTarget } from '../discover/endpointUrl.ts'
import { isIncomplete } from '../discover/problemNotes.ts'
import { sweepEndpoints } from '../discover/range/sweep.ts'
import type { DiscoveryProblem } from '../model/endpoint.ts'
import type { Inventory } from '../model/inventory.ts'
import { certificateBlocks } from '../model/pem.ts'
import { present } from '../model/questions/present.ts'
import type { ScanScope, Unfinished } from '../model/scanRecord.ts'
import { type Asked, nothingEarlier, type ScanContext, type ScanOptions, type ScanTask } from './options.ts'
import { ScanRecorder } from './recorder.ts'

export type NewScanRequest = {
  kind: 'new'
  sources: Sources
  /** `credentials`: those of the command line. */
  options: ScanOptions
  /** Send the header fields of the configurations, each to its own origin. */
  configCredentials: boolean
  home: string | undefined
}

/** Discovers the endpoints, and begins to store the scan. @throws {McpPqcError} as `discover` and `ScanRecorder.begin` do */
export const beginScan = async (request: NewScanRequest, context: ScanContext): Promise<ScanTask> => {
  const { configCredentials, home } = request
  const { lab, note, signal } = context
  const sources = { ...request.sources, lab: lab?.endpoints ?? [] }
  const credentials = [...request.options.credentials]
  const owners = await readOwners(request.options.owners)
  const incomplete: DiscoveryProblem[] = []
  const discovery = await discover(sources, {
    note: (problem) => {
      if (isIncomplete(problem) && incomplete.length < MAX_INCOMPLETE) incomplete.push(problem)
      context.onProblem(problem)
    },
    credential: configCredentials ? (one) => credentials.push(one) : undefined,
    timeoutMs: request.options.timeoutMs,
    ca: request.options.ca,
    proxy: request.options.proxy,
    signal,
  })
  requireTargets(discovery, sources)
  const ca = lab ? [...request.options.ca, lab.ca] : request.options.ca
  const options: ScanOptions = { ...request.options, ca, credentials }
  const authorization = sources.authorized ? authorizationOf(discovery.publicScope.scope) : undefined
  const startedAt = new Date()
  const scope = recordedScope(sources, options, {
    home,
    lab: lab !== undefined,
    credentials: [
      ...(request.options.credentials.length > 0 ? ['command-line' as const] : []),
      ...(configCredentials ? ['configurations' as const] : []),
    ],
  })
  const tool = { name: 'mcp-pqc', version: context.version }
  // What resuming needs in addition to the scope and the endpoints that were named one by one.
  const unfinished: Unfinished = {
    sweep: discovery.sweep,
    // Only the certificates: the same file may hold a private key.
    ca: ca.flatMap(certificateBlocks),
    ...(options.owners.length > 0 ? { owners: [...options.owners] } : {}),
  }
  const asked = { ...fromSettings(owners, discovery), ...(incomplete.length > 0 && { incomplete }) }
  const begun = { tool, scope, authorization, startedAt, asked, unfinished, named: discovery.named() }
  const recorder = await ScanRecorder.begin(begun, context)
  const earlier = nothingEarlier(asked)
  return { discovery, options, authorization, startedAt, earlier, recorder, owners, note, signal }
}

/** Problems that the summary lists. */
const MAX_INCOMPLETE = 100

/** Hosts that are probed on every port are named, too. */
const fromSettings = (owners: Owners, { named, sweep: { hosts, ports } }: Discovery): Asked => {
  const excluded = owners.excluded([...named(), ...sweepEndpoints({ ranges: [], hosts, ports })])
  const { settings } = owners
  return { ...(settings.length > 0 && { settings }), ...(excluded.length > 0 && { excluded }) }
}

/** Who said that these public networks may be scanned, and when. Undefined where none of them is public. */
const authorizationOf = (scope: readonly string[]): Inventory['authorization'] =>
  scope.length === 0 ? undefined : { who: userName(), when: new Date().toISOString(), scope: [...scope] }

/** A container may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

const withoutCredentials = (proxy: string): string => {
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}

/** What a scan was asked to do, to be stored with it: without credentials, and without what in URLs may be secret. */
const recordedScope = (
  { targets, files, configs, registries, exclude, allow = [], ports, portsNamed }: Sources,
  { profile, mcp, sni, timeoutMs, concurrency, perHost, rate, owners, proxy }: ScanOptions,
  { home, lab, credentials }: Pick<ScanScope, 'lab' | 'credentials'> & { home: string | undefined },
): ScanScope => ({
  targets: targets.map(shownTarget),
  files: files.map(({ path }) => path),
  registries: registries.map(shownTarget),
  exclude: [...exclude],
  ...present({ lab, credentials, profile, mcp, sni, timeoutMs, concurrency, perHost, rate }),
  ...present({
    configs: configs && present({ home, projects: [...configs.projects], allUsers: configs.allUsers }),
    allow: allow.length > 0 ? [...allow] : undefined,
    ports: portsNamed ? [...ports] : undefined,
    proxy: proxy === undefined ? undefined : withoutCredentials(proxy),
    owners: owners[0]?.path,
  }),
})
