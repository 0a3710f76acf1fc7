import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer } from './answer.ts'

const ENTRIES = [
  { id: 'JE-5001', date: '2026-10-31', account: '4000 Revenue', debit: 0, credit: 1250000 },
  { id: 'JE-5002', date: '2026-10-31', account: '1200 Receivables', debit: 1250000, credit: 0 },
]

/** The general ledger: results before they are published. */
export const ledger = (): McpServer => {
  const server = new McpServer({ name: 'ledger', title: 'General ledger', version: '7.4.0' })

  server.registerTool(
    'get_balance',
    {
      title: 'Account balance',
      description: 'Balance of a general-ledger account, in cents.',
      inputSchema: z.object({ account: z.string().describe('Account number, for example 4000') }),
      annotations: { readOnlyHint: true },
    },
    ({ account }) => {
      const entries = ENTRIES.filter((entry) => entry.account.startsWith(account))
      return answer({ account, balance: entries.reduce((sum, { debit, credit }) => sum + debit - credit, 0) })
    },
  )

  server.registerTool(
    'post_journal_entry',
    {
      title: 'Post a journal entry',
      description: 'Post a double-entry bookkeeping record to the general ledger.',
      inputSchema: z.object({
        debitAccount: z.string(),
        creditAccount: z.string(),
        amount: z.number().int().positive(),
        memo: z.string().optional(),
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
    },
    (entry) => answer({ id: 'JE-5003', posted: true, ...entry }),
  )

  server.registerResource(
    'trial-balance',
    'ledger://2026-10/trial-balance',
    { title: 'Trial balance, October 2026', mimeType: 'application/json' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(ENTRIES) }] }),
  )

  return server
}
