import { setTimeout as delay } from 'node:timers/promises'
import { type CallToolResult, McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { kindOfGroup } from '../../groups.ts'
import type { ConnectionFacts } from '../connectionFacts.ts'
import tools from './tools.json' with { type: 'json' }

/** Characters of `echo`; steps of `count`, and milliseconds between two of them. */
const MAX_TEXT = 10_000
const MAX_STEPS = 60
const MAX_INTERVAL = 1_000

/** Characters of a progress token, which each notification repeats. */
const MAX_TOKEN = 256

/** A small MCP server to test a connection with. Its tools are read-only. `facts`: of the connection of a call. */
export const referenceServer = (facts: () => ConnectionFacts | undefined, version: string): McpServer => {
  const server = new McpServer(
    { name: 'mcp-pqc', title: 'mcp-pqc reference server', version },
    { instructions: 'Tells how the connection to it is protected. Nothing here is confidential.' },
  )

  server.registerTool('describe_connection', tools.describe_connection, () => {
    const found = facts()
    return found === undefined ? failure('This call came by no connection of its own.') : answer(shown(found))
  })

  server.registerTool('echo', { ...tools.echo, inputSchema: ECHO }, ({ text }) => answer({ text }))

  server.registerTool(
    'count',
    { ...tools.count, inputSchema: COUNT },
    async ({ to, intervalMs }, context) => {
      const { progressToken } = context.mcpReq._meta ?? {}
      for (let step = 1; step <= to; step++) {
        await delay(intervalMs, undefined, { signal: context.mcpReq.signal })
        if (progressToken === undefined || String(progressToken).length > MAX_TOKEN) continue
        await context.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress: step, total: to },
        })
      }
      return answer({ counted: to })
    },
  )

  return server
}

/** Shared: each session, and each request of 2026-07-28, has its own server. */
const ECHO = z.object({ text: z.string().max(MAX_TEXT).describe('What to send back') })
const COUNT = z.object({
  to: z.number().int().min(1).max(MAX_STEPS).default(3),
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL).default(100),
})

const shown = ({ protocol, cipherSuite, group, isResumed }: ConnectionFacts): Record<string, unknown> => ({
  protocol: protocol.replace('TLSv', 'TLS '),
  cipherSuite,
  group,
  keyExchange: kindOfGroup(group),
  resumed: isResumed,
})

/** As structured content and, for clients that do not read that, as text. */
const answer = (value: Record<string, unknown>): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value) }],
  structuredContent: value,
})

const failure = (message: string): CallToolResult => ({
  content: [{ type: 'text', text: message }],
  isError: true,
})
