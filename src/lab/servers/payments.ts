import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const CHARGES = [
  { id: 'ch_1001', amount: 4200, currency: 'EUR', card: '**** 4242', status: 'captured' },
  { id: 'ch_1002', amount: 1999, currency: 'USD', card: '**** 0005', status: 'refunded' },
]

const Currency = z.enum(['EUR', 'GBP', 'USD'])

/** Card payments: primary account numbers go through here. */
export const payments = (): McpServer => {
  const server = new McpServer({ name: 'payments', title: 'Card payments', version: '2.11.0' })

  server.registerTool(
    'charge_card',
    {
      title: 'Charge a card',
      description: 'Charge a payment card. The amount is in the currency’s minor unit.',
      inputSchema: z.object({
        cardNumber: z.string().describe('Primary account number (PAN)'),
        expiry: z.string().describe('MM/YY'),
        cvc: z.string().describe('Card security code'),
        amount: z.number().int().positive(),
        currency: Currency,
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    ({ cardNumber, amount, currency }) =>
      answer({ id: 'ch_1003', amount, currency, card: `**** ${cardNumber.slice(-4)}`, status: 'captured' }),
  )

  server.registerTool(
    'refund',
    {
      title: 'Refund a charge',
      description: 'Refund a captured charge to the card it came from, in full or in part.',
      inputSchema: z.object({ charge: z.string(), amount: z.number().int().positive().optional() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ charge, amount }) => {
      const known = CHARGES.find((one) => one.id === charge)
      if (!known) return failure(`There is no charge ${charge}.`)
      return answer({ id: 're_2001', charge, amount: amount ?? known.amount, currency: known.currency })
    },
  )

  server.registerTool(
    'list_charges',
    {
      title: 'Charges',
      description: 'The latest charges, with masked card numbers.',
      annotations: { readOnlyHint: true },
    },
    () => answer({ charges: CHARGES }),
  )

  return server
}
