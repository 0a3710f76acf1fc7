import { readFileSync } from 'node:fs'
import { classify } from '../../src/assess/sensitivity/sensitivity.ts'
import { evidenceOf, readRows } from '../eval/rows.ts'
import type { Report } from './harness/row.ts'

const SERVERS = new URL('../eval/data/mcp-servers-labelled.jsonl', import.meta.url)

/** Classifies labelled servers over and over, each under a name of its own. Processor time, because others may use the machine. */
export const run = async (report: Report): Promise<void> => {
  const rows = readRows(readFileSync(SERVERS, 'utf8'))
  for (const count of [1000, 10_000, 100_000]) {
    const servers = Array.from({ length: count }, (_, at) => {
      const row = rows[at % rows.length]
      return { ...(row ? evidenceOf(row) : {}), name: `${row?.id ?? ''}-${at}` }
    })
    const before = process.cpuUsage()
    for (const server of servers) classify(server)
    const { user, system } = process.cpuUsage(before)
    const residentMiB = Math.round(process.memoryUsage.rss() / 2 ** 20)
    report({ servers: count, processorMs: Math.round((user + system) / 1000), residentMiB })
  }
}
