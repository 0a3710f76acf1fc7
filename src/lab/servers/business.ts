import { z } from 'zod'
import { demoServer, document, list, tool } from './demoServer.ts'
import SERVERS from './servers.json' with { type: 'json' }

const CHARGES = SERVERS.payments.records
const ENTRIES = SERVERS.ledger.records
const STOCK = SERVERS.warehouse.records
const TICKETS = SERVERS.tickets.records
const STATIONS = SERVERS.weather.records

const CONDITIONS = ['clear', 'cloudy', 'light rain', 'fog', 'wind from the west']

/** The same city has the same weather in every run. */
const forecast = (city: string, day: number) => {
  const seed = city.length + day
  return { day, condition: CONDITIONS[seed % CONDITIONS.length], high: 12 + (seed % 9), low: 4 + (seed % 5) }
}

/** Money and operations, and public data. */
export const BUSINESS = {
  payments: demoServer('payments', {
    charge_card: tool(
      {
        cardNumber: z.string().describe('Primary account number (PAN)'),
        expiry: z.string().describe('MM/YY'),
        cvc: z.string().describe('Card security code'),
        amount: z.number().int().positive(),
        currency: z.enum(['EUR', 'GBP', 'USD']),
      },
      ({ cardNumber, amount, currency }) => ({
        id: 'ch_1003',
        amount,
        currency,
        card: `**** ${cardNumber.slice(-4)}`,
        status: 'captured',
      }),
    ),
    refund: tool(
      { charge: z.string(), amount: z.number().int().positive().optional() },
      ({ charge, amount }) => {
        const known = CHARGES.find((one) => one.id === charge)
        if (!known) return `There is no charge ${charge}.`
        return { id: 're_2001', charge, amount: amount ?? known.amount, currency: known.currency }
      },
    ),
    list_charges: list(() => ({ charges: CHARGES })),
  }),

  ledger: demoServer(
    'ledger',
    {
      get_balance: tool(
        { account: z.string().describe('Account number, for example 4000') },
        ({ account }) => {
          const entries = ENTRIES.filter((entry) => entry.account.startsWith(account))
          return { account, balance: entries.reduce((sum, { debit, credit }) => sum + debit - credit, 0) }
        },
      ),
      post_journal_entry: tool(
        {
          debitAccount: z.string(),
          creditAccount: z.string(),
          amount: z.number().int().positive(),
          memo: z.string().optional(),
        },
        (entry) => ({ id: 'JE-5003', posted: true, ...entry }),
      ),
    },
    document(
      'trial-balance',
      'ledger://2026-10/trial-balance',
      { title: 'Trial balance, October 2026', mimeType: 'application/json' },
      JSON.stringify(ENTRIES),
    ),
  ),

  warehouse: demoServer('warehouse', {
    get_stock: tool(
      { sku: z.string() },
      ({ sku }) => STOCK.find((one) => one.sku === sku) ?? `There is no article ${sku}.`,
    ),
    create_shipment: tool(
      { sku: z.string(), quantity: z.number().int().positive(), destination: z.string() },
      (shipment) => ({ id: 'SH-77', status: 'planned', ...shipment }),
    ),
  }),

  tickets: demoServer('tickets', {
    search_tickets: tool(
      { text: z.string().default(''), status: z.enum(['open', 'closed']).optional() },
      ({ text, status }) => ({
        tickets: TICKETS.filter(
          (ticket) =>
            ticket.subject.toLowerCase().includes(text.toLowerCase()) &&
            (status === undefined || ticket.status === status),
        ),
      }),
    ),
    create_ticket: tool(
      { subject: z.string().min(1), priority: z.enum(['low', 'medium', 'high']) },
      ({ subject, priority }) => ({ id: 'OPS-118', subject, priority, status: 'open', assignee: 'triage' }),
    ),
    close_ticket: tool({ id: z.string(), resolution: z.string() }, ({ id, resolution }) => {
      const ticket = TICKETS.find((one) => one.id === id)
      return ticket ? { ...ticket, status: 'closed', resolution } : `There is no ticket ${id}.`
    }),
  }),

  weather: demoServer(
    'weather',
    {
      get_forecast: tool(
        {
          city: z.string().describe('Name of the city'),
          days: z.number().int().min(1).max(7).default(3),
        },
        ({ city, days }) => ({
          city,
          forecast: Array.from({ length: days }, (_, day) => forecast(city, day)),
        }),
      ),
      list_stations: list(() => ({ stations: STATIONS })),
    },
    document(
      'warnings',
      'weather://warnings/current',
      { title: 'Weather warnings in force', mimeType: 'text/plain' },
      'No warnings in force.',
    ),
  ),
}
