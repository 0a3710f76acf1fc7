import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

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
export const mail = (): McpServer => {
  const server = new McpServer({ name: 'mail', title: 'Mailbox', version: '1.3.0' })

  server.registerTool(
    'list_messages',
    {
      title: 'Inbox',
      description: 'List e-mail messages in the inbox: sender and subject.',
      inputSchema: z.object({ unreadOnly: z.boolean().default(false) }),
      annotations: { readOnlyHint: true },
    },
    ({ unreadOnly }) =>
      answer({
        messages: MESSAGES.filter((message) => message.unread || !unreadOnly).map(
          ({ id, from, subject }) => ({
            id,
            from,
            subject,
          }),
        ),
      }),
  )

  server.registerTool(
    'read_message',
    {
      title: 'Read a message',
      description: 'Read the full text of an e-mail message.',
      inputSchema: z.object({ id: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ id }) => {
      const message = MESSAGES.find((one) => one.id === id)
      return message ? answer(message) : failure(`There is no message ${id}.`)
    },
  )

  server.registerTool(
    'send_message',
    {
      title: 'Send a message',
      description: 'Send an e-mail message in the user’s name.',
      inputSchema: z.object({ to: z.array(z.email()).min(1), subject: z.string(), body: z.string() }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    ({ to, subject }) => answer({ id: 'm-3', to, subject, status: 'queued' }),
  )

  return server
}
