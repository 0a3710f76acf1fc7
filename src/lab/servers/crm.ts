import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

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
export const crm = (): McpServer => {
  const server = new McpServer({ name: 'crm', title: 'Customer relations', version: '4.1.1' })

  server.registerTool(
    'find_contact',
    {
      title: 'Find a contact',
      description: 'Look up a customer’s name, e-mail address and phone number.',
      inputSchema: z.object({ query: z.string().min(1) }),
      annotations: { readOnlyHint: true },
    },
    ({ query }) => {
      const wanted = query.toLowerCase()
      const matches = CONTACTS.filter(
        (contact) => contact.name.toLowerCase().includes(wanted) || contact.email.includes(wanted),
      )
      return answer({ contacts: matches })
    },
  )

  server.registerTool(
    'update_contact',
    {
      title: 'Change a contact',
      description: 'Change a customer’s e-mail address, phone number or postal address.',
      inputSchema: z.object({
        id: z.string(),
        email: z.email().optional(),
        phone: z.string().optional(),
        postalAddress: z.string().optional(),
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ id, ...changes }) => {
      const contact = CONTACTS.find((one) => one.id === id)
      return contact ? answer({ ...contact, ...changes }) : failure(`There is no contact ${id}.`)
    },
  )

  server.registerPrompt(
    'follow-up',
    {
      title: 'Follow-up message',
      description: 'Draft a follow-up to a customer.',
      argsSchema: z.object({ contact: z.string() }),
    },
    ({ contact }) => ({
      messages: [
        { role: 'user', content: { type: 'text', text: `Draft a short, friendly follow-up to ${contact}.` } },
      ],
    }),
  )

  return server
}
