import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { CONTENT_TYPE } from '../../../src/tls/record.ts'
import { concat, u8, u16, vector16 } from '../../../src/tls/writer.ts'
import { type Identity, selfSigned } from '../../cli/servers.ts'
import { type Listener, listen } from '../../probe/listener.ts'
import {
  alertRecord,
  announcing,
  ENDLESS,
  extensionBytes,
  record,
  recordHeader,
  serverHello12,
} from '../../probe/misbehaving.ts'
import { type Fault, tls13Server } from '../../probe/tls/tls13Server.ts'
import { kexInit, packet, uint32 } from '../../ssh/packet.ts'

/** A server under attack conditions: where to scan it, and how many connections it has accepted. */
export type Started = { url: string; connections(): number; close(): Promise<void> }

export type Misbehaving = {
  /** Listens on this loopback address, which should be its own: connections to one address wait for each other. */
  start(host: string): Promise<Started>
  /** The most connections that it may cause. */
  connections: number
  /** MiB that a scan of this server alone may need in addition to a scan of a healthy one. */
  mebibytes: number
  /** Seconds that it may take, on a busy machine. */
  seconds: number
}

type Row = Partial<Omit<Misbehaving, 'start'>> & Pick<Misbehaving, 'start'>

/** Servers by layer and by what is wrong with them. */
export const misbehavingServers = async (): Promise<Record<string, Record<string, Misbehaving>>> => {
  const identity = await selfSigned('CN=localhost', ['localhost'])
  const layers: Record<string, Record<string, Row>> = {
    TCP: tcp,
    'TLS records': records,
    'TLS handshake': handshakes,
    certificates: await certificates(),
    'HTTP/1.1': http1(),
    'HTTP/2': http2(identity),
    'event streams': eventStreams(),
    'MCP messages': messages(),
    'OAuth metadata': metadata(),
    SSH: ssh,
  }
  return Object.fromEntries(
    Object.entries(layers).map(([layer, rows]) => [
      layer,
      Object.fromEntries(
        Object.entries(rows).map(([name, row]) => [
          name,
          { connections: 256, mebibytes: 120, seconds: 120, ...row },
        ]),
      ),
    ]),
  )
}

// Listeners

type Serve = (socket: Socket, nth: number) => void

const started = (listener: Listener, host: string, scheme = 'https', path = '/mcp'): Started => ({
  url: `${scheme}://${host}:${listener.port}${path}`,
  connections: () => listener.accepted,
  close: () => listener.close(),
})

const raw =
  (serve: Serve, scheme?: string, path?: string) =>
  async (host: string): Promise<Started> =>
    started(await listen(serve, host), host, scheme, path)

const faulty =
  (fault: Fault) =>
  async (host: string): Promise<Started> =>
    started(await tls13Server(fault, host), host)

const onFirst =
  (...answer: Uint8Array[]): Serve =>
  (socket) => {
    socket.once('data', () => socket.write(concat(...answer)))
  }

/** Writes `chunk` for as long as the other side reads. */
const pour = (sink: NodeJS.WritableStream & { destroyed?: boolean }, chunk: string | Uint8Array): void => {
  while (!sink.destroyed && sink.write(chunk));
  if (!sink.destroyed) sink.once('drain', () => pour(sink, chunk))
}

const dripping =
  (bytes: Uint8Array | string, everyMs: number): Serve =>
  (socket) => {
    const content = Buffer.from(bytes)
    let next = 0
    const timer = setInterval(() => {
      if (next < content.length) socket.write(content.subarray(next, ++next))
    }, everyMs)
    socket.on('close', () => clearInterval(timer))
  }

// TCP

