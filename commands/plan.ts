import { applyOwners, readOwners } from '../src/assess/owners/owners.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { planFlags } from '../src/cli/flags/planFlags.ts'
import { settingsLines } from '../src/cli/gateTally.ts'
import { wholeInventory } from '../src/cli/input/openInventory.ts'
import { readOwnerFiles } from '../src/cli/input/owners.ts'
import { readPlan } from '../src/cli/input/readDocument.ts'
import { planMigration } from '../src/plan/plan.ts'
import { WRITERS } from '../src/report/formats.ts'
import { jsonPieces } from '../src/report/text/json.ts'

export default class Plan extends BaseCommand {
  static override summary = 'Plan the migration of scanned endpoints: actions, order, deadlines and owners.'
  static override description =
    'The order, the deadlines and the owner’s file are explained in docs/planning.md.'
  static override examples = [
    { description: 'From the latest scan', command: '<%= config.bin %> plan' },
    { description: 'From a saved one', command: '<%= config.bin %> plan --from inventory.json' },
    {
      description: 'For a team, as Markdown',
      command: '<%= config.bin %> plan --from inventory.json --format markdown --output plan.md',
    },
    {
      description: 'For two mandates, continuing an earlier plan',
      command:
        '<%= config.bin %> plan --from inventory.json --mandate cnsa-2.0 --mandate nist-ir-8547 --previous plan.json --json',
    },
  ]
  static override flags = planFlags

  override async run(): Promise<void> {
    const { flags } = await this.parse(Plan)
    const inventory = await wholeInventory({ ...flags, dataDir: this.config.dataDir })
    const previous = flags.previous === undefined ? undefined : await readPlan(flags.previous)
    const today = new Date().toISOString().slice(0, 10)
    const asOf = flags['as-of'] ?? today
    const owners = await readOwners(await readOwnerFiles(flags.owners, this.config.configDir))
    const excluded = owners.excluded(inventory.endpoints)
    const endpoints = applyOwners(inventory.endpoints, owners, new Date(`${asOf}T23:59:59Z`))
    const { settings } = owners
    const asked = { ...(settings.length > 0 && { settings }), ...(excluded.length > 0 && { excluded }) }
    for (const text of [...settingsLines(asked), ...owners.unused]) this.note(text)
    const planned = planMigration(endpoints, {
      asOf,
      start: flags.start ?? previous?.waves[0]?.start ?? asOf,
      capacity: flags.capacity,
      mandates: flags.mandate,
      previous,
      scannedAt: inventory.finishedAt.slice(0, 10),
    })
    const plan = { ...planned, ...asked }
    if (this.jsonEnabled()) {
      const pieces = (signal: AbortSignal) => jsonPieces(plan, { signal, levels: PLAN_LEVELS })
      return this.showDocument('Plan', pieces, flags.output)
    }
    const options = { width: this.width, colours: this.colours && flags.output === undefined }
    await this.show('Plan', (await WRITERS.plan[flags.format](options))(plan), flags.output)
  }
}

/** The plan, its waves, a wave, and its items. */
const PLAN_LEVELS = 4
