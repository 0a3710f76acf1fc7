import { Args, Flags, type Interfaces } from '@oclif/core'
import { authorizationOf } from '../src/cli/authorization.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { readCredentials } from '../src/cli/credentials.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { type KeepingPlace, type KeptScan, keepScan } from '../src/cli/keptScan.ts'
import { readOwnerFile } from '../src/cli/owners.ts'
import { readAuthorities } from '../src/cli/readAuthorities.ts'
import {
  checkResumeCredentials,
  checkResumeFlags,
  openResumption,
  resumedOptions,
} from '../src/cli/resumption.ts'
import { credentialFlags, probeFlags, sourceFlags } from '../src/cli/scanFlags.ts'
import { scanScope, unfinishedOf } from '../src/cli/scanScope.ts'
import { scanView } from '../src/cli/scanView.ts'
import { readSources, requireTargets } from '../src/cli/sources.ts'
import { storeFlag } from '../src/cli/storeFlag.ts'
import { checkWritable, writeFileAtomically } from '../src/cli/writeFile.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { Inventory } from '../src/model/inventory.ts'
import type { ScanRecord } from '../src/model/scanRecord.ts'
import { jsonText } from '../src/report/json.ts'
import { problemText } from '../src/report/problem.ts'
import {
  type Credentials,
  collect,
  type Discovery,
  discover,
  type Earlier,
  GATE_NAMES,
  inventoryOf,
  parseGates,
  rediscover,
  type ScanOptions,
  scan,
  scopeOf,
} from '../src/scan.ts'

/** A scan that is about to run: a new one, or one that is continued. */
type Task = {
  found: Discovery
  options: ScanOptions
  signal: AbortSignal
  authorization: Inventory['authorization']
  startedAt: Date
  earlier?: Earlier
  kept: KeptScan
  close(): Promise<void>
}

