import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { dial, type Serving } from '../../gateway/server/serving.ts'

/**
 * What a client does to a server. It resolves when the server has reacted, or nothing more is to come; with what is to be
 * closed after the healthy client has called.
 */
export type Misbehaviour = (server: Serving) => Promise<readonly TLSSocket[] | undefined>

const HOST = 'Host: localhost\r\nAccept: application/json, text/event-stream\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'

const post = (body: string | Buffer, fields = ''): Buffer => {
  const bytes = Buffer.from(body)
  const head = `POST /mcp HTTP/1.1\r\n${HOST}${JSON_TYPE}${fields}Content-Length: ${bytes.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}
const chunked = (body: string): string =>
  `POST /mcp HTTP/1.1\r\n${HOST}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n${body}`
const call = (id: string, rest = ''): string => `{"jsonrpc":"2.0","id":${id},"method":"ping"${rest}}`

const reacted = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['data', 'close'] as const) socket.once(event, () => resolve())
  })

const open = async (server: Serving): Promise<TLSSocket> => (await dial(server)).on('error', () => {})

/** Sends this, and waits for an answer or the end of the connection. */
const sends =
  (...pieces: (string | Buffer)[]): Misbehaviour =>
  async (server) => {
    const socket = await open(server)
    for (const piece of pieces) socket.write(piece)
    await reacted(socket)
    socket.destroy()
    return undefined
  }

/** Sends this, and leaves. */
const leaves =
  (text: string | Buffer, how: 'end' | 'destroy'): Misbehaviour =>
  async (server) => {
    const socket = await open(server)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    await new Promise((resolve) => socket.write(text, resolve))
    socket.resume()[how]()
    await closed
    return undefined
  }

/** Sends the same again and again until the server closes. */
const floods =
  (first: string, again: string): Misbehaviour =>
  async (server) => {
    const socket = await open(server)
    let isOpen = true
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    void closed.then(() => {
      isOpen = false
    })
    socket.resume().write(first)
    const more = (): void => {
      while (isOpen && socket.write(again));
      if (isOpen) socket.once('drain', more)
    }
    more()
    await closed
    return undefined
  }

/** Many connections that do this and stay open while the healthy client calls. */
const stays =
  (count: number, text: string | Buffer): Misbehaviour =>
  async (server) => {
    const sockets = await Promise.all(Array.from({ length: count }, () => open(server)))
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.pause().write(text, resolve))))
    return sockets
  }

/** Does something to the TCP connection below a TLS connection, and waits for its end. */
const below =
  (act: (raw: Socket, secure: TLSSocket) => void): Misbehaviour =>
  async ({ port, ca }) => {
    const raw = connectTcp({ host: '127.0.0.1', port })
    const closed = new Promise<void>((resolve) => raw.on('error', () => {}).once('close', () => resolve()))
    const secure = connectTls({ socket: raw, host: 'localhost', ca }, () => act(raw, secure))
    secure.on('error', () => {})
    await closed
    return undefined
  }

/** RFC 9113 §3.4, §6: the preface, and frames of 9 bytes of head. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const frame = (type: number, stream: number, payload = Buffer.alloc(0), flags = 0): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
const SETTINGS = frame(4, 0)
const PING = frame(6, 0, Buffer.alloc(8))
const RESET = (stream: number): Buffer =>
  Buffer.concat([frame(1, stream, Buffer.from([0x82, 0x84]), 5), frame(3, stream, Buffer.alloc(4))])

export const MISBEHAVING_CLIENTS: Readonly<Record<string, Misbehaviour>> = {
  'a chunked body that is cut off': leaves(chunked('20\r\n{"jsonrpc"'), 'end'),
  'a chunk of an invalid size': sends(chunked('zz\r\n{}\r\n0\r\n\r\n')),
  'a chunk of an enormous size': leaves(chunked('ffffffffffffffff\r\n{}\r\n'), 'destroy'),
  'a chunk with an extension without end': floods(chunked('1;'), 'x'.repeat(65_536)),
  'a negative Content-Length': sends(`POST /mcp HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`),
  'two lengths': sends(`POST /mcp HTTP/1.1\r\n${HOST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
  'a length and chunks': sends(
    `POST /mcp HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
  ),
  'a length that is longer than the body': leaves(
    `POST /mcp HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 100\r\n\r\n{}`,
    'end',
  ),
  'a length that is shorter than the body': sends(
    `POST /mcp HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 2\r\n\r\n${call('1')}`,
  ),
  'header fields without end': floods(`POST /mcp HTTP/1.1\r\n${HOST}`, 'X-Field: value\r\n'.repeat(1_000)),
  'a header field of 1 MiB': sends(`GET /mcp HTTP/1.1\r\n${HOST}X: ${'x'.repeat(1_048_576)}\r\n\r\n`),
  'a URL of 1 MiB': sends(`GET /${'x'.repeat(1_048_576)} HTTP/1.1\r\n${HOST}\r\n`),
  'NUL in a header field': sends(`GET /mcp HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`),
  'a line end without CR in header fields': sends(`GET /mcp HTTP/1.1\nHost: localhost\nX: a\n\n`),
  'HTTP/0.9': leaves('GET /mcp\r\n\r\n', 'end'),
  'an HTTP/2 preface with a flood of SETTINGS': floods(PREFACE, SETTINGS.toString('latin1').repeat(1_000)),
  'an HTTP/2 preface with a flood of PING': floods(PREFACE, PING.toString('latin1').repeat(1_000)),
  'an HTTP/2 preface with streams that are reset': sends(
    PREFACE,
    SETTINGS,
    ...Array.from({ length: 1_000 }, (_, at) => RESET(2 * at + 1)),
  ),
  'HTTP/2 alone by ALPN': ({ port, ca }) =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port, ca, ALPNProtocols: ['h2'] }, () =>
        reject(new Error('the server agreed to HTTP/2')),
      )
      socket.once('error', () => resolve(undefined))
    }),
  'an upgrade to h2c': sends(
    `GET /mcp HTTP/1.1\r\n${HOST}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
  ),
  'CONNECT to another host': sends('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  'an unknown expectation': sends(`POST /mcp HTTP/1.1\r\n${HOST}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n`),
  'a body that is not UTF-8': sends(post(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))),
  'a body of NULs': sends(post(Buffer.alloc(100_000))),
  'an id of 1 MiB': sends(post(call(`"${'x'.repeat(1_048_576)}"`))),
  'ids of wrong types': async (server) => {
    for (const id of ['{}', '[]', 'true', 'null', '1e999', '-0', '"\\ud800"'])
      await sends(post(call(id)))(server)
    return undefined
  },
  'names of the prototype': async (server) => {
    const params =
      ',"params":{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"_meta":{"__proto__":1}}'
    for (const id of ['"__proto__"', '"constructor"', '"toString"'])
      await sends(post(call(id, params)))(server)
    return undefined
  },
  'a batch of 10,000': sends(post(`[${Array(10_000).fill(call('1')).join(',')}]`)),
  'levels without end': sends(post('['.repeat(1_000_000))),
  'a session and an event that do not exist': sends(
    `GET /mcp HTTP/1.1\r\n${HOST}Mcp-Session-Id: __proto__\r\nLast-Event-ID: __proto__-1-1\r\n\r\n`,
  ),
  'notifications ahead of their answers': floods(
    '',
    String(post('{"jsonrpc":"2.0","method":"notifications/initialized"}')).repeat(100),
  ),
  'a reset in the middle of a request': below((raw, secure) =>
    secure.write(post(call('1')).subarray(0, -5), () => raw.resetAndDestroy()),
  ),
  'a reset right after a request': below((raw, secure) =>
    secure.write(post(call('1')), () => raw.resetAndDestroy()),
  ),
  'garbage instead of a TLS record': below((raw) => raw.write(Buffer.alloc(1_000, 0xff))),
  'an alert in the middle of a request': below((raw, secure) =>
    secure.write(post(call('1')).subarray(0, 50), () => raw.write(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
  ),
  'half of the header fields, a hundred times': stays(100, `POST /mcp HTTP/1.1\r\n${HOST}X: `),
  'nothing, over a hundred connections': stays(100, ''),
  'half of a body, thirty times': stays(
    30,
    post(call('1', `,"params":${' '.repeat(300_000)}{}`)).subarray(0, -10),
  ),
  'requests whose answers it does not read, thirty times': stays(
    30,
    post(call(`"${'x'.repeat(1_000_000)}"`)),
  ),
}
