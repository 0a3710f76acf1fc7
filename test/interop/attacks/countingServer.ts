import { appendFileSync } from 'node:fs'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'

/** A stdio MCP server of both eras whose tool writes the number of each call to the file that is its argument. */
serveStdio(() => {
  const server = new McpServer({ name: 'counting', version: '1.0.0' })
  const inputSchema = z.object({ call: z.string(), padding: z.string() })
  server.registerTool('count', { description: 'Counts a call', inputSchema }, ({ call, padding }) => {
    appendFileSync(process.argv[2] as string, `${call}\n`)
    return { content: [{ type: 'text', text: `${call} ${padding}` }] }
  })
  return server
})
