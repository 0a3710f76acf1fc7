import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** What an upstream sends instead of an answer. `result`: the client of `connect` gets what, an error's code or an answer. */
type Row = {
  does: (socket: Socket, id: string) => unknown
  result: string
  /** It ends when the test ends it: for every client, or for those that get the bytes of a stream as they come. */
  isEndless?: 'for all' | 'over HTTP'
}

const head = (fields: string, status = '200 OK'): string => `HTTP/1.1 ${status}\r\n${fields}\r\n`
const JSON_TYPE = 'Content-Type: application/json\r\n'
const CHUNKS = 'Transfer-Encoding: chunked\r\n'
const STREAM = head('Content-Type: text/event-stream\r\nConnection: close\r\n')
const whole = (body: string | Buffer): Buffer => {
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(head(`${JSON_TYPE}Content-Length: ${bytes.length}\r\n`)), bytes])
}
const event = (message: string): string => `data: ${message}\n\n`
const answer = (id: string, result = '{}'): string => `{"jsonrpc":"2.0","id":${id},"result":${result}}`

const sends = (bytes: string | Buffer) => (socket: Socket) => socket.end(bytes)
const answers = (body: (id: string) => string | Buffer) => (socket: Socket, id: string) =>
  socket.end(whole(body(id)))
const streams = (body: (id: string) => string) => (socket: Socket, id: string) =>
  socket.end(STREAM + body(id))

