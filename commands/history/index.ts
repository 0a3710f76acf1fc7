import { BaseCommand } from '../../src/cli/baseCommand.ts'
import { storeFlag } from '../../src/cli/flags/sharedFlags.ts'
import type { History as HistoryDocument } from '../../src/model/scanRecord.ts'
import { historyText } from '../../src/report/diff/history.ts'
import { openOwnStore } from '../../src/store/openStore.ts'

export default class History extends BaseCommand {
  static override summary = 'List the stored scans, newest first.'
  static override description =
    'Other commands (report --from, plan --from, diff, scan --resume) name a scan by its id or the beginning of it, by latest, or by previous. What is stored, and where, is explained in docs/store.md.'
  static override examples = [
    { description: 'Every scan', command: '<%= config.bin %> history' },
    { description: 'As JSON, for a program', command: '<%= config.bin %> history --json' },
  ]
  static override flags = storeFlag

  override async run(): Promise<HistoryDocument> {
    const { flags } = await this.parse(History)
    const store = await openOwnStore(flags.store, this.config.dataDir, 'read')
    try {
      const scans = (await store?.scans()) ?? []
      if (!this.jsonEnabled()) this.log(historyText(scans, this.width))
      return { schemaVersion: '1', scans }
    } finally {
      await store?.close()
    }
  }
}
