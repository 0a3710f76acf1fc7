import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer } from './answer.ts'

const EVENTS = [
  {
    id: 'ev-1',
    date: '2026-12-01',
    title: 'Team meeting',
    attendees: ['priya@example.com', 'luc@example.com'],
  },
  { id: 'ev-2', date: '2026-12-03', title: 'Dentist', attendees: [] },
]

/** Who meets whom, and when. */
export const calendar = (): McpServer => {
  const server = new McpServer({ name: 'calendar', title: 'Calendar', version: '1.1.0' })

  server.registerTool(
    'list_events',
    {
      title: 'Events of a day',
      description: 'List calendar events and their attendees on a day.',
      inputSchema: z.object({ date: z.iso.date() }),
      annotations: { readOnlyHint: true },
    },
    ({ date }) => answer({ events: EVENTS.filter((event) => event.date === date) }),
  )

  server.registerTool(
    'create_event',
    {
      title: 'New event',
      description: 'Put an event into the calendar and invite attendees.',
      inputSchema: z.object({
        date: z.iso.date(),
        title: z.string(),
        attendees: z.array(z.email()).default([]),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    },
    (event) => answer({ id: 'ev-3', ...event }),
  )

  return server
}
