import { BaseCommand } from '../../src/cli/baseCommand.ts'
import { decimal, optionalNumber, toggle, whole } from '../../src/cli/flags/flag.ts'
import { storeFlag } from '../../src/cli/flags/sharedFlags.ts'
import type { Pruned } from '../../src/model/scanRecord.ts'
import { pruneText } from '../../src/report/diff/history.ts'
import { outdated } from '../../src/store/findScan.ts'
import { openOwnStore } from '../../src/store/openStore.ts'

const MANY = 1_000_000

export default class HistoryPrune extends BaseCommand {
  static override summary = 'Delete old scans and reclaim disk space.'
  static override description = 'Interrupted scans count like finished ones. A running scan is never deleted.'
  static override examples = [
    { description: 'Keep the last ten scans', command: '<%= config.bin %> history prune --keep 10' },
    {
      description: 'Show what would be deleted',
      command: '<%= config.bin %> history prune --older-than 365 --dry-run',
    },
  ]
  static override flags = {
    keep: optionalNumber(
      { helpValue: 'N', description: 'delete all scans but the newest N' },
      whole(0, MANY),
      {
        exactlyOne: ['keep', 'older-than'],
      },
    ),
    'older-than': optionalNumber(
      { helpValue: 'DAYS', description: 'delete scans that started more than DAYS days ago' },
      decimal(0, MANY),
    ),
    'dry-run': toggle({ description: 'show what would be deleted, and delete nothing' }),
    ...storeFlag,
  }

  override async run(): Promise<Pruned> {
    const { flags } = await this.parse(HistoryPrune)
    const dryRun = flags['dry-run'] === true
    const store = await openOwnStore(flags.store, this.config.dataDir, dryRun ? 'read' : 'write')
    try {
      const scans = (await store?.scans()) ?? []
      const removed = outdated(scans, {
        keep: flags.keep,
        olderThanDays: flags['older-than'],
        now: new Date(),
      })
      if (!dryRun && removed.length > 0) await store?.remove(removed.map(({ id }) => id))
      const kept = scans.length - removed.length
      if (!this.jsonEnabled()) this.log(pruneText(removed, { kept, dryRun }, this.width))
      return { schemaVersion: '1', dryRun, removed, kept }
    } finally {
      await store?.close()
    }
  }
}
