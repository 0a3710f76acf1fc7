import { z } from 'zod'
import { CHANGE, demoServer, READ, tool } from './demoServer.ts'

const TABLES: Record<string, Record<string, unknown>[]> = {
  customers: [{ id: 1, name: 'Norte SL' }],
  orders: [{ id: 10, customer: 1, total: 125.5 }],
}

/** Any query against any table: broad access, data unknown. */
export const sql = demoServer(
  { name: 'sql', title: 'SQL database', version: '3.0.1' },
  tool(
    'run_query',
    'Run SQL',
    'Run an arbitrary SQL statement against the production database and return the rows.',
    { sql: z.string().describe('Any SQL statement') },
    { ...CHANGE, openWorldHint: false },
    ({ sql }) => {
      const table = /\bfrom\s+(\w+)/i.exec(sql)?.[1] ?? ''
      const rows = TABLES[table]
      return rows ? { rows } : `ERROR: relation "${table}" does not exist`
    },
  ),
  tool('list_tables', 'Tables', 'List the tables of the database.', undefined, READ, () => ({
    tables: Object.keys(TABLES),
  })),
)
