import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { scanFlags } from '../src/cli/flags/scanFlags.ts'
import { GateTally } from '../src/cli/gateTally.ts'
import { scanView } from '../src/cli/output/scanView.ts'
import { checkWritable, writeFileAtomically } from '../src/cli/output/writeFile.ts'
import { resumeScan } from '../src/cli/resumedTask.ts'
import { checkResumeFlags } from '../src/cli/resumption.ts'
import { beginScan } from '../src/cli/scanTask.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { Inventory } from '../src/model/inventory.ts'
import { jsonText } from '../src/report/text/json.ts'
import { collect, GATE_NAMES, inventoryOf, parseGates, scan } from '../src/scan.ts'

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
  static override flags = scanFlags(GATE_NAMES)

  override async run(): Promise<Inventory> {
    const { flags, argv, metadata } = await this.parse(Scan)
    if (flags.resume) checkResumeFlags(flags, metadata)
    // What is wrong with the user's words is said before anything is started.
    // Which profile is continued is not known yet: names alone are judged until it is.
    parseGates(flags['fail-on'] ?? [], flags.resume ? 'full' : flags.profile)
    if (flags.output !== undefined) await checkWritable(flags.output)
    const note = (text: string): void => this.note(text)
    const surroundings = {
      version: this.config.version,
      place: { store: flags.store, dataDir: this.config.dataDir, note },
      note,
      interruptible: () => this.interruptible(),
      startLab,
    }
    const task = flags.resume
      ? await resumeScan(flags, argv as string[], metadata, surroundings)
      : await beginScan(flags, argv as string[], surroundings)
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
      process.exitCode = exitCode(inventory, gates, note)
      return inventory
    } finally {
      await task.close()
    }
  }
}

const exitCode = (
  { endpoints, summary }: Inventory,
  gates: ReturnType<typeof parseGates>,
  note: (text: string) => void,
): number => {
  if (summary.interrupted) return EXIT.interrupted
  const tally = new GateTally(gates)
  for (const endpoint of endpoints) tally.see(endpoint)
  const asked = tally.exitCode(note)
  return asked === EXIT.done && summary.unreachable > 0 ? EXIT.someUnreachable : asked
}
