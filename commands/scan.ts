import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { readInput } from '../src/cli/readInput.ts'
import { probeFlags, sourceFlags } from '../src/cli/scanFlags.ts'
import { ScanView } from '../src/cli/scanView.ts'
import { readSources } from '../src/cli/sources.ts'
import { writeFileAtomically } from '../src/cli/writeFile.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { Inventory } from '../src/model/inventory.ts'
import { collect, countEndpoints, GATE_NAMES, inventoryOf, parseGates, scan } from '../src/scan.ts'

export default class Scan extends BaseCommand {
  static override summary = 'Probe endpoints, and rank them by what a quantum computer could do to them.'
  static override description =
    `A TARGET is a URL, host, host:port, [IPv6 address]:port, a CIDR range, or - for a list on standard input.
Exit codes: 0 done, 1 a --fail-on condition holds, 2 usage, 3 some endpoints could not be probed, 130 interrupted.`
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
      command: '<%= config.bin %> scan --file endpoints.txt --fail-on classical --fail-on untrusted',
    },
  ]
  static override strict = false
  static override args = {
    target: Args.string({ description: 'what to scan; may be repeated', required: false }),
  }
  static override flags = {
    ...sourceFlags,
    ...probeFlags,
    'fail-on': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CONDITION',
      helpGroup: 'OUTPUT',
      description: `exit with 1 where it holds: ${GATE_NAMES.join(', ')}, risk=N`,
    }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      helpGroup: 'OUTPUT',
      description: 'write the inventory to a file, as JSON',
    }),
    explain: Flags.boolean({ helpGroup: 'OUTPUT', description: 'show the evidence for each endpoint' }),
    verbose: Flags.boolean({ char: 'v', helpGroup: 'OUTPUT', description: 'the same as --explain' }),
  }

  override async run(): Promise<Inventory> {
    const { flags, argv } = await this.parse(Scan)
    const gates = parseGates(flags['fail-on'] ?? [])
    const ca = await Promise.all((flags.ca ?? []).map(readInput))
    const { signal, release } = this.interruptible()
    const lab = flags.lab ? await startLab({ signal }) : undefined
    try {
      const sources = await readSources({ ...flags, targets: argv as string[], lab: lab?.endpoints ?? [] })
      const view = new ScanView({
        silent: this.jsonEnabled(),
        width: this.width,
        colours: this.colours,
        total: countEndpoints(sources),
        print: (text) => this.log(text),
      })
      const results = scan(sources, {
        profile: flags.profile,
        timeoutMs: flags.timeout * 1000,
        concurrency: flags.concurrency,
        perHost: flags['per-host'],
        rate: flags.rate,
        sni: flags.sni,
        ca: lab ? [...ca, lab.ca] : ca,
        signal,
      })
      const inventory = inventoryOf(
        await collect(results, (one) => view.done(one), signal),
        this.config.version,
      )
      view.end(inventory, flags.explain || flags.verbose)
      if (flags.output !== undefined) {
        await writeFileAtomically(flags.output, `${JSON.stringify(inventory, undefined, 2)}\n`)
        this.note(`Inventory: ${flags.output}`)
      }
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
