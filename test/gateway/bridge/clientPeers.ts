import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runBridge } from '../../../src/gateway/bridge/bridge.ts'
import { HybridClient, type HybridClientOptions } from '../../../src/gateway/client/hybridClient.ts'
import { ecdhCurveOf } from '../../../src/gateway/groups.ts'
import {
  type Authorities,
  createAuthorities,
  type Identity,
  issueClient,
  issueServer,
} from '../../../src/lab/certificates.ts'

/** The name that the certificates are for, beside localhost and the loopback addresses. */
export const NAME = 'crm.localhost'

export type Identities = {
  authorities: Authorities
  ca: string
  server: Identity
  client: Identity
  expired: Identity
}

export const makeIdentities = async (): Promise<Identities> => {
  const now = Date.now()
  const authorities = await createAuthorities(now)
  const [server, expired, client] = await Promise.all([
    issueServer('crm', { key: 'P-256' }, authorities, now),
    issueServer('crm', { key: 'P-256', expired: true }, authorities, now),
    issueClient(authorities, now),
  ])
  return { authorities, ca: authorities.classical.pem, server, client, expired }
}

export type Listening = {
  server: Server
  port: number
  url: URL
  sockets: Set<Socket>
  close(): Promise<void>
}

/** An HTTPS server with TLS 1.3 and hybrid groups alone, unless `options` says otherwise. */
export const listen = async (
  identity: Identity,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: ServerOptions = {},
  port = 0,
): Promise<Listening> => {
  const server = createServer(
    { ...identity, minVersion: 'TLSv1.3', ecdhCurve: ecdhCurveOf('hybrid'), ...options },
    answer,
  )
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const listening: Listening = {
    server,
    port: bound,
    url: new URL(`https://localhost:${bound}/mcp`),
    sockets,
    close: () =>
      new Promise((resolve) => {
        opened.delete(listening)
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
  opened.add(listening)
  return listening
}

const opened = new Set<Listening>()

/** Closes the servers that a test left open. */
export const closeListening = async (): Promise<void> => {
  for (const one of opened) await one.close()
}

type Rpc = {
  id?: unknown
  method?: string
  params?: Record<string, unknown>
  result?: unknown
  error?: unknown
}

export type Asked = { request: IncomingMessage; body: string; message: Rpc; response: ServerResponse }

/** Reads each request whole before `answer` sees it. */
export const asked =
  (answer: (asked: Asked) => void) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    void text(request).then((body) =>
      answer({ request, body, message: body.startsWith('{') ? (JSON.parse(body) as Rpc) : {}, response }),
    )
  }

export const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export const resultOf = (id: unknown, result: unknown = {}): object => ({ jsonrpc: '2.0', id, result })

export const initializeResult = (protocolVersion = '2025-11-25'): object => ({
  protocolVersion,
  capabilities: { tools: {} },
  serverInfo: { name: 'fixture', version: '1.0.0' },
})

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1.0.0' } },
}
export const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' }

/** `_meta` of a request of revision 2026-07-28. */
export const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  },
}

export const clientOf = (url: URL | string, options: Partial<HybridClientOptions> = {}): HybridClient =>
  new HybridClient(String(url), { policy: 'hybrid', timeoutMs: 5_000, answerMs: 5_000, ...options })

/** The bridge with this test as the client on its standard input and output. */
export class Conversation {
  readonly notes: string[] = []
  readonly lines: string[] = []
  readonly input = new PassThrough()
  readonly output: PassThrough
  readonly #running: Promise<void>
  readonly #stop = new AbortController()
  #arrived = Promise.withResolvers<void>()

  constructor(client: HybridClient, { highWaterMark }: { highWaterMark?: number } = {}) {
    this.output = new PassThrough(highWaterMark === undefined ? {} : { highWaterMark })
    this.#running = runBridge({
      client,
      input: this.input,
      output: this.output,
      note: (text) => this.notes.push(text),
      signal: this.#stop.signal,
    })
    // What goes wrong is for `end` to say.
    this.#running.catch(() => {})
    if (highWaterMark === undefined) this.read()
  }

  read(): void {
    createInterface({ input: this.output }).on('line', (line) => {
      this.lines.push(line)
      this.#arrived.resolve()
      this.#arrived = Promise.withResolvers()
    })
  }

  say(...messages: (object | string)[]): void {
    for (const one of messages) this.input.write(`${typeof one === 'string' ? one : JSON.stringify(one)}\n`)
  }

  /** The first message that fits, of those that came and are to come. */
  async heard(fits: (message: Rpc) => boolean): Promise<Rpc> {
    for (let next = 0; ; ) {
      for (const line of this.lines.slice(next)) {
        const message = JSON.parse(line) as Rpc
        if (fits(message)) return message
      }
      next = this.lines.length
      await this.#arrived.promise
    }
  }

  answer(id: unknown): Promise<Rpc> {
    return this.heard((message) => message.id === id && message.method === undefined)
  }

  /** `data.code` of the error that answers the request. */
  async fault(id: unknown): Promise<string | undefined> {
    const { error } = await this.answer(id)
    return (error as { data?: { code?: string } } | undefined)?.data?.code
  }

  /** The end of the input. */
  async end(): Promise<void> {
    this.input.end()
    await this.#running
  }

  /** As a signal does. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }
}
