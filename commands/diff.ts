import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { repeatable } from '../src/cli/flags/flag.ts'
import { outputFlag, storeFlag } from '../src/cli/flags/sharedFlags.ts'
import { addingGates, failUntilJudged, GateTally, gateExitCode } from '../src/cli/gateTally.ts'
import { openSide } from '../src/cli/input/openInventory.ts'
import { checkWritable, writePieces } from '../src/cli/output/writeFile.ts'
import { interruptibleOrCrashed } from '../src/cli/signals.ts'
import type { GateResult } from '../src/model/inventory.ts'
import { shownOf } from '../src/report/diff/parts.ts'
import { formatMeanings, formatNames, WRITERS } from '../src/report/formats.ts'
import { jsonPieces } from '../src/report/text/json.ts'
import { compareScans, DIFF_GATES, type DiffGate, emptyDiffSummary } from '../src/store/compareScans.ts'

export default class Diff extends BaseCommand {
  static override summary = 'Compare two scans: what became better or worse, what is new, what is gone.'
  static override description =
    `A and B are each a stored scan (latest, previous, an id of history or its beginning) or a file of scan --output. What is compared is explained in docs/store.md.

Exit codes: 0 done, 1 a --fail-on condition holds, cannot be decided, or has no endpoint to judge, 2 usage error, 70 a bug in this program.`
  static override examples = [
    { description: 'The last two scans', command: '<%= config.bin %> diff previous latest' },
    {
      description: 'A gate in CI, against a baseline in a file',
      command: '<%= config.bin %> diff baseline.json latest --fail-on worse --fail-on new',
    },
    {
      description: 'A comment for a pull request',
      command: '<%= config.bin %> diff previous latest --format markdown -o changes.md',
    },
  ]
  static override args = {
    a: Args.string({ description: 'the scan before', required: true, ignoreStdin: true }),
    b: Args.string({ description: 'the scan after', required: true, ignoreStdin: true }),
  }
  static override flags = {
    'fail-on': Flags.option({
      ...repeatable,
      options: Object.keys(DIFF_GATES) as DiffGate[],
      description:
        'exit with 1 if the comparison has worse, new or gone endpoints, changed tool lists (tools), or a higher risk',
    })(),
    format: Flags.option({
      options: formatNames('diff'),
      default: 'text' as const,
      description: formatMeanings('diff'),
    })(),
    ...outputFlag('the comparison to FILE instead of standard output (with --json: as JSON)'),
    ...storeFlag,
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff)
    await checkWritable(flags.output)
    const { dataDir } = this.config
    const before = await openSide({ from: args.a, store: flags.store, dataDir })
    try {
      const after = await openSide({ from: args.b, store: flags.store, dataDir })
      try {
        const summary = emptyDiffSummary()
        const gates = flags['fail-on']?.map((name) => ({ name, meaning: '', ...DIFF_GATES[name] }))
        if (gates) failUntilJudged()
        const tally = new GateTally(gates ?? [], after.summary)
        // Endpoints that are gone do not count: a gate over an empty later scan fails.
        const results = (): GateResult[] => tally.results(after.side.endpoints)
        const compared = compareScans(before, after, summary, (one) => tally.see(one))
        const endpoints = addingGates(compared, results, summary)
        const sides = { before: before.side, after: after.side }
        if (this.jsonEnabled()) {
          const { signal, release } = interruptibleOrCrashed()
          const pieces = jsonPieces({ schemaVersion: '1', ...sides, endpoints, summary }, { signal })
          await writePieces(pieces, flags.output).finally(release)
        } else {
          const write = await WRITERS.diff[flags.format]({ width: this.width, colours: false })
          const text = write({ ...sides, summary, shown: await shownOf(endpoints) }).trimEnd()
          await this.show('Comparison', flags.output === undefined ? text : `${text}\n`, flags.output)
        }
        process.exitCode = gateExitCode(results(), (text) => this.note(text))
      } finally {
        await after.close()
      }
    } finally {
      await before.close()
    }
  }
}
