import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { McpHandler } from '../../src/gateway/mcpHandler.ts'

const MODULES = new URL('../../node_modules/', import.meta.url).pathname

/** A handler as the reference server has it, or a server of a test's own; on loopback, at a port of the system's choice. */
export const listen = async (
  onRequest: Parameters<typeof createServer>[1],
  tls?: { cert: string; key: string },
): Promise<{ origin: string; port: number; server: Server; close(): Promise<void> }> => {
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    server,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

export const behind = async (handler: McpHandler) => {
  const { close, ...rest } = await listen((request, response) => handler.handle(request, response))
  return {
    ...rest,
    close: async () => {
      await handler.close()
      await close()
    },
  }
}

/** Says on standard error which port the system gave: the server itself prints the one it was asked for. */
const SAY_PORT = `data:text/javascript,${encodeURIComponent(`
  import { Server } from 'node:net'
  const { emit } = Server.prototype
  Server.prototype.emit = function (event, ...args) {
    if (event === 'listening') process.stderr.write('PORT ' + this.address().port + '\\n')
    return emit.call(this, event, ...args)
  }
`)}`

export const EVERYTHING = `${MODULES}@modelcontextprotocol/server-everything/dist/index.js`

/** The project's reference server of all features, which nobody here wrote (SDK 1.x). */
export const startEverything = async (
  mode: 'streamableHttp' | 'sse',
): Promise<{ origin: string; port: number; process: ChildProcess; close(): Promise<void> }> => {
  const child = spawn(process.execPath, ['--import', SAY_PORT, EVERYTHING, mode], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  // Of a test that fails, too.
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  for await (const line of createInterface(child.stderr)) {
    const [, port] = /^PORT (\d+)$/.exec(line) ?? []
    if (port === undefined) continue
    child.stderr.resume()
    return {
      origin: `http://127.0.0.1:${port}`,
      port: Number(port),
      process: child,
      close: async () => {
        process.off('exit', kill)
        kill()
        await exited
      },
    }
  }
  throw new Error('server-everything did not listen')
}
