import { Args } from '@oclif/core'
import { GATE_NAMES, parseGates } from '../src/assess/gates.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { checkFlags, reportFlags } from '../src/cli/flags/reportFlags.ts'
import { failUntilJudged, GateTally, judgedExitCode } from '../src/cli/gateTally.ts'
import { withInventory } from '../src/cli/input/openInventory.ts'
import { readPlan, readVerification } from '../src/cli/input/readDocument.ts'
import { checkWritable, writePieces } from '../src/cli/output/writeFile.ts'
import { interruptibleOrCrashed, interruptibly } from '../src/cli/signals.ts'
import type { GateResult } from '../src/model/inventory.ts'
import { type FormatName, formatMeanings, formatNames, inventoryFormat } from '../src/report/formats.ts'
import type { ReportInput } from '../src/report/inventory/reportInput.ts'

/** What --json prints where the report itself goes to a file. */
type Receipt = {
  format: FormatName<'inventory'>
  output: string
  bytes: number
  endpoints: number
  gates?: GateResult[]
}

export default class Report extends BaseCommand {
  static override summary =
    'Write a scan as a report for people, spreadsheets, code scanning, monitoring or auditors.'
  static override description = `FORMAT is one of
  ${formatMeanings('inventory', '\n  ')}

Every format and its columns are explained in docs/reports.md. With --json and --output, a receipt is printed; with --json alone the inventory, unless FORMAT is JSON itself.

Exit codes: 0 done, 1 a --fail-on condition holds, could not be decided, or had no endpoint to judge, 2 usage error, 3 with --fail-on, some endpoints were not probed or the scan was interrupted, 70 a bug in this program, 130 interrupted.`
  static override examples = [
    {
      description: 'The latest scan, for a browser',
      command: '<%= config.bin %> report html -o report.html',
    },
    {
      description: 'For a spreadsheet',
      command: '<%= config.bin %> report csv -o inventory.csv',
    },
    {
      description: 'For code scanning, from the root of the repository',
      command: '<%= config.bin %> report sarif -o mcp-pqc.sarif',
    },
    {
      description: 'A comment for a pull request',
      command: '<%= config.bin %> report markdown --from inventory.json',
    },
    {
      description: 'A cryptography bill of materials',
      command: '<%= config.bin %> report cyclonedx -o cbom.json',
    },
    {
      description: 'For an auditor, with the migration plan',
      command: '<%= config.bin %> report pci-dss --plan plan.json -o pci-dss.md',
    },
    {
      description: 'For CI: one test case per endpoint, and an exit code',
      command: '<%= config.bin %> report junit --fail-on classical -o mcp-pqc.xml',
    },
  ]
  static override args = {
    format: Args.string({
      description: 'format of the report',
      options: formatNames('inventory'),
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = reportFlags(GATE_NAMES)

  override async run(): Promise<Receipt | undefined> {
    const { args, flags } = await this.parse(Report)
    const format = args.format as FormatName<'inventory'>
    checkFlags(format, flags)
    const gates = parseGates(flags['fail-on'] ?? [])
    await checkWritable(flags.output)
    const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan)
    const verification =
      flags.verification === undefined ? undefined : await readVerification(flags.verification)
    return withInventory({ ...flags, dataDir: this.config.dataDir }, async (scanned) => {
      const { signal, release } = interruptibleOrCrashed()
      try {
        if (gates.length > 0) failUntilJudged()
        const tally = new GateTally(gates, scanned.summary)
        if (gates.length > 0)
          for await (const endpoint of interruptibly(scanned.endpoints(), signal)) tally.see(endpoint)
        const judged = gates.length > 0 ? { gates: tally.results() } : {}
        const input: ReportInput = {
          ...scanned,
          summary: { ...scanned.summary, ...judged },
          endpoints: () => interruptibly(scanned.endpoints(), signal),
          plan,
          verification,
          asOf: new Date(),
        }
        // On standard output --json means JSON, whatever else was asked for.
        const shown =
          this.jsonEnabled() && flags.output === undefined && !inventoryFormat(format).json ? 'json' : format
        const report = await inventoryFormat(shown).load({
          width: this.width,
          colours: this.colours && flags.output === undefined,
          gates: gates.length > 0 ? gates : parseGates(['classical']),
          specVersion: flags['spec-version'] ?? '1.7',
          root: process.cwd(),
          as: flags.as ?? 'markdown',
        })
        const bytes = await writePieces(report(input), flags.output)
        if (flags.output !== undefined) this.note(`Report: ${flags.output}`)
        if (gates.length > 0) process.exitCode = judgedExitCode(input.summary, (text) => this.note(text))
        const { output } = flags
        return output === undefined
          ? undefined
          : { format, output, bytes, endpoints: input.summary.endpoints, ...judged }
      } finally {
        release()
      }
    })
  }
}
