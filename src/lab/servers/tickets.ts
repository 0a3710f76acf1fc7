import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const TICKETS = [
  {
    id: 'OPS-101',
    subject: 'Printer on floor 3 jams',
    status: 'open',
    priority: 'low',
    assignee: 'facilities',
  },
  { id: 'OPS-117', subject: 'VPN drops every hour', status: 'open', priority: 'high', assignee: 'network' },
  {
    id: 'OPS-098',
    subject: 'New laptop for Ines',
    status: 'closed',
    priority: 'medium',
    assignee: 'desktop',
  },
]

/** The service desk: internal operations. */
export const tickets = (): McpServer => {
  const server = new McpServer({ name: 'tickets', title: 'Service desk tickets', version: '1.8.2' })

  server.registerTool(
    'search_tickets',
    {
      title: 'Search tickets',
      description: 'Search the service desk by words in the subject and by status.',
      inputSchema: z.object({ text: z.string().default(''), status: z.enum(['open', 'closed']).optional() }),
      annotations: { readOnlyHint: true },
    },
    ({ text, status }) =>
      answer({
        tickets: TICKETS.filter(
          (ticket) =>
            ticket.subject.toLowerCase().includes(text.toLowerCase()) &&
            (status === undefined || ticket.status === status),
        ),
      }),
  )

  server.registerTool(
    'create_ticket',
    {
      title: 'Open a ticket',
      description: 'Open a new service desk ticket and route it to a team.',
      inputSchema: z.object({ subject: z.string().min(1), priority: z.enum(['low', 'medium', 'high']) }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    },
    ({ subject, priority }) =>
      answer({ id: 'OPS-118', subject, priority, status: 'open', assignee: 'triage' }),
  )

  server.registerTool(
    'close_ticket',
    {
      title: 'Close a ticket',
      description: 'Close a ticket with a resolution note.',
      inputSchema: z.object({ id: z.string(), resolution: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ id, resolution }) => {
      const ticket = TICKETS.find((one) => one.id === id)
      return ticket
        ? answer({ ...ticket, status: 'closed', resolution })
        : failure(`There is no ticket ${id}.`)
    },
  )

  return server
}
