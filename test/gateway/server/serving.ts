import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { Client } from '@modelcontextprotocol/client'
import { Agent, fetch } from 'undici'
import type { ServerEvent } from '../../../src/gateway/events.ts'
import type { GroupPolicy } from '../../../src/gateway/groups.ts'
import type { IdentitySource } from '../../../src/gateway/identity/identity.ts'
import { identityFolder } from '../../../src/gateway/identity/identityFolder.ts'
import { serverNames } from '../../../src/gateway/identity/serverNames.ts'
import type { McpHandler } from '../../../src/gateway/mcpHandler.ts'
import type { ServerLimits } from '../../../src/gateway/server/httpServer.ts'
import { referenceHandler } from '../../../src/gateway/server/reference/referenceHandler.ts'
import { type RunningServer, startServer } from '../../../src/gateway/server/startServer.ts'
import type { WaitingRoom } from '../../../src/gateway/waitingRoom.ts'

/** A folder that is gone when the tests are. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-gateway-'))
  if (folders.push(folder) === 1) process.once('exit', () => folders.forEach(remove))
  return folder
}
const folders: string[] = []
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export const LOOPBACK = serverNames([])

/** Made once: most tests are not about making it. */
export const ourIdentity = (): IdentitySource => {
  folder ??= join(temporaryFolder(), 'identity')
  return identityFolder(folder, LOOPBACK)
}
let folder: string | undefined

export type Serving = RunningServer & {
  url: string
  ca: string
  events: ServerEvent[]
  /** The next event of this name, or one that has already come. */
  event<Name extends ServerEvent['event']>(name: Name): Promise<Extract<ServerEvent, { event: Name }>>
}

type Changes = {
  policy?: GroupPolicy
  identity?: IdentitySource
  host?: string
  handler?: McpHandler
  allowOrigins?: string[]
  limits?: Partial<ServerLimits>
  room?: WaitingRoom
}

export const serve = async ({ policy = 'hybrid', ...changes }: Changes = {}): Promise<Serving> => {
  const events: ServerEvent[] = []
  const waiting = new Set<() => void>()
  const running = await startServer({
    port: 0,
    policy,
    identity: ourIdentity(),
    names: LOOPBACK.map(({ value }) => value),
    handler: referenceHandler({ version: '0.0.0', maxBodyBytes: 100_000 }),
    onEvent: (event) => {
      events.push(event)
      for (const look of waiting) look()
    },
    ...changes,
  })
  return {
    ...running,
    url: `https://127.0.0.1:${running.port}/mcp`,
    ca: running.identity.authorities?.pem ?? '',
    events,
    event: (name) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(({ event }) => event === name)
          if (found === undefined) return void waiting.add(look)
          waiting.delete(look)
          resolve(found as Extract<ServerEvent, { event: typeof name }>)
        }
        look()
      }),
  }
}

/** A TLS connection of Node.js, made or failed. */
export const dial = (
  { port, ca }: Serving,
  options: ConnectionOptions & { localAddress?: string } = {},
): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options }, () => resolve(socket))
    socket.once('error', reject)
  })

/** The hello of a client that would be served. */
export const anyHello = async (): Promise<Buffer> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ host: '127.0.0.1', port, ecdhCurve: 'X25519MLKEM768' }).on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [hello] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  socket.destroy()
  server.close()
  return hello
}

/** Ends it as it should be ended: a reset could overtake what the client said last. */
export const hangUp = async (socket: TLSSocket): Promise<void> => {
  socket.resume().end()
  await once(socket, 'close')
}

/** One HTTP request over connections of these options. */
export const request = async (
  { ca, url }: Pick<Serving, 'ca' | 'url'>,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  tls: object = {},
): Promise<{ status: number; text: string; headers: Headers }> => {
  const dispatcher = new Agent({ connect: { ca, ...tls } })
  try {
    const response = await fetch(new URL(path, url), { ...init, dispatcher })
    return { status: response.status, text: await response.text(), headers: response.headers as Headers }
  } finally {
    await dispatcher.close()
  }
}

export type Era = 'modern' | 'legacy'

/** The official client of both lines, over a connection of these options. */
export const withClient = async <Result>(
  { url, ca }: { url: string; ca: string | string[] },
  era: Era,
  use: (client: Client) => Promise<Result>,
  tls: object = {},
): Promise<Result> => {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const dispatcher = new Agent({ connect: { ca, ...tls } })
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch: fetchOver(dispatcher) })
  const client = new Client(
    { name: 'gateway-test', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' } },
  )
  try {
    await client.connect(transport)
    return await use(client)
  } finally {
    await client.close()
    await dispatcher.close()
  }
}

/** undici's own types of the same interfaces. */
export const fetchOver =
  (dispatcher: Agent) =>
  (url: string | URL, init?: RequestInit): Promise<Response> =>
    fetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>