const tcp: Record<string, Row> = {
  'says nothing': { start: raw(() => {}) },
  'closes at once': { start: raw((socket) => socket.end()) },
  'resets at once': { start: raw((socket) => socket.resetAndDestroy()) },
  'resets at the first byte': {
    start: raw((socket) => socket.once('data', () => socket.resetAndDestroy())),
  },
  'sends one byte at a time': { start: raw(dripping(new Uint8Array(100_000).fill(0x16), 100)) },
  'never stops sending zeros': { start: raw((socket) => pour(socket, Buffer.alloc(0x1_0000))) },
  'sends back what it gets': { start: raw((socket) => socket.pipe(socket)) },
}

// RFC 9846 §5

const records: Record<string, Row> = {
  ...Object.fromEntries(
    Object.entries(ENDLESS).map(([name, serve]) => [`sends ${name} without end`, { start: raw(serve) }]),
  ),
  'announces a record of 65,535 bytes': {
    start: raw(onFirst(recordHeader(CONTENT_TYPE.handshake, 0x0303, 0xffff), new Uint8Array(0xffff))),
  },
  'sends a record of an unknown type': { start: raw(onFirst(record(0xff, u8(0)))) },
  'sends an alert that nobody knows': { start: raw(onFirst(alertRecord(2, 255))) },
  'sends an alert of one byte': { start: raw(onFirst(record(CONTENT_TYPE.alert, u8(2)))) },
  'speaks HTTP': { start: raw(onFirst(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))) },
  'fragments a message into records of one byte': {
    start: raw(
      onFirst(...[...serverHello12()].map((byte) => record(CONTENT_TYPE.handshake, Uint8Array.of(byte)))),
    ),
  },
}

// RFC 9846 §4

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte))

const handshakes: Record<string, Row> = {
  'chooses a version that was not offered': { start: faulty({ version: 0x7f1c }) },
  'chooses a cipher suite that was not offered': { start: faulty({ suite: 0x0a0a }) },
  'asks to retry twice': { start: faulty({ retry: { group: 0x0017, again: true } }) },
  'asks for a cookie of 65,280 bytes': { start: faulty({ retry: { group: 'none', cookie: 0xff00 } }) },
  'sends an all-zero share': {
    start: faulty({
      key: { group: 0x001d, answer: () => ({ share: new Uint8Array(32), secret: new Uint8Array(32) }) },
    }),
  },
  'announces a message of 16 MiB': {
    start: faulty({ flight: ({ encryptedExtensions }) => [encryptedExtensions, announcing(11, 0xff_ffff)] }),
  },
  'sends a signature that does not fit': { start: faulty({ signature: flipped }) },
  'sends a Finished that does not fit': { start: faulty({ verifyData: flipped }) },
  'has a ServerHello with 5,000 extensions': {
    start: raw(
      onFirst(
        record(
          CONTENT_TYPE.handshake,
          concat(
            announcing(2, 2 + 32 + 1 + 2 + 1 + 2 + 20_000),
            u16(0x0303),
            new Uint8Array(32),
            u8(0),
            u16(0x1301),
            u8(0),
            vector16(Array.from({ length: 5_000 }, (_, i) => extensionBytes(0x7000 + (i % 5_000)))),
          ),
        ),
      ),
    ),
  },
}

// RFC 5280

const HOSTILE = '\u001b]0;gone\u0007\u202Egnirts\u0000<script>'

const certificates = async (): Promise<Record<string, Row>> => {
  const named = await selfSigned(
    'CN=many',
    Array.from({ length: 5_000 }, (_, i) => `host-${i}.example`),
  )
  const hostile = await selfSigned([{ CN: [HOSTILE] }, { O: ['x'.repeat(20_000)] }])
  const pool: Identity[] = []
  for (let i = 0; i < 64; i++) pool.push(await selfSigned(`CN=number ${i}`))
  return {
    'sends a list of 200 certificates': {
      start: faulty({ certificates: (der) => Array.from({ length: 200 }, () => der) }),
    },
    'sends a list of 10,000 empty certificates': {
      start: faulty({ certificates: () => Array.from({ length: 10_000 }, () => new Uint8Array(0)) }),
    },
    'sends a certificate that is not DER': {
      start: faulty({ certificates: () => [Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)] }),
    },
    'sends a certificate of nested sequences': {
      start: faulty({ certificates: () => [new Uint8Array(15_000).map((_, i) => (i % 2 ? 0x80 : 0x30))] }),
    },
    'has a certificate for 5,000 names': { start: https(named, notFound) },
    'has a certificate whose names are made for terminals and browsers': { start: https(hostile, notFound) },
    'has another certificate on every connection': {
      start: (host) => {
        let next = 0
        const server = createHttps(pool[0] as Identity, notFound)
        server.on('connection', () => server.setSecureContext(pool[next++ % pool.length] as Identity))
        return counted(server, 'https', host)
      },
    },
  }
}

