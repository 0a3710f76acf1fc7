import { Args, Flags } from '@oclif/core'
import { authorizationOf } from '../src/cli/authorization.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { readCredentials } from '../src/cli/credentials.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { keepLatestScan } from '../src/cli/latestScan.ts'
import { readOwnerFile } from '../src/cli/owners.ts'
import { readAuthorities } from '../src/cli/readAuthorities.ts'
import { credentialFlags, probeFlags, sourceFlags } from '../src/cli/scanFlags.ts'
import { scanView } from '../src/cli/scanView.ts'
import { readSources, requireTargets } from '../src/cli/sources.ts'
import { checkWritable, writeFileAtomically } from '../src/cli/writeFile.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { Inventory } from '../src/model/inventory.ts'
import { jsonText } from '../src/report/json.ts'
import { problemText } from '../src/report/problem.ts'
import {
  collect,
  discover,
  GATE_NAMES,
  inventoryOf,
  parseGates,
  type ScanOptions,
  scan,
} from '../src/scan.ts'

export default class Scan extends BaseCommand {
  static override summary = 'Probe endpoints, and rank them by what a quantum computer could do to them.'
  static override description =
    `A TARGET is a URL, host, host:port, [IPv6 address]:port, a CIDR range, or - for a list on standard input.

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
  }

  override async run(): Promise<Inventory> {
    const { flags, argv } = await this.parse(Scan)
    // What is wrong with the user's words is said before anything is started.
    const gates = parseGates(flags['fail-on'] ?? [], flags.profile)
    const ca = await readAuthorities(flags.ca ?? [])
    const owners = await readOwnerFile(flags.owners)
    if (flags.output !== undefined) await checkWritable(flags.output)
    const targets = argv as string[]
    const named = await readSources({ ...flags, targets })
    const credentials = [...readCredentials({ ...flags, targets: named.targets }, process.env)]

    const { signal, release } = this.interruptible()
    const lab = flags.lab ? await startLab({ signal }) : undefined
    try {
      const found = await discover(
        { ...named, lab: lab?.endpoints ?? [] },
        {
          note: (problem) => this.note(problemText(problem)),
          credential: flags['with-config-credentials'] ? (one) => credentials.push(one) : undefined,
          timeoutMs: flags.timeout * 1000,
          ca,
          signal,
        },
      )
      requireTargets(found.count, named)
      const authorization = flags.authorized ? authorizationOf(found.publicScope.scope) : undefined
      const view = await scanView({
        silent: this.jsonEnabled(),
        width: this.width,
        colours: this.colours,
        total: found.count,
        print: (text) => this.log(text),
      })
      const options: ScanOptions = {
        profile: flags.profile,
        timeoutMs: flags.timeout * 1000,
        concurrency: flags.concurrency,
        perHost: flags['per-host'],
        rate: flags.rate,
        sni: flags.sni,
        ca: lab ? [...ca, lab.ca] : ca,
        mcp: flags.mcp,
        credentials,
        owners,
        unusedRules: (rules) => {
          for (const { path, line } of rules) this.note(`${path}:${line}: this rule matches no endpoint`)
        },
        signal,
      }
      const start = (silent: () => void) => scan(found, { ...options, silent })
      const inventory = inventoryOf(
        await collect(start, view.done, signal),
        this.config.version,
        authorization,
      )
      view.end(inventory, flags.explain || flags.verbose)
      if (flags.output !== undefined) {
        await writeFileAtomically(flags.output, jsonText(inventory))
        this.note(`Inventory: ${flags.output}`)
      }
      await keepLatestScan(this.config.dataDir, inventory, (text) => this.note(text))
      process.exitCode = this.#exitCode(inventory, gates)
      return inventory
    } finally {
      release()
      await lab?.close()
    }
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
