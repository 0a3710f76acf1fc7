import { z } from 'zod'
import { CHANGE, demoServer, READ, SET, tool } from './demoServer.ts'

const CHARGES = [
  { id: 'ch_1001', amount: 4200, currency: 'EUR', card: '**** 4242', status: 'captured' },
  { id: 'ch_1002', amount: 1999, currency: 'USD', card: '**** 0005', status: 'refunded' },
]

/** Card payments: primary account numbers go through here. */
export const payments = demoServer(
  { name: 'payments', title: 'Card payments', version: '2.11.0' },
  tool(
    'charge_card',
    'Charge a card',
    'Charge a payment card. The amount is in the currency’s minor unit.',
    {
      cardNumber: z.string().describe('Primary account number (PAN)'),
      expiry: z.string().describe('MM/YY'),
      cvc: z.string().describe('Card security code'),
      amount: z.number().int().positive(),
      currency: z.enum(['EUR', 'GBP', 'USD']),
    },
    { ...CHANGE, openWorldHint: true },
    ({ cardNumber, amount, currency }) => ({
      id: 'ch_1003',
      amount,
      currency,
      card: `**** ${cardNumber.slice(-4)}`,
      status: 'captured',
    }),
  ),
  tool(
    'refund',
    'Refund a charge',
    'Refund a captured charge to the card it came from, in full or in part.',
    { charge: z.string(), amount: z.number().int().positive().optional() },
    SET,
    ({ charge, amount }) => {
      const known = CHARGES.find((one) => one.id === charge)
      if (!known) return `There is no charge ${charge}.`
      return { id: 're_2001', charge, amount: amount ?? known.amount, currency: known.currency }
    },
  ),
  tool('list_charges', 'Charges', 'The latest charges, with masked card numbers.', undefined, READ, () => ({
    charges: CHARGES,
  })),
)
