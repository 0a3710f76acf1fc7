import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { storeFlag } from '../src/cli/flags/storeFlag.ts'
import { openSide } from '../src/cli/input/diffSide.ts'
import { printPieces } from '../src/cli/output/printPieces.ts'
import { checkWritable, writeFileAtomically, writePiecesAtomically } from '../src/cli/output/writeFile.ts'
import type { DiffSummary } from '../src/model/diff.ts'
import { type DiffReport, shownOf } from '../src/report/diff/parts.ts'
import { FORMATS, type FormatName, formatMeanings, formatNames } from '../src/report/formats.ts'
import { jsonPieces } from '../src/report/text/json.ts'
import { compareScans, emptyDiffSummary } from '../src/store/compareScans.ts'

/** What `--fail-on` can be given, and the endpoints that it counts. */
const GATES = {
  worse: ({ verdicts }) => verdicts.worse,
  new: ({ verdicts }) => verdicts.new,
  gone: ({ verdicts }) => verdicts.gone,
  tools: ({ changes }) => changes['tools'] ?? 0,
  risk: ({ changes }) => changes['risk:worse'] ?? 0,
} as const satisfies Record<string, (summary: DiffSummary) => number>

const GATE_NAMES = Object.keys(GATES) as (keyof typeof GATES)[]

export default class Diff extends BaseCommand {
  static override summary = 'Compare two scans: what became better or worse, what is new, what is gone.'
  static override description =
    `A and B are an id of history or the beginning of one, latest, previous, or a file of scan --output. What is compared, and what is not, is explained in docs/store.md.

Exit codes: 0 done, 1 a --fail-on condition holds, 2 usage, 70 a bug in this program.`
  static override examples = [
    { description: 'The last two scans', command: '<%= config.bin %> diff previous latest' },
    {
      description: 'A gate in CI, against a baseline that is kept as a file',
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
      multiple: true,
      multipleNonGreedy: true,
      options: GATE_NAMES,
      description: 'exit with 1 where there is one: risk is a higher risk, tools another tool list',
    })(),
    format: Flags.option({
      options: formatNames('diff'),
      default: 'text' as const,
      description: formatMeanings('diff'),
    })(),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'write it to a file instead (with --json: the JSON)',
    }),
    ...storeFlag,
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff)
    if (flags.output !== undefined) await checkWritable(flags.output)
    const before = await openSide(args.a, this.config.dataDir, flags.store)
    try {
      const after = await openSide(args.b, this.config.dataDir, flags.store)
      try {
        const summary = emptyDiffSummary()
        const endpoints = compareScans(before, after, summary)
        const head = { before: before.side, after: after.side, summary }
        if (this.jsonEnabled())
          await this.#write(
            jsonPieces({ schemaVersion: '1', before: before.side, after: after.side }, endpoints, summary),
            flags.output,
          )
        else await this.#show({ ...head, shown: await shownOf(endpoints) }, flags.format, flags.output)
        process.exitCode = this.#exitCode(summary, flags['fail-on'] ?? [])
      } finally {
        await after.close()
      }
    } finally {
      await before.close()
    }
  }

  /** A document that need not fit into memory has gone out when the command ends. */
  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }

  async #write(pieces: AsyncIterable<string>, output: string | undefined): Promise<void> {
    if (output === undefined) await printPieces(pieces)
    else await writePiecesAtomically(output, pieces)
  }

  async #show(report: DiffReport, format: FormatName<'diff'>, output: string | undefined): Promise<void> {
    const write = await FORMATS.diff[format].load({ width: this.width, colours: false })
    const text = write(report)
    if (output === undefined) this.log(text.trimEnd())
    else {
      await writeFileAtomically(output, `${text.trimEnd()}\n`)
      this.note(`Comparison: ${output}`)
    }
  }

  #exitCode(summary: DiffSummary, gates: readonly (keyof typeof GATES)[]): number {
    const failed = gates
      .map((name) => ({ name, count: GATES[name](summary) }))
      .filter(({ count }) => count > 0)
    for (const { name, count } of failed) this.note(`--fail-on ${name}: ${count}`)
    return failed.length > 0 ? EXIT.gateFailed : EXIT.done
  }
}
