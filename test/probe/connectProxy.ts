import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'

export type ConnectProxy = {
  url: string
  /** What it was asked to connect to, with the header fields. */
  asked: { authority: string; headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/** A real HTTP proxy on loopback that resolves names by itself: `hosts` has the port behind each authority. */
export const connectProxy = async (hosts: Record<string, number>): Promise<ConnectProxy> => {
  const asked: ConnectProxy['asked'] = []
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connection', track)
  server.on('connect', ({ url: authority = '', headers }, client: Socket, first: Buffer) => {
    asked.push({ authority, headers })
    const port = hosts[authority]
    if (port === undefined) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    const behind = track(connect(port, '127.0.0.1'))
    behind.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\nvia: 1.1 test\r\n\r\n')
      behind.write(first)
      behind.pipe(client)
      client.pipe(behind)
    })
    behind.once('close', () => client.destroy())
    client.once('close', () => behind.destroy())
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A SOCKS 5 proxy (RFC 1928, RFC 1929) on loopback, for `user` with the password `word`. */
export const socksProxy = async (
  hosts: Record<string, number>,
): Promise<{ url: string; asked: string[]; close(): Promise<void> }> => {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const server = createTcpServer(async (client) => {
    track(client)
    const next = async (): Promise<Buffer> => (await once(client, 'data'))[0]
    try {
      const [, count = 0, ...methods] = await next()
      if (!methods.slice(0, count).includes(2)) return client.end(Buffer.of(5, 0xff))
      client.write(Buffer.of(5, 2))
      if (!(await next()).equals(Buffer.from('\x01\x04user\x04word'))) return client.end(Buffer.of(1, 1))
      client.write(Buffer.of(1, 0))
      const request = await next()
      const size = request[4] ?? 0
      const host =
        request[3] === 3 ? request.toString('latin1', 5, 5 + size) : [...request.subarray(4, 8)].join('.')
      const authority = `${host}:${request.readUInt16BE(request.length - 2)}`
      asked.push(authority)
      const port = hosts[authority]
      if (port === undefined) return client.end(Buffer.of(5, 4, 0, 1, 0, 0, 0, 0, 0, 0))
      const behind = track(connect(port, '127.0.0.1'))
      await once(behind, 'connect')
      client.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0))
      behind.pipe(client)
      client.pipe(behind)
      behind.once('close', () => client.destroy())
    } catch {
      client.destroy()
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `socks5://user:word@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
