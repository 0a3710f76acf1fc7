import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'

/** A stdio MCP server of both eras, by the official SDK: 2026-07-28, and `initialize` up to 2025-11-25. */
serveStdio(() => {
  const server = new McpServer(
    { name: 'modern-child', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true } } },
  )
  const inputSchema = z.object({ text: z.string() })
  server.registerTool('echo', { description: 'Says it again', inputSchema }, ({ text }) => ({
    content: [{ type: 'text', text: `${process.pid} ${text}` }],
  }))
  server.registerTool('steps', { description: 'Reports progress', inputSchema }, async ({ text }, ctx) => {
    const token = ctx.mcpReq._meta?.progressToken
    for (let progress = 1; token !== undefined && progress <= 3; progress++) {
      await ctx.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken: token, progress, total: 3, message: text },
      })
    }
    return { content: [{ type: 'text', text }] }
  })
  server.registerTool(
    'wait',
    { description: 'Until it is cancelled', inputSchema },
    async ({ text }, ctx) => {
      process.stderr.write(`waiting ${text}\n`)
      await new Promise<void>((resolve) => ctx.mcpReq.signal.addEventListener('abort', () => resolve()))
      process.stderr.write(`cancelled ${text}\n`)
      return { content: [] }
    },
  )
  server.registerTool(
    'flood',
    { description: 'Says much until it is cancelled', inputSchema },
    async (_, ctx) => {
      const progressToken = ctx.mcpReq._meta?.progressToken ?? 0
      const message = 'x'.repeat(65_536)
      for (let progress = 1; !ctx.mcpReq.signal.aborted; progress++) {
        await ctx.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, message },
        })
        await new Promise(setImmediate)
      }
      process.stderr.write('cancelled flood\n')
      return { content: [] }
    },
  )
  server.registerTool('change', { description: 'Changes the list', inputSchema }, () => {
    server.sendToolListChanged()
    return { content: [] }
  })
  server.registerTool('crash', { description: 'Ends the process', inputSchema }, () => process.exit(4))
  return server
})
