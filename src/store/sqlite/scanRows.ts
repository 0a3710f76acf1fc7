import type { ScanRecord } from '../../model/scanRecord.ts'
import { isLocked } from './scanLock.ts'
import { corrupt } from './storeError.ts'

/** Reads rows of scans. One that says it is running, and whose process is gone, was interrupted. */
export const readRecord = async (path: string): Promise<(row: Record<string, unknown>) => ScanRecord> => {
  const { ScanRecord: schema } = await import('../../model/scanRecord.ts')
  return (row) => {
    const text = (name: string): string => String(row[name])
    try {
      const id = text('id')
      const dead = row['state'] === 'running' && !isLocked(path, id)
      const state = dead ? 'interrupted' : row['state']
      const summary = JSON.parse(text('summary'))
      return schema.parse({
        id,
        state,
        startedAt: row['started_at'],
        finishedAt: row['changed_at'],
        tool: JSON.parse(text('tool')),
        scope: JSON.parse(text('scope')),
        ...(row['authorization'] === null ? {} : { authorization: JSON.parse(text('authorization')) }),
        summary: { ...summary, interrupted: state !== 'finished' },
      })
    } catch (error) {
      throw corrupt(path, 'a scan cannot be read', error)
    }
  }
}
