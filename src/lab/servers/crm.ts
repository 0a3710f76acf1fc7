import { z } from 'zod'
import { demoServer, prompt, READ, SET, tool } from './demoServer.ts'

const CONTACTS = [
  {
    id: 'c-7',
    name: 'Maite Etxeberria',
    email: 'maite@example.com',
    phone: '+34 600 000 007',
    company: 'Norte SL',
  },
  {
    id: 'c-9',
    name: 'Tom Okafor',
    email: 'tom@example.org',
    phone: '+44 7700 900009',
    company: 'Okafor & Sons',
  },
]

/** Customers: names, addresses, telephone numbers. */
export const crm = demoServer(
  { name: 'crm', title: 'Customer relations', version: '4.1.1' },
  tool(
    'find_contact',
    'Find a contact',
    'Look up a customer’s name, e-mail address and phone number.',
    { query: z.string().min(1) },
    READ,
    ({ query }) => {
      const wanted = query.toLowerCase()
      return {
        contacts: CONTACTS.filter(
          ({ name, email }) => name.toLowerCase().includes(wanted) || email.includes(wanted),
        ),
      }
    },
  ),
  tool(
    'update_contact',
    'Change a contact',
    'Change a customer’s e-mail address, phone number or postal address.',
    {
      id: z.string(),
      email: z.email().optional(),
      phone: z.string().optional(),
      postalAddress: z.string().optional(),
    },
    SET,
    ({ id, ...changes }) => {
      const contact = CONTACTS.find((one) => one.id === id)
      return contact ? { ...contact, ...changes } : `There is no contact ${id}.`
    },
  ),
  prompt(
    'follow-up',
    'Follow-up message',
    'Draft a follow-up to a customer.',
    'contact',
    (contact) => `Draft a short, friendly follow-up to ${contact}.`,
  ),
)
