import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { type JSONRPCMessage, McpServer } from '@modelcontextprotocol/server'
import { listen } from '../backend.ts'

/**
 * A server by the official SDK whose author counts sessions and events instead of drawing ids, and keeps the events of all
 * sessions in one place: who guesses an id has the session, and any session is given the events of all others.
 */
export const startGuessable = async () => {
  const events: { stream: string; message: JSONRPCMessage }[] = []
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  const cancelled: string[] = []
  const begin = async (): Promise<NodeStreamableHTTPServerTransport> => {
    const id = String(sessions.size + 1)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: (given) => void sessions.set(given, transport),
      onsessionclosed: (given) => void sessions.delete(given),
      eventStore: {
        storeEvent: async (stream, message) => String(events.push({ stream, message }) - 1),
        getStreamIdForEventId: async (event) => events[Number(event)]?.stream,
        replayEventsAfter: async (last, { send }) => {
          const stream = String(events[Number(last)]?.stream)
          for (const [at, event] of events.entries())
            if (at > Number(last) && event.stream === stream) await send(String(at), event.message)
          return stream
        },
      },
    })
    const server = new McpServer({ name: 'guessable', version: '1' })
    server.registerTool('secret', { description: 'In two messages' }, async (context) => {
      const progressToken = context.mcpReq._meta?.progressToken ?? 0
      const params = { progressToken, progress: 1, message: `first of ${id}` }
      await context.mcpReq.notify({ method: 'notifications/progress', params })
      return { content: [{ type: 'text', text: `secret of ${id}` }] }
    })
    server.registerTool('wait', { description: 'Until it is cancelled' }, async (context) => {
      await new Promise<void>((resolve) =>
        context.mcpReq.signal.addEventListener('abort', () => {
          cancelled.push(id)
          resolve()
        }),
      )
      return { content: [] }
    })
    await server.connect(transport)
    return transport
  }
  const { close, ...rest } = await listen((request, response) => {
    const id = request.headers['mcp-session-id']
    const known = sessions.get(String(id))
    if (known) void known.handleRequest(request, response)
    else if (id !== undefined) response.writeHead(404).end()
    else void begin().then((transport) => transport.handleRequest(request, response))
  })
  return {
    ...rest,
    cancelled,
    close: async () => {
      await Promise.all([...sessions.values()].map((transport) => transport.close()))
      await close()
    },
  }
}
