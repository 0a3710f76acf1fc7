import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { Agent, fetch } from 'undici'
import { killAll, start } from '../../cli/program.ts'
import { asked, type Listening, listen, makeIdentities } from '../../gateway/bridge/clientPeers.ts'
import { temporaryFolder } from '../../gateway/server/serving.ts'

const CHILD = new URL('../../gateway/stdio/stdioChild.ts', import.meta.url).pathname
const MEBIBYTE = 1_048_576

/** Generous: what the requests of a test hold is 100 to 500 MiB; without bounds it was several GiB. */
const MAX_RESIDENT = 1_500 * MEBIBYTE

/** proc(5): the most that a process ever held, in bytes. */
const mostHeld = ({ pid }: ChildProcessWithoutNullStreams): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024

/** The document that a command prints with --json, while it goes on. */
const documentOf = async <Document>(child: ChildProcessWithoutNullStreams): Promise<Document> => {
  child.stderr.resume()
  let text = ''
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.endsWith('}\n')) break
  }
  return JSON.parse(text) as Document
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

type Reply = { id: unknown; result?: { protocolVersion?: string; a?: unknown }; error?: { code: number } }

describe('under the load of few clients', () => {
  afterEach(killAll)

  describe('serve in front of a command', () => {
    let child: ChildProcessWithoutNullStreams
    let document: { url: string; ca: string }
    let dispatcher: Agent
    let id = 0
    beforeEach(async () => {
      const identity = join(temporaryFolder(), 'identity')
      child = start(['serve', '--json', '--port', '0', '--identity', identity, '--', process.execPath, CHILD])
      document = await documentOf(child)
      dispatcher = new Agent({ connect: { ca: document.ca }, bodyTimeout: 0, headersTimeout: 0 })
    })
    afterEach(async () => {
      await dispatcher.destroy()
      const ended = once(child, 'exit')
      child.kill()
      await ended
    })

    const send = (body: string, headers: Record<string, string> = {}) =>
      fetch(document.url, { method: 'POST', headers: { ...HEADERS, ...headers }, body, dispatcher })

    const session = async (): Promise<Record<string, string>> => {
      const params = {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'load', version: '1' },
      }
      const answer = await send(JSON.stringify({ jsonrpc: '2.0', id: ++id, method: 'initialize', params }))
      expect(((await answer.json()) as Reply).result?.protocolVersion).to.equal('2025-11-25')
      return { 'mcp-session-id': String(answer.headers.get('mcp-session-id')) }
    }

    /** Calls one after the other, all answered and right, until `work` is done: how many. */
    const callsDuring = async (work: Promise<unknown>, headers: Record<string, string>): Promise<number> => {
      let isDone = false
      void work.finally(() => {
        isDone = true
      })
      let calls = 0
      for (; !isDone; calls++) {
        const a = `${++id} é`
        const answer = await send(
          JSON.stringify({ jsonrpc: '2.0', id, method: 'echo', params: { a } }),
          headers,
        )
        expect([answer.status, ((await answer.json()) as Reply).result]).to.deep.equal([200, { a }])
      }
      await work
      return calls
    }

    for (const [digits, status] of [
      // A double has them all.
      ['1234567890123456', 200],
      // 200,000 numbers that a double cannot hold are the limit.
      ['12345678901234567', 400],
    ] as const) {
      it(`answers another client while six POSTs of 16 MiB with ${digits.length}-digit numbers come`, async () => {
        const healthy = await session()
        const count = Math.floor((16 * MEBIBYTE - 200) / (digits.length + 1))
        const numbers = `[${Array(count).fill(digits).join(',')}]`
        const posts = Array.from({ length: 6 }, async (_, at) => {
          const body = `{"jsonrpc":"2.0","id":"heavy ${at}","method":"echo","params":{"a":${numbers}}}`
          // A process of its own: 64 MiB may wait for one.
          const answer = await send(body, await session())
          const text = await answer.text()
          expect(answer.status).to.equal(status)
          if (status === 200) expect(text).to.include(`"a":${numbers}`)
          else expect((JSON.parse(text) as Reply).error?.code).to.equal(-32_700)
        })
        expect(await callsDuring(Promise.all(posts), healthy)).to.be.above(0)
        expect(mostHeld(child)).to.be.below(MAX_RESIDENT)
      })
    }

    it('answers another client next to thirty that do not read answers of 10 MB', async () => {
      const [stalled, healthy] = await Promise.all([session(), session()])
      const { hostname, port } = new URL(document.url)
      const heads = Object.entries({ host: 'localhost', ...HEADERS, ...stalled })
      const clients = await Promise.all(
        Array.from({ length: 30 }, async (_, at): Promise<TLSSocket> => {
          const socket = connect({ host: hostname, port: Number(port), ca: document.ca })
          socket.on('error', () => {})
          await once(socket, 'secureConnect')
          const params = '"params":{"bytes":10000000}'
          const body = `{"jsonrpc":"2.0","id":"stalled ${at}","method":"long",${params}}`
          const fields = [...heads, ['content-length', String(body.length)]]
          const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
          socket.pause().write(`POST /mcp HTTP/1.1\r\n${head}\r\n${body}`)
          return socket
        }),
      )
      // Something has come for ten of them: the beginning of an answer, or a comment before it.
      const begun = clients.slice(0, 10).map((client) => once(client, 'readable'))
      expect(await callsDuring(Promise.all(begun), healthy)).to.be.above(0)
      // An answer of 1 MB finds room again, at the latest when those that do not read give theirs.
      const long = JSON.stringify({
        jsonrpc: '2.0',
        id: 'long',
        method: 'long',
        params: { bytes: 1_000_000 },
      })
      for (let status = 503; status !== 200; ) {
        const answer = await send(long, healthy)
        ;({ status } = answer)
        expect(status).to.be.oneOf([200, 503])
        const text = await answer.text()
        if (status === 200) expect(text).to.have.length.above(1_000_000)
        else await new Promise((resolve) => setTimeout(resolve, 250))
      }
      // 335 MiB in November 2026; it was 834 MiB while answers were not bounded together.
      expect(mostHeld(child)).to.be.below(600 * MEBIBYTE)
      for (const client of clients) client.destroy()
    })
  })

  describe('connect', () => {
    let server: Listening
    let args: string[]
    const text = 'x'.repeat(60 * MEBIBYTE)
    before(async () => {
      const { server: identity, ca } = await makeIdentities()
      server = await listen(
        identity,
        asked(({ message, request, response }) => {
          if (request.method !== 'POST') return void response.writeHead(405).end()
          const id = JSON.stringify(message.id)
          response.writeHead(200, { 'content-type': 'application/json' })
          const result = message.method === 'long' ? `{"text":"${text}"}` : '{"text":"short"}'
          response.end(`{"jsonrpc":"2.0","id":${id},"result":${result}}`)
        }),
      )
      const file = join(temporaryFolder(), 'ca.pem')
      writeFileSync(file, ca)
      args = ['connect', server.url.href, '--ca', file]
    })
    after(() => server.close())

    it('brings an answer of 60 MiB on standard output, and goes on', async () => {
      const child = start(args)
      child.stderr.resume()
      child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"long"}\n')
      const chunks: Buffer[] = []
      const lines = async (count: number): Promise<string[]> => {
        for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
          chunks.push(chunk as Buffer)
          if ((chunk as Buffer).includes(0x0a) && Buffer.concat(chunks).toString().split('\n').length > count)
            break
        }
        return Buffer.concat(chunks).toString().split('\n')
      }
      const [long = ''] = await lines(1)
      expect((JSON.parse(long) as { result: { text: string } }).result.text === text).to.equal(true)
      child.stdin.write('{"jsonrpc":"2.0","id":2,"method":"short"}\n')
      const [, short = ''] = await lines(2)
      expect(JSON.parse(short)).to.deep.equal({ jsonrpc: '2.0', id: 2, result: { text: 'short' } })
      expect(mostHeld(child)).to.be.below(MAX_RESIDENT)
      const ended = once(child, 'exit')
      child.stdin.end()
      expect((await ended)[0]).to.equal(0)
    })

    it('brings an answer of 60 MiB by --listen, and goes on', async () => {
      const child = start([...args, '--listen', '127.0.0.1:0', '--json'])
      const { url } = await documentOf<{ url: string }>(child)
      const call = async (method: string): Promise<string> => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method })
        const answer = await fetch(url, { method: 'POST', headers: HEADERS, body })
        return ((await answer.json()) as { result: { text: string } }).result.text
      }
      expect((await call('long')) === text).to.equal(true)
      expect(await call('short')).to.equal('short')
      expect(mostHeld(child)).to.be.below(MAX_RESIDENT)
    })
  })
})
