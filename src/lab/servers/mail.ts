import { z } from 'zod'
import { ADD, demoServer, READ, tool } from './demoServer.ts'

const MESSAGES = [
  {
    id: 'm-1',
    from: 'cfo@example.com',
    subject: 'Board papers, draft 3',
    unread: true,
    body: 'Please keep to yourself.',
  },
  {
    id: 'm-2',
    from: 'legal@example.com',
    subject: 'Settlement terms',
    unread: false,
    body: 'Terms are attached.',
  },
]

/** A mailbox: private correspondence. */
export const mail = demoServer(
  { name: 'mail', title: 'Mailbox', version: '1.3.0' },
  tool(
    'list_messages',
    'Inbox',
    'List e-mail messages in the inbox: sender and subject.',
    { unreadOnly: z.boolean().default(false) },
    READ,
    ({ unreadOnly }) => ({
      messages: MESSAGES.filter(({ unread }) => unread || !unreadOnly).map(({ id, from, subject }) => ({
        id,
        from,
        subject,
      })),
    }),
  ),
  tool(
    'read_message',
    'Read a message',
    'Read the full text of an e-mail message.',
    { id: z.string() },
    READ,
    ({ id }) => MESSAGES.find((one) => one.id === id) ?? `There is no message ${id}.`,
  ),
  tool(
    'send_message',
    'Send a message',
    'Send an e-mail message in the user’s name.',
    { to: z.array(z.email()).min(1), subject: z.string(), body: z.string() },
    { ...ADD, openWorldHint: true },
    ({ to, subject }) => ({ id: 'm-3', to, subject, status: 'queued' }),
  ),
)
