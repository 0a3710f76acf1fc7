import { readFileSync } from 'node:fs'
import { classify } from '../../src/assess/sensitivity/sensitivity.ts'
import { evidenceOf, readRows } from '../eval/rows.ts'
import type { Report } from './harness/row.ts'

const SERVERS = new URL('../eval/data/mcp-servers-labelled.jsonl', import.meta.url)

const COUNT = 100_000

/** Classifies labelled servers over and over, each under a name of its own. */
export const run = async (report: Report): Promise<void> => {
  const rows = readRows(readFileSync(SERVERS, 'utf8'))
  const servers = Array.from({ length: COUNT }, (_, at) => {
    const row = rows[at % rows.length]
    return { ...(row ? evidenceOf(row) : {}), name: `${row?.id ?? ''}-${at}` }
  })
  const start = performance.now()
  for (const server of servers) classify(server)
  report({ servers: COUNT, ms: Math.round(performance.now() - start) })
}
