import { z } from 'zod'
import { ADD, demoServer, READ, SET, tool } from './demoServer.ts'

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
export const tickets = demoServer(
  { name: 'tickets', title: 'Service desk tickets', version: '1.8.2' },
  tool(
    'search_tickets',
    'Search tickets',
    'Search the service desk by words in the subject and by status.',
    { text: z.string().default(''), status: z.enum(['open', 'closed']).optional() },
    READ,
    ({ text, status }) => ({
      tickets: TICKETS.filter(
        (ticket) =>
          ticket.subject.toLowerCase().includes(text.toLowerCase()) &&
          (status === undefined || ticket.status === status),
      ),
    }),
  ),
  tool(
    'create_ticket',
    'Open a ticket',
    'Open a new service desk ticket and route it to a team.',
    { subject: z.string().min(1), priority: z.enum(['low', 'medium', 'high']) },
    ADD,
    ({ subject, priority }) => ({ id: 'OPS-118', subject, priority, status: 'open', assignee: 'triage' }),
  ),
  tool(
    'close_ticket',
    'Close a ticket',
    'Close a ticket with a resolution note.',
    { id: z.string(), resolution: z.string() },
    SET,
    ({ id, resolution }) => {
      const ticket = TICKETS.find((one) => one.id === id)
      return ticket ? { ...ticket, status: 'closed', resolution } : `There is no ticket ${id}.`
    },
  ),
)