// HTTP

type Handle = (request: IncomingMessage, response: ServerResponse) => void

const notFound: Handle = (_, response) => response.writeHead(404).end()

const counted = async (
  server: Server | Http2SecureServer,
  scheme: string,
  host: string,
): Promise<Started> => {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    url: `${scheme}://${host}:${(server.address() as AddressInfo).port}/mcp`,
    connections: () => connections,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const https =
  (identity: Identity, handle: Handle) =>
  (host: string): Promise<Started> =>
    counted(createHttps(identity, handle), 'https', host)

const http =
  (handle: Handle) =>
  (host: string): Promise<Started> =>
    counted(createHttp(handle), 'http', host)

/** Answers each request with these bytes, whatever HTTP says of them. */
const rawHttp = (serve: Serve) => raw((socket, nth) => socket.once('data', () => serve(socket, nth)), 'http')

const head = (...lines: string[]): string => `HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`

const http1 = (): Record<string, Row> => {
  const bomb = gzipSync(Buffer.alloc(200_000_000))
  return {
    'sends header fields without end': {
      start: rawHttp((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        pour(socket, `x-filler: ${'x'.repeat(8_000)}\r\n`)
      }),
    },
    'sends a header field of 10 MB': {
      start: rawHttp((socket) => socket.write(head(`x-filler: ${'x'.repeat(10_000_000)}`))),
    },
    'sends a header byte by byte': {
      start: rawHttp(dripping(`${head('content-type: application/json')}{}`.repeat(100), 100)),
    },
    'sends a body without end': {
      start: http((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        pour(response, ' '.repeat(0x1_0000))
      }),
    },
    'sends a gzip bomb': {
      start: http((_, response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
      ),
    },
    'sends informational answers without end': {
      start: rawHttp((socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(200))),
    },
    'redirects in a circle': {
      start: http((request, response) =>
        response.writeHead(307, { location: `/mcp?${Number(request.url?.split('?')[1] ?? 0) + 1}` }).end(),
      ),
    },
    'redirects to a URL of 1 MB': {
      start: rawHttp((socket) =>
        socket.end(
          `HTTP/1.1 307 Temporary Redirect\r\nlocation: /${'{'.repeat(1_000_000)}\r\ncontent-length: 0\r\n\r\n`,
        ),
      ),
    },
    'has chunks of a length that is not a number': {
      start: rawHttp((socket) => socket.write(`${head('transfer-encoding: chunked')}fffffffffffffffff\r\n`)),
    },
    'ends in the middle of its body': {
      start: rawHttp((socket) =>
        socket.write(`${head('content-type: application/json', 'content-length: 1000')}{"jsonrpc"`, () =>
          socket.resetAndDestroy(),
        ),
      ),
    },
    'speaks HTTP/0.9': { start: rawHttp((socket) => socket.end('<html>hello</html>')) },
    'has 100,000 challenges': {
      start: rawHttp((socket) =>
        socket.end(
          `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${'Bearer a="b",'.repeat(1_000)}\r\ncontent-length: 0\r\n\r\n`,
        ),
      ),
    },
  }
}

const http2 = (identity: Identity): Record<string, Row> => {
  const h2 =
    (onStream: (stream: ServerHttp2Stream) => void, settings: object = {}) =>
    (host: string): Promise<Started> => {
      const server = createSecureServer({ ...identity, allowHTTP1: false, settings })
      server.on('sessionError', () => {})
      server.on('stream', (stream) => {
        stream.on('error', () => {})
        onStream(stream)
      })
      return counted(server, 'https', host)
    }
  return {
    'allows no streams': { start: h2(() => {}, { maxConcurrentStreams: 0 }) },
    'never answers a stream': { start: h2(() => {}) },
    'resets every stream': { start: h2((stream) => stream.close(8)) },
    'says GOAWAY to every request': { start: h2((stream) => stream.session?.goaway(0)) },
    'sends settings without end': {
      start: h2((stream) => {
        const timer = setInterval(() => {
          if (stream.session && !stream.session.destroyed && !stream.session.closed)
            stream.session.settings({ enablePush: false })
        }, 1)
        stream.session?.once('close', () => clearInterval(timer))
      }),
    },
    'sends a body without end': {
      start: h2((stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/json' })
        pour(stream, ' '.repeat(0x1_0000))
      }),
    },
    'sends 1 MB of header fields': {
      start: h2((stream) => {
        const fields = Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, 'x'.repeat(1_000)])
        stream.respond({ ':status': 200, ...Object.fromEntries(fields) })
        stream.end()
      }),
    },
  }
}

