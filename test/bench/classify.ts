import { readFileSync } from 'node:fs'
import { classify } from '../../src/assess/sensitivity.ts'
import { evidenceOf, readRows } from '../eval/rows.ts'

const SERVERS = new URL('../eval/data/mcp-servers-labelled.jsonl', import.meta.url)

/** Classifies labelled servers over and over, each under a name of its own, and says how long 100,000 took. */
export const run = (count = 100_000): { servers: number; milliseconds: number } => {
  const rows = readRows(readFileSync(SERVERS, 'utf8'))
  const servers = Array.from({ length: count }, (_, at) => {
    const row = rows[at % rows.length]
    return { ...(row ? evidenceOf(row) : {}), name: `${row?.id ?? ''}-${at}` }
  })
  const start = performance.now()
  for (const server of servers) classify(server)
  return { servers: count, milliseconds: performance.now() - start }
}
