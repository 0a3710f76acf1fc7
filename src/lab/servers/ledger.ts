import { z } from 'zod'
import { CHANGE, demoServer, document, READ, tool } from './demoServer.ts'

const ENTRIES = [
  { id: 'JE-5001', date: '2026-10-31', account: '4000 Revenue', debit: 0, credit: 1250000 },
  { id: 'JE-5002', date: '2026-10-31', account: '1200 Receivables', debit: 1250000, credit: 0 },
]

/** The general ledger: results before they are published. */
export const ledger = demoServer(
  { name: 'ledger', title: 'General ledger', version: '7.4.0' },
  tool(
    'get_balance',
    'Account balance',
    'Balance of a general-ledger account, in cents.',
    { account: z.string().describe('Account number, for example 4000') },
    READ,
    ({ account }) => {
      const entries = ENTRIES.filter((entry) => entry.account.startsWith(account))
      return { account, balance: entries.reduce((sum, { debit, credit }) => sum + debit - credit, 0) }
    },
  ),
  tool(
    'post_journal_entry',
    'Post a journal entry',
    'Post a double-entry bookkeeping record to the general ledger.',
    {
      debitAccount: z.string(),
      creditAccount: z.string(),
      amount: z.number().int().positive(),
      memo: z.string().optional(),
    },
    CHANGE,
    (entry) => ({ id: 'JE-5003', posted: true, ...entry }),
  ),
  document(
    'trial-balance',
    'ledger://2026-10/trial-balance',
    { title: 'Trial balance, October 2026', mimeType: 'application/json' },
    JSON.stringify(ENTRIES),
  ),
)
