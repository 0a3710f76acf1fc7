import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { type JSONRPCMessage, McpServer } from '@modelcontextprotocol/server'
import { listen } from '../backend.ts'

/** A server of one session that keeps its events, by the official SDK. (What server-everything keeps, it does not find.) */
export const startResumable = async () => {
  const events: { id: string; stream: string; message: JSONRPCMessage }[] = []
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    eventStore: {
      storeEvent: async (stream, message) => {
        const id = String(events.length)
        events.push({ id, stream, message })
        return id
      },
      getStreamIdForEventId: async (id) => events[Number(id)]?.stream,
      replayEventsAfter: async (last, { send }) => {
        const stream = String(events[Number(last)]?.stream)
        for (const event of events.slice(Number(last) + 1)) {
          if (event.stream === stream) await send(event.id, event.message)
        }
        return stream
      },
    },
  })
  const server = new McpServer({ name: 'resumable', version: '1' })
  server.registerTool('trigger-long-running-operation', { description: 'Four steps' }, async (ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken ?? 0
    for (let progress = 1; progress <= 4; progress++) {
      await wait(20)
      await ctx.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 4 },
      })
    }
    return { content: [{ type: 'text', text: 'done' }] }
  })
  await server.connect(transport)
  const { close, ...rest } = await listen(
    (request, response) => void transport.handleRequest(request, response),
  )
  return {
    ...rest,
    close: async () => {
      await server.close()
      await close()
    },
  }
}
