import { z } from 'zod'
import { ADD, demoServer, READ, tool } from './demoServer.ts'

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
export const calendar = demoServer(
  { name: 'calendar', title: 'Calendar', version: '1.1.0' },
  tool(
    'list_events',
    'Events of a day',
    'List calendar events and their attendees on a day.',
    { date: z.iso.date() },
    READ,
    ({ date }) => ({ events: EVENTS.filter((event) => event.date === date) }),
  ),
  tool(
    'create_event',
    'New event',
    'Put an event into the calendar and invite attendees.',
    { date: z.iso.date(), title: z.string(), attendees: z.array(z.email()).default([]) },
    ADD,
    (event) => ({ id: 'ev-3', ...event }),
  ),
)