export default class Scan extends BaseCommand {
  static override summary = 'Probe endpoints, and rank them by what a quantum computer could do to them.'
  static override description =
    `A TARGET is a URL, host, host:port, [IPv6 address]:port, a CIDR range, or - for a list on standard input.

Every endpoint is kept as soon as it is done (docs/store.md). With --resume the one argument is the id of an interrupted scan, and without one it is the latest.

Exit codes: 0 done, 1 a --fail-on condition holds, 2 usage, 3 some endpoints could not be probed, 70 a bug in this program, 130 interrupted.`
  static override examples = [
    { description: 'The demonstration fleet', command: '<%= config.bin %> scan --lab' },
    {
      description: 'Your own endpoints',
      command: '<%= config.bin %> scan https://mcp.example.com/mcp db.internal:8443',
    },
    {
      description: 'A network, as JSON',
      command: '<%= config.bin %> scan 10.0.0.0/24 --port 443,8443 --json',
    },
    {
      description: 'A gate in CI',
      command: '<%= config.bin %> scan -f endpoints.txt --fail-on classical',
    },
    {
      description: 'Go on with the scan that was interrupted, by Ctrl-C or a crash',
      command: '<%= config.bin %> scan --resume',
    },
  ]
  static override strict = false
  static override args = {
    // Without ignoreStdin oclif reads standard input for a missing argument, which may be the list of --file -.
    target: Args.string({ description: 'what to scan; may be repeated', required: false, ignoreStdin: true }),
  }
  static override flags = {
    ...sourceFlags,
    ...credentialFlags,
    ...probeFlags,
    'fail-on': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CONDITION',
      helpGroup: 'OUTPUT',
      description: `exit with 1 where it holds for an endpoint: ${GATE_NAMES.join(', ')}, risk=N`,
    }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      helpGroup: 'OUTPUT',
      description: 'write the inventory to a file too, as JSON',
    }),
    explain: Flags.boolean({ helpGroup: 'OUTPUT', description: 'show the evidence for each endpoint' }),
    verbose: Flags.boolean({ char: 'v', helpGroup: 'OUTPUT', description: 'the same as --explain' }),
    ...storeFlag,
    resume: Flags.boolean({
      description: 'go on with an interrupted scan, its sources and options, without what is done',
    }),
  }

  override async run(): Promise<Inventory> {
    const { flags, argv, metadata } = await this.parse(Scan)
    if (flags.resume) checkResumeFlags(flags, metadata)
    // What is wrong with the user's words is said before anything is started.
    // Which profile is continued is not known yet: names alone are judged until it is.
    parseGates(flags['fail-on'] ?? [], flags.resume ? 'full' : flags.profile)
    if (flags.output !== undefined) await checkWritable(flags.output)
    const task = flags.resume
      ? await this.#resume(flags, argv as string[], metadata.flags)
      : await this.#begin(flags, argv as string[])
    const { found, options, signal, authorization, startedAt, earlier, kept } = task
    try {
      const gates = parseGates(flags['fail-on'] ?? [], options.profile)
      const view = await scanView({
        silent: this.jsonEnabled(),
        width: this.width,
        colours: this.colours,
        total: found.count - (earlier ? earlier.endpoints.length + earlier.silent.size : 0),
        print: (text) => this.log(text),
      })
      const result = await collect((silent) => scan(found, { ...options, silent }), view.done, signal, {
        keeper: kept,
        earlier,
        startedAt,
      })
      const isKept = await kept.end(result.interrupted ? 'interrupted' : 'finished')
      const inventory = inventoryOf(result, this.config.version, authorization)
      view.end(inventory, flags.explain || flags.verbose)
      if (flags.output !== undefined) {
        await writeFileAtomically(flags.output, jsonText(inventory))
        this.note(`Inventory: ${flags.output}`)
      }
      if (result.interrupted && isKept && !flags.lab && !this.jsonEnabled())
        this.note('Go on with it: mcp-pqc scan --resume')
      process.exitCode = this.#exitCode(inventory, gates)
      return inventory
    } finally {
      await task.close()
    }
  }

  async #begin(flags: ScanFlags, argv: string[]): Promise<Task> {
    const ca = await readAuthorities(flags.ca ?? [])
    const owners = await readOwnerFile(flags.owners)
    const sources = await readSources({ ...flags, targets: argv })
    const named = readCredentials({ ...flags, targets: sources.targets }, process.env)
    const credentials = [...named]
    const { signal, release } = this.interruptible()
    const lab = flags.lab ? await startLab({ signal }) : undefined
    try {
      const found = await discover(
        { ...sources, lab: lab?.endpoints ?? [] },
        {
          note: (problem) => this.note(problemText(problem)),
          credential: flags['with-config-credentials'] ? (one) => credentials.push(one) : undefined,
          timeoutMs: flags.timeout * 1000,
          ca,
          signal,
        },
      )
      requireTargets(found.count, sources)
      const options = this.#options(flags, { ca: lab ? [...ca, lab.ca] : ca, credentials, owners, signal })
      const authorization = flags.authorized ? authorizationOf(found.publicScope.scope) : undefined
      const startedAt = new Date()
      const sent = [
        ...(named.length > 0 ? ['command-line' as const] : []),
        ...(flags['with-config-credentials'] ? ['configurations' as const] : []),
      ]
      const scope = scanScope(scopeOf(sources, flags), options, sent)
      const kept = await keepScan(
        () => ({
          tool: { name: 'mcp-pqc', version: this.config.version },
          scope,
          authorization,
          startedAt,
          unfinished: unfinishedOf(found, options),
          named: found.named(),
        }),
        this.#place(flags.store),
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

  async #resume(
    flags: ScanFlags,
    argv: string[],
    given: { [name: string]: { setFromDefault?: boolean } | undefined },
  ): Promise<Task> {
    const { record, unfinished, named, earlier, kept } = await openResumption(argv, this.#place(flags.store))
    const { signal, release } = this.interruptible()
    const close = (): Promise<void> => {
      release()
      return kept.close()
    }
    try {
      const { scope } = record
      const fromUser = <T>(name: string, value: T): T | undefined =>
        given[name]?.setFromDefault ? undefined : value
      const again = readCredentials({ ...flags, targets: scope.targets }, process.env)
      checkResumeCredentials(record, again.length > 0)
      const options: ScanOptions = {
        ...resumedOptions(record, unfinished, {
          concurrency: fromUser('concurrency', flags.concurrency),
          perHost: fromUser('per-host', flags['per-host']),
          rate: flags.rate,
        }),
        credentials: [...again, ...(await this.#configCredentials(record, signal))],
        unusedRules: this.#unusedRules,
        earlier,
        signal,
      }
      const done = earlier.endpoints.length + earlier.silent.size
      this.note(`Going on with the scan ${record.id} of ${record.startedAt}: ${done} done before.`)
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
  async #configCredentials({ scope }: ScanRecord, signal: AbortSignal): Promise<Credentials> {
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

  #options(
    flags: ScanFlags,
    rest: Pick<ScanOptions, 'ca' | 'credentials' | 'owners'> & { signal: AbortSignal },
  ): ScanOptions {
    return {
      profile: flags.profile,
      timeoutMs: flags.timeout * 1000,
      concurrency: flags.concurrency,
      perHost: flags['per-host'],
      rate: flags.rate,
      sni: flags.sni,
      mcp: flags.mcp,
      unusedRules: this.#unusedRules,
      ...rest,
    }
  }

  #unusedRules = (rules: { path: string; line: number }[]): void => {
    for (const { path, line } of rules) this.note(`${path}:${line}: this rule matches no endpoint`)
  }

  #place(store: string | undefined): KeepingPlace {
    return { store, dataDir: this.config.dataDir, note: (text) => this.note(text) }
  }

  #exitCode({ endpoints, summary }: Inventory, gates: ReturnType<typeof parseGates>): number {
    if (summary.interrupted) return EXIT.interrupted
    const failed = gates.filter(({ fails }) => endpoints.some(fails))
    for (const { name, meaning, fails } of failed) {
      this.note(`--fail-on ${name}: ${endpoints.filter(fails).length} with ${meaning}`)
    }
    if (failed.length > 0) return EXIT.gateFailed
    return summary.unreachable > 0 ? EXIT.someUnreachable : EXIT.done
  }
}

type ScanFlags = Interfaces.InferredFlags<typeof Scan.flags>