/** Sends the same as long as the other side takes it. */
const endless =
  (first: string, again: string) =>
  (socket: Socket): void => {
    socket.write(first)
    const more = (): void => {
      while (!socket.destroyed && socket.write(again));
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
  }

const LONG = 'x'.repeat(1_048_576)

export const MISBEHAVING_UPSTREAMS: Readonly<Record<string, Row>> = {
  nothing: { does: (socket) => socket.end(), result: 'ANSWER_CUT_OFF' },
  'a reset': { does: (socket) => socket.destroy(), result: 'ANSWER_CUT_OFF' },
  'HTTP/0.9': { does: sends('<html>hello</html>'), result: 'ANSWER_INVALID' },
  garbage: { does: sends(Buffer.alloc(10_000, 0xfe)), result: 'ANSWER_INVALID' },
  'the banner of SSH': { does: sends('SSH-2.0-OpenSSH_10.2\r\n'), result: 'ANSWER_INVALID' },
  'frames of HTTP/2': { does: sends(Buffer.from('000000040000000000', 'hex')), result: 'ANSWER_INVALID' },
  'another protocol (101)': {
    does: sends(head('Connection: Upgrade\r\nUpgrade: h2c\r\n', '101 Switching Protocols')),
    result: 'ANSWER_CUT_OFF',
  },
  'a status of four digits': { does: sends(head('', '2000 OK')), result: 'ANSWER_INVALID' },
  'header fields without end': {
    does: endless(head('').slice(0, -2), 'X: y\r\n'.repeat(1_000)),
    result: 'ANSWER_INVALID',
  },
  'a header field of 1 MiB': { does: sends(head(`X: ${LONG}\r\n`)), result: 'ANSWER_INVALID' },
  'NUL in a header field': { does: sends(head('X: a\0b\r\n')), result: 'ANSWER_INVALID' },
  'a length that is longer than the body': {
    does: sends(`${head(`${JSON_TYPE}Content-Length: 100\r\n`)}{}`),
    result: 'ANSWER_CUT_OFF',
  },
  'a length that is shorter than the body': {
    does: (socket, id) => socket.end(`${head(`${JSON_TYPE}Content-Length: 10\r\n`)}${answer(id)}`),
    result: 'NO_ANSWER',
  },
  'two lengths': {
    does: sends(`${head(`${JSON_TYPE}Content-Length: 2\r\nContent-Length: 3\r\n`)}{}`),
    result: 'ANSWER_INVALID',
  },
  'a length and chunks': {
    does: sends(`${head(`${JSON_TYPE}${CHUNKS}Content-Length: 3\r\n`)}0\r\n\r\n`),
    result: 'ANSWER_INVALID',
  },
  'a chunk of an invalid size': {
    does: sends(`${head(JSON_TYPE + CHUNKS)}zz\r\n{}\r\n`),
    result: 'ANSWER_INVALID',
  },
  'chunks that are cut off': {
    does: sends(`${head(JSON_TYPE + CHUNKS)}20\r\n{"jsonrpc"`),
    result: 'ANSWER_CUT_OFF',
  },
  'a reset in the middle of an answer': {
    does: (socket) => socket.write(`${head(`${JSON_TYPE}Content-Length: 100\r\n`)}{`, () => socket.destroy()),
    result: 'ANSWER_CUT_OFF',
  },
  'informational answers in great number': {
    does: (socket, id) =>
      socket.end(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000)}${whole(answer(id))}`),
    result: 'answer',
  },
  'an encoding that was declined': {
    does: sends(`${head(`${JSON_TYPE}Content-Encoding: gzip\r\nContent-Length: 2\r\n`)}{}`),
    result: 'ANSWER_INVALID',
  },
  'text that is not UTF-8': {
    does: answers(() => Buffer.from([0x22, 0xff, 0xfe, 0x22])),
    result: 'NO_ANSWER',
  },
  NULs: { does: answers(() => Buffer.alloc(100_000)), result: 'NO_ANSWER' },
  'levels without end': { does: answers(() => '['.repeat(1_000_000)), result: 'NO_ANSWER' },
  'two million values': {
    does: answers((id) => answer(id, `[0${',0'.repeat(2_000_000)}]`)),
    result: 'NO_ANSWER',
  },
  'a body of 70 MiB': {
    does: (socket) => socket.end(whole(Buffer.alloc(70 * 1_048_576, 0x20))),
    result: 'ANSWER_TOO_LARGE',
  },
  'an id of 1 MiB': { does: answers(() => answer(`"${LONG}"`)), result: 'NO_ANSWER' },
  'ids of wrong types': {
    does: streams(() =>
      ['{}', '[]', 'true', 'null', '1e999', '"\\ud800"'].map((id) => event(answer(id))).join(''),
    ),
    result: 'NO_ANSWER',
  },
  'ids of the prototype, and ids that nobody asked': {
    does: streams(() =>
      ['"__proto__"', '"constructor"', '"toString"', '424242'].map((id) => event(answer(id))).join(''),
    ),
    result: 'NO_ANSWER',
  },
  'members of the prototype': {
    does: answers((id) =>
      answer(id, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ),
    result: 'answer',
  },
  'its answer twice': { does: streams((id) => event(answer(id)).repeat(2)), result: 'answer' },
  'notifications in great number': {
    does: streams(() =>
      event('{"jsonrpc":"2.0","method":"notifications/message","params":{}}').repeat(5_000),
    ),
    result: 'NO_ANSWER',
  },
  'events that are no messages, in great number': {
    does: streams(() => event('no JSON').repeat(5_000)),
    result: 'NO_ANSWER',
  },
  'a line of 70 MiB in a stream': {
    does: (socket) => {
      socket.write(`${STREAM}data: `)
      socket.end(Buffer.alloc(70 * 1_048_576, 0x20))
    },
    result: 'ANSWER_TOO_LARGE',
  },
  'an event of many lines without end': {
    does: endless(STREAM, `data: ${LONG}\n`),
    result: 'ANSWER_TOO_LARGE',
    isEndless: 'over HTTP',
  },
  'a stream that asks to reconnect at once': {
    does: streams(() => 'retry: 0\nid: \0\n\n'),
    result: 'NO_ANSWER',
  },
  'comments without end': { does: endless(STREAM, ':\n'.repeat(1_000)), result: '', isEndless: 'for all' },
  'nothing, for ever': { does: () => {}, result: '', isEndless: 'for all' },
}

export type Upstream = {
  port: number
  /** Ends what an endless row left open. */
  release(): void
  close(): void
}

/** Answers `ping` with its text, and does for the method `evil` what the row of `params.row` says. */
export const startUpstream = async (tls?: TlsOptions): Promise<Upstream> => {
  const sockets = new Set<Socket>()
  const evil = new Set<Socket>()
  const serve = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (;;) {
        const [all = '', fields = ''] = /^([\s\S]*?)\r\n\r\n/.exec(text) ?? []
        const [, length = '0'] = /content-length: (\d+)/i.exec(fields) ?? []
        const end = all.length + Number(length)
        if (all === '' || text.length < end) return
        const body = Buffer.from(text.slice(all.length, end), 'latin1').toString()
        text = text.slice(end)
        if (!body.startsWith('{')) {
          socket.write(head('Content-Length: 0\r\n', '405 Method Not Allowed'))
          continue
        }
        const { id, method, params } = JSON.parse(body) as {
          id: unknown
          method: string
          params: { row?: string; text?: string }
        }
        if (method === 'ping')
          socket.write(whole(answer(JSON.stringify(id), JSON.stringify({ text: params.text }))))
        else {
          evil.add(socket)
          MISBEHAVING_UPSTREAMS[params.row ?? '']?.does(socket, JSON.stringify(id))
        }
      }
    })
  }
  const server: Server = tls
    ? createTlsServer(tls, serve).on('tlsClientError', () => {})
    : createServer(serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    release: () => {
      for (const socket of evil) socket.destroy()
      evil.clear()
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
