import { Args } from '@oclif/core'
import { GATE_NAMES, parseGates } from '../src/assess/gates.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { describeError } from '../src/cli/failure.ts'
import { scanFlags } from '../src/cli/flags/scanFlags.ts'
import { failUntilJudged, GateTally, judgedExitCode, settingsLines } from '../src/cli/gateTally.ts'
import { readScanRequest } from '../src/cli/input/scanRequest.ts'
import { type ScanView, scanView } from '../src/cli/output/scanView.ts'
import { checkWritable } from '../src/cli/output/writeFile.ts'
import { interruptibleOrCrashed, interruptibleOrStalled } from '../src/cli/signals.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { DiscoveryProblem } from '../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../src/model/inventory.ts'
import { jsonPieces } from '../src/report/text/json.ts'
import { problemText } from '../src/report/text/problem.ts'
import type { ScanTask } from '../src/scan/options.ts'
import { scan } from '../src/scan.ts'

export default class Scan extends BaseCommand {
  static override summary = 'Probe endpoints and rank them by their risk from quantum computers.'
  static override description =
    `A TARGET is a URL, host, host:port, [IPv6 address]:port, a CIDR range, or - for a list on standard input.

Each endpoint is stored as soon as it is finished (docs/store.md). With --resume, TARGET is the id of an interrupted scan; without TARGET it is the latest one.

Exit codes: 0 done, 1 a --fail-on condition holds, could not be decided, or had no endpoint to judge, 2 usage error, 3 some endpoints could not be probed, 70 a bug in this program, 130 interrupted.`
  static override examples = [
    { description: 'The lab', command: '<%= config.bin %> scan --lab' },
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
      description: 'Resume the scan that was interrupted, by Ctrl-C or a crash',
      command: '<%= config.bin %> scan --resume',
    },
  ]
  static override strict = false
  static override args = {
    // Without ignoreStdin oclif reads standard input for a missing argument, which may be the list of --file -.
    target: Args.string({
      description: 'URL, host, host:port, range, or - for a list on standard input; may be repeated',
      ignoreStdin: true,
    }),
  }
  static override flags = scanFlags(GATE_NAMES)

  override async run(): Promise<void> {
    const { flags, argv, metadata } = await this.parse(Scan)
    // Errors in flags are reported before anything is started.
    const gates = parseGates(flags['fail-on'] ?? [])
    if (gates.length > 0) failUntilJudged()
    await checkWritable(flags.output)
    const request = await readScanRequest(flags, argv as string[], metadata, this.config.configDir)
    const note = (text: string): void => this.note(text)
    const { signal, release } = interruptibleOrStalled()
    const lab = flags.lab ? await startLab({ signal }) : undefined
    try {
      const { dataDir, version } = this.config
      const onProblem = (problem: DiscoveryProblem): void => note(problemText(problem))
      const context = { version, store: flags.store, dataDir, note, onProblem, lab, signal }
      let view: ScanView | undefined
      const begin = async ({ discovery, earlier }: ScanTask): Promise<ScanView['done']> => {
        for (const line of settingsLines(earlier.summary)) note(line)
        view = await scanView({
          quiet: this.jsonEnabled(),
          width: this.width,
          colours: this.colours,
          total: discovery.count - earlier.summary.endpoints - earlier.silent.size,
          print: (text) => this.log(text),
        })
        return view.done
      }
      await scan(request, context, begin, async ({ document, isStored, failure }) => {
        // From here on, a signal ends what is written.
        const stop = interruptibleOrCrashed()
        release()
        const { summary, endpoints } = document
        if (gates.length > 0) summary.gates = await tallied(endpoints(), new GateTally(gates, summary))
        await view?.end(document, flags.explain || flags.verbose)
        if (failure !== undefined) {
          const { exitCode, text } = describeError(failure)
          if (exitCode !== EXIT.interrupted) note(text)
          else if (isStored && !flags.lab && !this.jsonEnabled()) note('To resume it: mcp-pqc scan --resume')
          process.exitCode = exitCode
        } else process.exitCode = judgedExitCode(summary, note)
        const pieces = (ending: AbortSignal) =>
          jsonPieces({ ...document, endpoints: endpoints() }, { signal: ending })
        await this.showDocument('Inventory', pieces, flags.output, stop)
      })
    } finally {
      release()
      await lab?.close()
    }
  }
}

const tallied = async (endpoints: AsyncIterable<InventoryEndpoint>, tally: GateTally) => {
  for await (const endpoint of endpoints) tally.see(endpoint)
  return tally.results()
}
