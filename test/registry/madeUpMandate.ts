import { MANDATES, type MandateRow } from '../../src/registry/mandates/mandates.ts'

/** A mandate that does not exist, with other groups than any that does. */
export const MADE_UP: MandateRow = {
  id: 'made-up',
  authority: 'nobody',
  jurisdiction: 'none',
  binding: 'binding',
  scope: 'tests',
  status: 'made up',
  groups: ['SecP256r1MLKEM768', 'MLKEM768'],
  sshMethods: ['mlkem768nistp256-sha256'],
  signature: 'ML-DSA-65',
  clauses: [
    {
      track: 'key-exchange',
      strengths: ['below-112', '112', '128'],
      priority: 'all',
      date: '2028-06-30',
      effect: 'exclusive',
      clause: 'P-256 with ML-KEM-768 by the middle of 2028',
    },
  ],
  obligations: [{ text: 'a plan' }],
  source: 'made up for a test',
  read: 'primary',
  asOf: '2026-11-29',
}

/** Runs `use` with further rows in the table, and takes them out again. */
export const withMandates = <Result>(rows: readonly MandateRow[], use: () => Result): Result => {
  const table = MANDATES as MandateRow[]
  table.push(...rows)
  const restore = (): void => {
    table.splice(table.length - rows.length)
  }
  try {
    const result = use()
    if (result instanceof Promise) return result.finally(restore) as Result
    restore()
    return result
  } catch (error) {
    restore()
    throw error
  }
}
