/**
 * The server that the scenarios of @modelcontextprotocol/conformance ask for, by the official SDK: every tool, resource and
 * prompt that they name. It passes all of them when it is asked directly, so what fails through the pair is the pair's.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  hostHeaderValidation,
  NodeStreamableHTTPServerTransport,
  originValidation,
} from '@modelcontextprotocol/node'
import { type EventStore, type JSONRPCMessage, Server } from '@modelcontextprotocol/server'
import { PNG, TOOLS } from './tools.ts'

export type Fixture = { url: string; close(): Promise<void> }

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Milliseconds after which a client is told to come back for what a closed stream still owes it. */
const RETRY_MS = 100

export const startFixture = async (): Promise<Fixture> => {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  const isKnownHost = hostHeaderValidation(LOOPBACK)
  const isKnownOrigin = originValidation(LOOPBACK)

  const transportFor = async (
    request: IncomingMessage,
  ): Promise<NodeStreamableHTTPServerTransport | undefined> => {
    const id = request.headers['mcp-session-id']
    if (typeof id === 'string') return sessions.get(id)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: memoryEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (session) => void sessions.set(session, transport),
      onsessionclosed: (session) => void sessions.delete(session),
    })
    await conformanceServer().connect(transport)
    return transport
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isKnownHost(request, response) || !isKnownOrigin(request, response)) return
    nameTheNegotiatedRevision(request)
    const transport = await transportFor(request)
    if (transport) await transport.handleRequest(request, response)
    else response.writeHead(404).end()
  }

  const http = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close: async () => {
      for (const transport of sessions.values()) await transport.close()
      const closed = once(http, 'close')
      http.close()
      http.closeAllConnections()
      await closed
    },
  }
}

/**
 * The scenario of closed streams names 2025-03-26 in a session of 2025-11-25, and the SDK sends what the scenario waits for
 * (events to resume from) only from 2025-11-25 on.
 */
const nameTheNegotiatedRevision = ({ headers, rawHeaders }: IncomingMessage): void => {
  if (headers['mcp-protocol-version'] !== '2025-03-26') return
  headers['mcp-protocol-version'] = '2025-11-25'
  rawHeaders.splice(
    0,
    rawHeaders.length,
    ...Object.entries(headers).flatMap(([name, value]) => [name, String(value)]),
  )
}

/** Events of one session, in order; the id of an event names its stream. */
const memoryEventStore = (): EventStore => {
  const events: { id: string; stream: string; message: JSONRPCMessage }[] = []
  return {
    storeEvent: async (stream, message) => {
      const id = `${stream}_${events.length}`
      events.push({ id, stream, message })
      return id
    },
    replayEventsAfter: async (lastEventId, { send }) => {
      const at = events.findIndex(({ id }) => id === lastEventId)
      const stream = events[at]?.stream ?? ''
      for (const event of events.slice(at + 1))
        if (event.stream === stream && Object.keys(event.message).length > 0)
          await send(event.id, event.message)
      return stream
    },
  }
}

const RESOURCES = [
  {
    uri: 'test://static-text',
    name: 'Static text',
    mimeType: 'text/plain',
    text: 'This is the content of the static text resource.',
  },
  { uri: 'test://static-binary', name: 'Static binary', mimeType: 'image/png', blob: PNG },
  {
    uri: 'test://watched-resource',
    name: 'Watched resource',
    mimeType: 'text/plain',
    text: 'Watched resource content',
  },
]

const TEMPLATE = /^test:\/\/template\/([^/]+)\/data$/

const readResource = (uri: string) => {
  const [, id] = TEMPLATE.exec(uri) ?? []
  if (id !== undefined) {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })
    return { uri, mimeType: 'application/json', text }
  }
  const { name: _, ...content } = RESOURCES.find((resource) => resource.uri === uri) ?? {}
  if (!('uri' in content)) throw new Error(`no resource ${uri}`)
  return content
}

const user = (content: object) => ({ role: 'user' as const, content })

const PROMPTS: Record<
  string,
  { description: string; arguments?: object[]; messages: (words: Record<string, string>) => object[] }
> = {
  test_simple_prompt: {
    description: 'A prompt without arguments',
    messages: () => [user({ type: 'text', text: 'This is a simple prompt for testing.' })],
  },
  test_prompt_with_arguments: {
    description: 'A prompt with two arguments',
    arguments: [
      { name: 'arg1', description: 'First test argument', required: true },
      { name: 'arg2', description: 'Second test argument', required: true },
    ],
    messages: ({ arg1, arg2 }) => [
      user({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
    ],
  },
  test_prompt_with_embedded_resource: {
    description: 'A prompt with a resource',
    arguments: [{ name: 'resourceUri', description: 'URI of the resource to embed', required: true }],
    messages: ({ resourceUri }) => [
      user({
        type: 'resource',
        resource: {
          uri: resourceUri,
          mimeType: 'text/plain',
          text: 'Embedded resource content for testing.',
        },
      }),
      user({ type: 'text', text: 'Please process the embedded resource above.' }),
    ],
  },
  test_prompt_with_image: {
    description: 'A prompt with an image',
    messages: () => [
      user({ type: 'image', data: PNG, mimeType: 'image/png' }),
      user({ type: 'text', text: 'Please analyze the image above.' }),
    ],
  },
}

const conformanceServer = (): Server => {
  const server = new Server(
    { name: 'mcp-pqc-conformance-fixture', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
    },
  )
  server.setRequestHandler('tools/list', () => ({ tools: TOOLS.map(({ call: _, ...tool }) => tool) }))
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const tool = TOOLS.find(({ name }) => name === params.name)
    if (!tool) throw new Error(`no tool ${params.name}`)
    return tool.call(params.arguments ?? {}, context)
  })
  server.setRequestHandler('resources/list', () => ({
    resources: RESOURCES.map(({ uri, name, mimeType }) => ({ uri, name, mimeType })),
  }))
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'Template' }],
  }))
  server.setRequestHandler('resources/read', ({ params }) => ({
    contents: [readResource(params.uri)] as never,
  }))
  server.setRequestHandler('resources/subscribe', () => ({}))
  server.setRequestHandler('resources/unsubscribe', () => ({}))
  server.setRequestHandler('prompts/list', () => ({
    prompts: Object.entries(PROMPTS).map(([name, { messages: _, ...prompt }]) => ({
      name,
      ...prompt,
    })) as never,
  }))
  server.setRequestHandler('prompts/get', ({ params }) => {
    const prompt = PROMPTS[params.name]
    if (!prompt) throw new Error(`no prompt ${params.name}`)
    return { messages: prompt.messages(params.arguments ?? {}) as never }
  })
  server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }))
  return server
}