// Server-sent events

const eventStreams = (): Record<string, Row> => {
  const stream = (write: (response: ServerResponse) => void) =>
    http((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      write(response)
    })
  return {
    'sends comments without end': {
      start: stream((response) => {
        const timer = setInterval(() => response.write(': nothing\n\n'), 50)
        response.on('close', () => clearInterval(timer))
      }),
    },
    'floods with events': { start: stream((response) => pour(response, `data: ${'x'.repeat(65_000)}\n\n`)) },
    'sends a line without end': {
      start: stream((response) => {
        response.write('data: ')
        pour(response, 'x'.repeat(0x1_0000))
      }),
    },
    'sends a million empty events': {
      start: stream((response) => pour(response, 'data:\n\n'.repeat(9_000))),
    },
    'names an endpoint on another host': {
      start: stream((response) => response.write('event: endpoint\ndata: http://127.9.9.9:1/messages\n\n')),
    },
  }
}

// MCP

type Rpc = { id?: number; method?: string; params?: { cursor?: string } }

/** A server of revision 2026-07-28 that answers `tools/list` with this text. */
const tools = (list: (rpc: Rpc) => string) =>
  http(async (request, response) => {
    const rpc = JSON.parse((await text(request)) || '{}') as Rpc
    const answer = (body: string, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    }
    if (rpc.method === 'server/discover')
      answer(
        `{"jsonrpc":"2.0","id":${rpc.id},"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}}`,
      )
    else if (rpc.method === 'tools/list') answer(list(rpc))
    else answer('{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}}', 404)
  })

const result = ({ id }: Rpc, members: string): string => `{"jsonrpc":"2.0","id":${id},"result":{${members}}}`

const tool = (name: string, description = ''): object => ({
  name,
  description,
  inputSchema: { type: 'object' },
})

