import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const TABLES: Record<string, Record<string, unknown>[]> = {
  customers: [{ id: 1, name: 'Norte SL' }],
  orders: [{ id: 10, customer: 1, total: 125.5 }],
}

/** Any query against any table: what it may carry has no bounds. */
export const sql = (): McpServer => {
  const server = new McpServer({ name: 'sql', title: 'SQL database', version: '3.0.1' })

  server.registerTool(
    'run_query',
    {
      title: 'Run SQL',
      description: 'Run an arbitrary SQL statement against the production database and return the rows.',
      inputSchema: z.object({ sql: z.string().describe('Any SQL statement') }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: false,
      },
    },
    ({ sql }) => {
      const table = /\bfrom\s+(\w+)/i.exec(sql)?.[1] ?? ''
      const rows = TABLES[table]
      return rows ? answer({ rows }) : failure(`ERROR: relation "${table}" does not exist`)
    },
  )

  server.registerTool(
    'list_tables',
    { title: 'Tables', description: 'List the tables of the database.', annotations: { readOnlyHint: true } },
    () => answer({ tables: Object.keys(TABLES) }),
  )

  return server
}