const messages = (): Record<string, Row> => {
  let page = 0
  return {
    'nests 100,000 levels': {
      start: tools((rpc) => result(rpc, `"tools":[${'['.repeat(100_000)}${']'.repeat(100_000)}]`)),
    },
    'has a number of 1,000,000 digits': {
      start: tools((rpc) => result(rpc, `"tools":[],"ttl":${'9'.repeat(1_000_000)}`)),
    },
    'has a next page for ever': {
      start: tools((rpc) =>
        result(rpc, `"tools":[${JSON.stringify(tool(`t${++page}`))}],"nextCursor":"${page}"`),
      ),
    },
    'has a million values': { start: tools((rpc) => result(rpc, `"tools":[${'0,'.repeat(999_999)}0]`)) },
    'has 50,000 tools': {
      start: tools((rpc) =>
        result(rpc, `"tools":${JSON.stringify(Array.from({ length: 50_000 }, (_, i) => tool(`t${i}`)))}`),
      ),
    },
    'has tools that are named like properties of objects': {
      start: tools((rpc) =>
        result(
          rpc,
          `"tools":${JSON.stringify(['__proto__', 'constructor', 'toString'].map((name) => tool(name)))},"__proto__":{"polluted":true}`,
        ),
      ),
    },
    'has texts that are made for terminals and browsers': {
      start: tools((rpc) => result(rpc, `"tools":${JSON.stringify([tool(HOSTILE, HOSTILE.repeat(5_000))])}`)),
    },
    'answers with another id': { start: tools(() => result({ id: 999_999 }, '"tools":[]')) },
    'answers with a batch of 100,000': {
      start: tools((rpc) => `[${Array(100_000).fill(result(rpc, '"tools":[]')).join(',')}]`),
    },
    'answers with UTF-16': {
      start: tools((rpc) => Buffer.from(result(rpc, '"tools":[]'), 'utf16le').toString('latin1')),
    },
  }
}

// RFC 9728 and RFC 8414

const metadata = (): Record<string, Row> => {
  const site = (document: (origin: string, path: string) => unknown) =>
    http((request, response) => {
      const origin = `http://${request.headers.host}`
      if (request.url === '/mcp')
        response
          .writeHead(401, {
            'www-authenticate': `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource"`,
          })
          .end()
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(document(origin, request.url ?? '')))
    })
  const resource = (origin: string, servers: string[]): object => ({
    resource: `${origin}/mcp`,
    authorization_servers: servers,
  })
  const isResource = (path: string): boolean => path.includes('protected-resource')
  return {
    'names 10,000 authorization servers': {
      start: site((origin, path) =>
        isResource(path)
          ? resource(
              origin,
              Array.from({ length: 10_000 }, (_, i) => `${origin}/issuer/${i}`),
            )
          : { issuer: `${origin}/issuer/0` },
      ),
    },
    'publishes 20,000 keys': {
      start: site((origin, path) =>
        isResource(path)
          ? resource(origin, [origin])
          : path === '/keys'
            ? { keys: Array.from({ length: 20_000 }, () => ({ kty: 'RSA', n: 'AQAB', e: 'AQAB' })) }
            : { issuer: origin, jwks_uri: `${origin}/keys` },
      ),
    },
    'names itself as the authorization server of itself': {
      start: site((origin) => ({ ...resource(origin, [`${origin}/mcp`]), issuer: `${origin}/mcp` })),
    },
    'has metadata that is a number': { start: site(() => 1) },
  }
}

// RFC 4253

const BANNER = 'SSH-2.0-Test_1\r\n'
const sshd = (serve: Serve) => raw(serve, 'ssh', '')

const ssh: Record<string, Row> = {
  'sends lines before its identification without end': {
    start: sshd((socket) => pour(socket, `${'x'.repeat(200)}\r\n`.repeat(100))),
  },
  'sends a line without end': { start: sshd((socket) => pour(socket, 'x'.repeat(10_000))) },
  'says nothing after its identification': { start: sshd((socket) => socket.write(BANNER)) },
  'announces a packet of 4 GiB': {
    start: sshd((socket) => socket.write(Buffer.concat([Buffer.from(BANNER), uint32(0xffff_fff8)]))),
  },
  'has 100,000 key exchange methods': {
    start: sshd((socket) =>
      socket.write(
        Buffer.concat([Buffer.from(BANNER), packet(kexInit(Array(100_000).fill('a@b').join(',')))]),
      ),
    ),
  },
  'has a name-list that is longer than its message': {
    start: sshd((socket) => {
      const message = kexInit('curve25519-sha256')
      message.writeUInt32BE(0x7fff_ffff, 17)
      socket.write(Buffer.concat([Buffer.from(BANNER), packet(message)]))
    }),
  },
}
