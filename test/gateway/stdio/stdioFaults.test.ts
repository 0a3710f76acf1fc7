import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import type { StdioLimits } from '../../../src/gateway/stdio/stdioHandler.ts'
import { WaitingRoom } from '../../../src/gateway/waitingRoom.ts'
import { AMBIGUOUS } from '../../mcp/ambiguous.ts'
import { type StdioGateway, startStdio } from './stdioGateway.ts'

/** Of a POST as the official client sends it. */
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

const CHILD = new URL('stdioChild.ts', import.meta.url).pathname
const LIMITS = { graceMs: 150 }

const withChild = async (
  use: (gateway: StdioGateway) => Promise<void>,
  limits: Partial<StdioLimits> = {},
  mode: string[] = [],
): Promise<void> => {
  const gateway = await startStdio({ args: [CHILD, ...mode], limits: { ...LIMITS, ...limits } })
  try {
    await use(gateway)
  } finally {
    await gateway.close()
  }
}

type Reply = { id: unknown; result?: Record<string, unknown>; error?: { code: number; message: string } }
const json = async (answer: Response): Promise<Reply> => (await answer.json()) as Reply

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await turn()
}

/** The events of a stream as they come: id and message. */
async function* events(answer: Response): AsyncGenerator<{ id: string; message: Record<string, unknown> }> {
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString()
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      const [, id = ''] = /^id: (.*)$/m.exec(event) ?? []
      const [, data] = /^data: (.+)$/m.exec(event) ?? []
      if (data !== undefined) yield { id, message: JSON.parse(data) }
    }
  }
}

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('a stdio process that fails', () => {
  it('and ends in the middle of calls answers each with its id, and its session is gone', () =>
    withChild(async ({ initialize, post, next }) => {
      const session = await initialize()
      const ended = next('process-ended')
      const answers = await Promise.all([
        post({ id: 1, method: 'hang' }, session).then(json),
        post({ id: '2', method: 'hang' }, session).then(json),
        post({ id: 3, method: 'crash' }, session).then(json),
      ])
      expect(answers.map(({ id, error }) => [id, error?.code])).to.deep.equal([
        [1, -32_000],
        ['2', -32_000],
        [3, -32_000],
      ])
      expect((await post({ id: 4, method: 'echo' }, session)).status).to.equal(404)
      // Its output closes, which the answers tell of, before it is seen to have exited.
      expect(await ended).to.include({ code: 3, asked: false })
      const again = await initialize()
      expect(
        (await json(await post({ id: 5, method: 'echo', params: { a: 1 } }, again))).result,
      ).to.deep.equal({ a: 1 })
    }))

  it('that cannot be started is told', async () => {
    const gateway = await startStdio({ command: '/no/such/server' })
    const answer = await gateway.post({ id: 1, method: 'initialize', params: {} })
    expect(answer.status).to.equal(502)
    const { id, error } = await json(answer)
    expect([id, error?.message]).to.deep.equal([
      1,
      'The MCP server behind this gateway cannot be started (ENOENT).',
    ])
    expect(answer.headers.has('mcp-session-id')).to.equal(false)
    await gateway.close()
  })

  it('that never answers `initialize` is given up', () =>
    withChild(
      async ({ post }) => {
        const answer = await post({ id: 1, method: 'initialize', params: {} })
        expect(answer.status).to.equal(502)
        expect((await json(answer)).error?.message).to.include('did not answer in time')
      },
      { startMs: 300 },
      ['mute'],
    ))

  for (const [what, params] of Object.entries({
    'too long': { bytes: 200_000 },
    'nested too deeply': { levels: 300 },
    'of too many values': { values: 2_000_000 },
  })) {
    it(`whose answer is ${what} goes on, and only its own request fails`, () =>
      withChild(
        async ({ initialize, post, events: logged }) => {
          const session = await initialize()
          const waiting = post({ id: 1, method: 'wait' }, session)
          const answer = await json(await post({ id: 2, method: 'long', params }, session))
          expect([answer.id, answer.error?.message]).to.deep.equal([
            2,
            'The answer of the MCP server behind this gateway is too long or too deeply nested, or has too many values.',
          ])
          await post({ method: 'notifications/go' }, session)
          expect((await json(await waiting)).result).to.deep.equal({ went: true })
          expect(logged('process-ended')).to.deep.equal([])
        },
        { messageBytes: 'bytes' in params ? 100_000 : 16_777_216 },
      ))
  }

  it('whose own request is nested too deeply is told', () =>
    withChild(async ({ initialize, post, said }) => {
      const session = await initialize()
      expect((await json(await post({ id: 1, method: 'askDeeply' }, session))).result).to.deep.equal({})
      await said(/^refused -32000$/)
    }))

  it('whose line has no end is ended', () =>
    withChild(
      async ({ initialize, post, next }) => {
        const session = await initialize()
        const ended = next('process-ended')
        const answer = await post({ id: 1, method: 'endless' }, session)
        expect(answer.status).to.equal(502)
        expect((await json(answer)).error?.message).to.include('a line without end')
        await ended
      },
      { messageBytes: 10_000 },
    ))

  it('whose batch has too many messages goes on, and what the batch answers is an error', () =>
    withChild(async ({ initialize, post, events: logged }) => {
      const session = await initialize()
      const messages = await all(
        events(await post({ id: 1, method: 'batch', params: { messages: 999 } }, session)),
      )
      expect(messages).to.have.lengthOf(1_000)
      const answer = await post({ id: 2, method: 'batch', params: { messages: 1_000 } }, session)
      expect((await json(answer)).error?.message).to.include('too many values')
      expect(logged('message-dropped').map(({ reason }) => reason)).to.deep.equal([
        'a batch of more than 1000 messages',
      ])
      const next = await all(events(await post({ id: 3, method: 'batch', params: { messages: 1 } }, session)))
      expect(next).to.have.lengthOf(2)
    }))

  it('that writes a byte order mark before its first message is understood', () =>
    withChild(
      async ({ initialize, post, events: logged }) => {
        const answer = await post({ id: 1, method: 'echo', params: { a: 1 } }, await initialize())
        expect((await json(answer)).result).to.deep.equal({ a: 1 })
        expect(logged('message-dropped')).to.deep.equal([])
      },
      { startMs: 10_000 },
      ['bom'],
    ))

  it('that writes what is no JSON-RPC goes on', () =>
    withChild(async ({ initialize, post, events: logged }) => {
      const answer = await post({ id: 1, method: 'noise' }, await initialize())
      expect((await json(answer)).result).to.deep.equal({})
      expect(logged('message-dropped')).to.have.lengthOf(1)
    }))

  it('that writes hundreds of thousands of lines that are not messages throws no exception for each', () =>
    withChild(async ({ initialize, post, events: logged }) => {
      const session = await initialize()
      const cpu = async (text: string): Promise<number> => {
        const { user } = process.cpuUsage()
        const params = { text, times: 500_000 / (text.length + 1) }
        expect((await json(await post({ id: 1, method: 'noise', params }, session))).result).to.deep.equal({})
        return process.cpuUsage().user - user
      }
      const least = async (text: string) => Math.min(await cpu(text), await cpu(text))
      // A response to no request. As exceptions, the short lines would cost thirty times as much.
      const message = await least('{"jsonrpc":"2.0","id":99,"result":{}}')
      for (const text of ['a', '0', '"a"', '{']) expect(await least(text)).to.be.below(10 * message)
      const reasons = logged('message-dropped').map(({ reason }) => reason)
      expect(reasons.filter((reason) => reason.includes('not JSON-RPC')).length).to.be.below(5_000)
    }))

  it('that ends no line where an event would end one', () =>
    withChild(async ({ initialize, post }) => {
      const messages = await all(events(await post({ id: 1, method: 'returns' }, await initialize())))
      expect(messages.map(({ message }) => message)).to.deep.equal([
        { jsonrpc: '2.0', method: 'notifications/message', params: {} },
        { jsonrpc: '2.0', id: 1, result: {} },
      ])
    }))

  it('and takes nothing does not have all wait that was meant for it', () =>
    withChild(async ({ initialize, post, url }) => {
      const session = await initialize()
      await json(await post({ id: 1, method: 'deaf' }, session))
      const pad = 'x'.repeat(15_000_000)
      const sent = HEADERS
      const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/x', params: { pad } })
      const abort = new AbortController()
      const { signal } = abort
      const init = { method: 'POST', headers: { ...session, ...sent }, body, signal }
      const refused = await Promise.race(
        Array.from({ length: 6 }, () => fetch(url, init).catch(() => new Promise<Response>(() => {}))),
      )
      expect(refused.status).to.equal(502)
      expect((await json(refused)).error?.message).to.include('does not read')
      abort.abort()
    }))

  it('can put nothing into a terminal by what it logs', () =>
    withChild(
      async ({ initialize, said, events: logged }) => {
        await initialize()
        await said(/red/)
        expect(logged('process-said')[0]?.text).to.equal('\ufffd[31mred\ufffd\ufffd')
      },
      {},
      ['hostile'],
    ))

  it('and takes nothing holds its client up, and no other', () =>
    withChild(async ({ initialize, post, url, server, close }) => {
      const session = await initialize()
      await json(await post({ id: 1, method: 'deaf' }, session))
      const { port } = new URL(url)
      // What the gateway has not read yet when it closes is answered with 503.
      const { promise: allRead, resolve } = Promise.withResolvers<void>()
      let read = 0
      server.on('request', (request: IncomingMessage) =>
        request.once('end', () => {
          if (++read === 3) resolve()
        }),
      )
      const waiting = Array.from({ length: 3 }, () => {
        const sending = httpRequest({
          port,
          path: '/mcp',
          method: 'POST',
          headers: {
            ...session,
            ...HEADERS,
          },
        })
        sending.end(
          JSON.stringify({
            jsonrpc: '2.0',
            method: 'notifications/x',
            params: { pad: 'x'.repeat(2_000_000) },
          }),
        )
        return once(sending, 'response') as Promise<[IncomingMessage]>
      })
      await allRead
      const other = await initialize()
      expect((await json(await post({ id: 1, method: 'echo', params: {} }, other))).id).to.equal(1)
      const closing = close()
      for (const [answer] of await Promise.all(waiting)) expect(answer.statusCode).to.equal(502)
      await closing
    }))
})

describe('a stdio process that is to end', () => {
  it('is killed where it does not listen, by its session’s end', () =>
    withChild(
      async ({ initialize, url, next, events: logged, said }) => {
        const headers = await initialize()
        const ended = next('process-ended')
        expect((await fetch(url, { method: 'DELETE', headers })).status).to.equal(200)
        await said(/^no$/)
        expect(await ended).to.include({ signal: 'SIGKILL', asked: true })
        expect(logged('session-ended')).to.deep.equal([
          { event: 'session-ended', process: '1', reason: 'deleted' },
        ])
      },
      {},
      ['stubborn'],
    ))

  it('takes with it what it started', async () => {
    let pids: number[] = []
    await withChild(
      async ({ initialize, said, log }) => {
        await initialize()
        await said(/^grandchild \d+$/)
        pids = log.flatMap((one) => {
          if (one.event === 'process-started') return [one.pid]
          return one.event === 'process-said' ? [Number(/\d+/.exec(one.text)?.[0])] : []
        })
        expect(pids.map(isAlive)).to.deep.equal([true, true])
      },
      {},
      ['grandchild'],
    )
    for (const pid of pids) await gone(pid)
  })

  it('does so even where the gateway exits without a word', async () => {
    const script = `
      import { startStdio } from ${JSON.stringify(new URL('stdioGateway.ts', import.meta.url).href)}
      const gateway = await startStdio({ args: [${JSON.stringify(CHILD)}, 'stubborn'] })
      await gateway.initialize()
      process.stdout.write(gateway.events('process-started')[0].pid + '\\n', () => process.exit(0))
    `
    const gateway = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(gateway.stdout), 'line')) as [string]
    await gone(Number(line))
  })

  it('ends when nobody uses its session', () =>
    withChild(
      async ({ initialize, next, post }) => {
        const ended = next('session-ended')
        const session = await initialize()
        expect(await ended).to.include({ reason: 'idle' })
        expect((await post({ id: 1, method: 'echo' }, session)).status).to.equal(404)
      },
      { idleMs: 50 },
    ))

  it('does not while its client listens', () =>
    withChild(
      async ({ initialize, url, events: logged, next }) => {
        const headers = await initialize()
        const abort = new AbortController()
        await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal: abort.signal })
        // Another session is left alone for as long, and ends.
        await initialize()
        expect(await next('session-ended')).to.include({ process: '2' })
        expect(logged('session-ended')).to.have.lengthOf(1)
        const ended = next('session-ended')
        abort.abort()
        expect(await ended).to.include({ process: '1' })
      },
      { idleMs: 100 },
    ))

  for (const [what, messages] of Object.entries({
    'is never answered': { id: 1, method: 'hang' },
    'its client cancels in the same batch': [
      { jsonrpc: '2.0', id: 1, method: 'hang' },
      { jsonrpc: '2.0', id: 2, method: 'hang' },
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
    ],
  })) {
    it(`ends although a request ${what}, when its client has left`, () =>
      withChild(
        async ({ initialize, url, next, said }) => {
          const session = await initialize()
          const abort = new AbortController()
          const headers = {
            ...session,
            ...HEADERS,
          }
          const parts = [messages, { method: 'notifications/x' }]
            .flat()
            .map((one) => ({ jsonrpc: '2.0', ...one }))
          const body = JSON.stringify(parts)
          const { signal } = abort
          const asked = fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined)
          await said(/^heard notifications\/x/)
          const ended = next('session-ended')
          abort.abort()
          expect(await ended).to.include({ reason: 'idle' })
          await asked
        },
        { idleMs: 100 },
      ))
  }

  it('ends where the client did not wait for `initialize`', () =>
    withChild(
      async ({ post, url, next }) => {
        const ended = next('process-ended')
        const started = next('process-started')
        const abort = new AbortController()
        const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'
        const headers = HEADERS
        const asked = fetch(url, { method: 'POST', headers, body, signal: abort.signal }).catch(
          () => undefined,
        )
        await started
        abort.abort()
        await asked
        expect(await ended).to.include({ asked: true })
        expect((await post({ id: 1, method: 'x' })).status).to.equal(400)
      },
      {},
      ['mute'],
    ))

  it('makes room for another: there are no more sessions than agreed', () =>
    withChild(
      async ({ initialize, post, url, next }) => {
        const headers = await initialize()
        const refused = await post({ id: 'x', method: 'initialize', params: {} })
        expect(refused.status).to.equal(503)
        expect(Number(refused.headers.get('retry-after'))).to.be.above(0)
        expect((await json(refused)).id).to.equal('x')
        const ended = next('process-ended')
        await fetch(url, { method: 'DELETE', headers })
        await ended
        expect(await initialize())
          .to.have.property('mcp-session-id')
          .with.lengthOf(32)
      },
      { sessions: 1 },
    ))
})

describe('the slot of a session', () => {
  it('is free only when its process has ended, also where that does not heed SIGTERM', () =>
    withChild(
      async ({ initialize, post, url, next, said }) => {
        const headers = await initialize()
        const ended = next('process-ended')
        await fetch(url, { method: 'DELETE', headers })
        await said(/^no$/)
        const refused = await post({ id: 1, method: 'initialize', params: {} })
        expect(refused.status).to.equal(503)
        expect(await ended).to.include({ signal: 'SIGKILL' })
        await initialize()
      },
      { sessions: 1, graceMs: 500 },
      ['stubborn'],
    ))
})

describe('what the clients of a command share', () => {
  /** Of another address than the test's own requests. */
  const fromElsewhere = async (url: string, headers: Record<string, string>, body: string) => {
    const sent = HEADERS
    const options = { method: 'POST', localAddress: '127.0.0.2', headers: { ...sent, ...headers } }
    const sending = httpRequest(url, options).end(body)
    const [answer] = (await once(sending, 'response')) as [IncomingMessage]
    answer.resume()
    return answer.statusCode
  }

  it('is not all for one address: sessions', () =>
    withChild(
      async ({ initialize, post, url }) => {
        for (let at = 0; at < 3; at++) await initialize()
        const initialization = { id: 1, method: 'initialize', params: {} }
        expect((await post(initialization)).status).to.equal(503)
        const body = JSON.stringify({ jsonrpc: '2.0', ...initialization })
        expect(await fromElsewhere(url, {}, body)).to.equal(200)
      },
      { sessions: 4 },
    ))

  it('is not all for one address: room for bodies that do not end', async () => {
    const limits = { ...LIMITS, messageBytes: 400_000 }
    const gateway = await startStdio({ args: [CHILD], limits, room: new WaitingRoom(1_000_000) })
    // They send on, and so are never given up for their silence.
    const holding = Array.from({ length: 4 }, () => {
      const options = { method: 'POST', headers: { ...HEADERS, 'content-length': 390_000 } }
      const sending = httpRequest(gateway.url, options).on('error', () => {})
      sending.write(' '.repeat(380_000))
      return sending
    })
    try {
      // There is room for three.
      const [refused] = await Promise.race(holding.map((sending) => once(sending, 'response')))
      expect(refused.statusCode).to.equal(503)
      const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}'.padEnd(390_000)
      // It has no session, but room for its body.
      expect(await fromElsewhere(gateway.url, {}, body)).to.equal(400)
    } finally {
      for (const sending of holding) sending.destroy()
      await gateway.close()
    }
  })

  it('is not all for one address: requests to a process', async () => {
    const script = `
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, method } = JSON.parse(line)
        const result = { supportedVersions: ['2026-07-28'] }
        if (method !== 'hang') console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
        else console.error('hangs')
      })`
    const gateway = await startStdio({ args: ['-e', script], limits: { ...LIMITS, requests: 4 } })
    const { post, url } = gateway
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const fields = (method: string) => ({ 'mcp-protocol-version': '2026-07-28', 'mcp-method': method })
    const message = (method: string) => ({ jsonrpc: '2.0', id: 1, method, params: { _meta: meta } })
    try {
      const hanging = Array.from({ length: 3 }, () => post(message('hang'), fields('hang')).catch(() => {}))
      while (gateway.events('process-said').length < 3) await gateway.next('process-said')
      expect((await post(message('x/y'), fields('x/y'))).status).to.equal(503)
      expect(await fromElsewhere(url, fields('x/y'), JSON.stringify(message('x/y')))).to.equal(200)
      await gateway.close()
      await Promise.all(hanging)
    } finally {
      await gateway.close()
    }
  })
})

describe('the messages of a stdio session', () => {
  it('that the server sends of itself go with the call they may belong to', () =>
    withChild(async ({ initialize, post }) => {
      const session = await initialize()
      const stream = events(await post({ id: 1, method: 'ask' }, session))
      const { value: asked } = await stream.next()
      expect(asked?.message).to.include({ id: 'from-server', method: 'roots/list' })
      const answered = await post({ id: 'from-server', result: { roots: [] } }, session)
      expect(answered.status).to.equal(202)
      const { value } = await stream.next()
      expect(value?.message).to.deep.include({
        id: 1,
        result: { heard: { jsonrpc: '2.0', id: 'from-server', result: { roots: [] } } },
      })
      expect((await stream.next()).done).to.equal(true)
    }))

  it('are there for a client that was cut off and comes back', () =>
    withChild(async ({ initialize, post, url }) => {
      const session = await initialize()
      const answer = await post({ id: 1, method: 'ask' }, session)
      const { value: first } = await events(answer).next()
      await answer.body?.cancel().catch(() => {})
      await post({ id: 'from-server', result: {} }, session)
      const headers = { ...session, accept: 'text/event-stream' }
      const back = await fetch(url, { headers: { ...headers, 'last-event-id': String(first?.id) } })
      const rest = await all(events(back))
      expect(rest.map(({ message }) => message['id'])).to.deep.equal([1])
      const strange = await fetch(url, { headers: { ...headers, 'last-event-id': '99-1' } })
      expect(strange.status).to.equal(400)
    }))

  it('are refused where the process could read them differently, alone or in a batch', () =>
    withChild(async ({ initialize, url, post, said, saidSoFar }) => {
      const session = await initialize()
      const headers = {
        ...session,
        ...HEADERS,
      }
      for (const [what, body] of Object.entries(AMBIGUOUS)) {
        const answer = await fetch(url, { method: 'POST', headers, body })
        expect([answer.status, (await json(answer)).error?.code], what).to.deep.equal([400, -32_600])
      }
      await post({ method: 'notifications/last' }, session)
      await said(/^heard notifications\/last/)
      expect(saidSoFar(/^heard notifications\/(?!last)/)).to.equal(false)
    }))

  it('are not resumed by an event of another session', () =>
    withChild(async ({ initialize, post, url }) => {
      const [own, other] = [await initialize(), await initialize()]
      const firstId = async (session: Record<string, string>): Promise<string> => {
        const answer = await post({ id: 1, method: 'ask' }, session)
        const { value } = await events(answer).next()
        await answer.body?.cancel().catch(() => {})
        return String(value?.id)
      }
      const [ofOwn, ofOther] = [await firstId(own), await firstId(other)]
      const resume = async (id: string): Promise<number> => {
        const headers = { ...own, accept: 'text/event-stream', 'last-event-id': id }
        const answer = await fetch(url, { headers })
        await answer.body?.cancel().catch(() => {})
        return answer.status
      }
      expect(await resume(ofOther)).to.equal(400)
      expect(await resume(ofOwn.replace(/^.*?(?=\d+-\d+$)/, ''))).to.equal(400)
      expect(await resume(ofOwn)).to.equal(200)
    }))

  it('that come while nobody listens are there for who does', () =>
    withChild(async ({ initialize, post, url, next }) => {
      const session = await initialize()
      const abort = new AbortController()
      const headers = {
        ...session,
        ...HEADERS,
      }
      const body = '{"jsonrpc":"2.0","id":1,"method":"wait"}'
      const called = fetch(url, { method: 'POST', headers, body, signal: abort.signal }).catch(
        () => undefined,
      )
      const dropped = next('message-dropped')
      // The call has reached the server when one after it is answered.
      await json(await post({ id: 2, method: 'echo', params: {} }, session))
      abort.abort()
      await called
      await post({ method: 'notifications/go' }, session)
      expect((await dropped).reason).to.include('the client did not come for it')
    }))

  it('that cancel a call end its answer', () =>
    withChild(async ({ initialize, post, said }) => {
      const session = await initialize()
      const called = post({ id: 1, method: 'hang' }, session)
      const params = { requestId: 1, reason: 'enough' }
      await json(await post({ id: 2, method: 'echo', params: {} }, session))
      expect((await post({ method: 'notifications/cancelled', params }, session)).status).to.equal(202)
      expect((await json(await called)).error?.message).to.equal('Cancelled by the client.')
      await said(/^heard notifications\/cancelled .*enough/)
    }))

  it('may come in a batch, as 2025-03-26 has it', () =>
    withChild(async ({ initialize, post }) => {
      const batch = [
        { jsonrpc: '2.0', id: 1, method: 'echo', params: { a: 1 } },
        { jsonrpc: '2.0', method: 'notifications/x' },
        { jsonrpc: '2.0', id: 2, method: 'echo', params: { a: 2 } },
      ]
      const answers = await all(events(await post(batch, await initialize())))
      expect(answers.map(({ message }) => message['result'])).to.deep.equal([{ a: 1 }, { a: 2 }])
    }))

  it('that cancel a call of the same batch end its answer', () =>
    withChild(async ({ initialize, post }) => {
      const batch = [
        { jsonrpc: '2.0', id: 1, method: 'hang' },
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
      ]
      const answer = await json(await post(batch, await initialize()))
      expect([answer.id, answer.error?.message]).to.deep.equal([1, 'Cancelled by the client.'])
    }))

  it('may not use an id twice at a time', () =>
    withChild(async ({ initialize, post }) => {
      const session = await initialize()
      const called = post({ id: 1, method: 'wait' }, session)
      await json(await post({ id: 2, method: 'echo', params: {} }, session))
      expect((await post({ id: 1, method: 'echo' }, session)).status).to.equal(400)
      await post({ method: 'notifications/go' }, session)
      expect((await json(await called)).result).to.deep.equal({ went: true })
    }))

  it('wait in the process while the client takes none', () =>
    withChild(async ({ initialize, url, next, events: logged }) => {
      const session = await initialize()
      const client = connect(Number(new URL(url).port), '127.0.0.1')
      await once(client, 'connect')
      client.pause()
      const body = '{"jsonrpc":"2.0","id":1,"method":"flood"}'
      const fields = {
        ...session,
        host: 'x',
        'content-type': 'application/json',
        accept: '*/*',
        'content-length': body.length,
      }
      const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
      client.write(`POST /mcp HTTP/1.1\r\n${head.join('')}\r\n${body}`)
      // It counts ten times a second; the same count five times over is an end.
      const counts = (): string[] => logged('process-said').map(({ text }) => text)
      while (new Set(counts().slice(-5)).size !== 1 || counts().length < 5) {
        await next('process-said')
        expect(Number(counts().at(-1)?.split(' ')[1] ?? 0), 'messages of 64 KiB').to.be.below(500)
      }
      const held = Number(counts().at(-1)?.split(' ')[1])
      client.on('data', () => {})
      client.resume()
      while (Number(counts().at(-1)?.split(' ')[1]) <= held + 500) await next('process-said')
      client.destroy()
    }))
})

describe('what is no message for a stdio session', () => {
  const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
  const CASES: [what: string, init: RequestInit & { path?: string }, status: number, code: number][] = [
    ['another path', { path: '/other' }, 404, -32_000],
    ['another method', { method: 'PUT', body: '' }, 405, -32_000],
    ['a GET that takes no events', { headers: { accept: 'text/html' } }, 406, -32_000],
    ['a GET without a session', { headers: { accept: 'text/event-stream' } }, 400, -32_000],
    [
      'a POST that takes no events',
      { method: 'POST', headers: { ...HEADERS, accept: 'application/json' } },
      406,
      -32_000,
    ],
    [
      'a POST of something else',
      { method: 'POST', headers: { accept: HEADERS.accept }, body: PING },
      415,
      -32_000,
    ],
    ['no JSON', { method: 'POST', headers: HEADERS, body: '{' }, 400, -32_700],
    ['no UTF-8', { method: 'POST', headers: HEADERS, body: Uint8Array.of(0x22, 0xff, 0x22) }, 400, -32_700],
    ['no JSON-RPC', { method: 'POST', headers: HEADERS, body: '{"a":1}' }, 400, -32_600],
    ['a request without a session', { method: 'POST', headers: HEADERS, body: PING }, 400, -32_000],
    [
      'a session that is none',
      { method: 'POST', headers: { ...HEADERS, 'mcp-session-id': 'guess' }, body: PING },
      404,
      -32_001,
    ],
    ['a body that is too long', { method: 'POST', headers: HEADERS, body: ' '.repeat(2_000) }, 413, -32_000],
  ]
  let gateway: StdioGateway
  before(async () => {
    gateway = await startStdio({ args: [CHILD], limits: { ...LIMITS, messageBytes: 1_000 } })
  })
  after(() => gateway.close())

  for (const [what, { path = '/mcp', ...init }, status, code] of CASES) {
    it(`is ${what}`, async () => {
      const answer = await fetch(new URL(path, gateway.url), init)
      expect([answer.status, (await json(answer)).error?.code]).to.deep.equal([status, code])
    })
  }

  it('is a long one while others hold all the room there is for such', async () => {
    const limits = { ...LIMITS, messageBytes: 200_000 }
    const gateway = await startStdio({ args: [CHILD], limits, room: new WaitingRoom(200_000) })
    const headers = HEADERS
    const statusOf = async (length: number): Promise<number> =>
      (await fetch(gateway.url, { method: 'POST', headers, body: PING.padEnd(length) })).status
    // It takes 115,000 bytes of the room, and the next one would take 125,000.
    const holding = httpRequest(gateway.url, {
      method: 'POST',
      headers: { ...headers, 'content-length': 190_000 },
    })
    holding.on('error', () => {}).write(' '.repeat(180_000))
    const until = async (status: number): Promise<void> => {
      for (let tries = 0; (await statusOf(190_000)) !== status; tries++) expect(tries).to.be.below(1_000)
    }
    try {
      await until(503)
      // It has no session.
      expect(await statusOf(60_000)).to.equal(400)
      holding.destroy()
      await until(400)
    } finally {
      await gateway.close()
    }
  })

  for (const [what, body, code, message] of [
    [
      'a batch of too many messages, whose ids are not answered',
      JSON.stringify(Array(4).fill({ jsonrpc: '2.0', id: 'id', method: 'echo' })),
      -32_000,
      'A batch has at most 3 messages.',
    ],
    [
      'JSON of too many values',
      `{"jsonrpc":"2.0","id":1,"method":"echo","params":[12345678901234567890${',{}'.repeat(1_000_000)}]}`,
      -32_700,
      'The message is JSON of more than 1000000 values.',
    ],
  ] as const)
    it(`is ${what}`, async () => {
      const gateway = await startStdio({ args: [CHILD], limits: { ...LIMITS, batch: 3 } })
      try {
        const answer = await fetch(gateway.url, { method: 'POST', headers: HEADERS, body })
        const error = { code, message }
        expect([answer.status, await answer.json()]).to.deep.equal([400, { jsonrpc: '2.0', id: null, error }])
      } finally {
        await gateway.close()
      }
    })

  it('is JSON that is nested too deeply to be walked', async () => {
    const deep = `${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`
    const gateway = await startStdio({ args: [CHILD], limits: LIMITS })
    try {
      for (const [body, code] of [
        [`{"jsonrpc":"2.0","id":${deep.replace(/\d+/, '')},"method":"echo"}`, -32_700],
        [`{"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":${deep}}}`, -32_700],
      ] as const) {
        const init = { method: 'POST', headers: HEADERS, body }
        const answer = await fetch(gateway.url, init)
        expect([answer.status, (await json(answer)).error?.code]).to.deep.equal([400, code])
      }
    } finally {
      await gateway.close()
    }
  })

  it('is a revision that nobody knows', async () => {
    const session = { ...(await gateway.initialize()), 'mcp-protocol-version': '1999-01-01' }
    expect((await gateway.post({ id: 1, method: 'echo' }, session)).status).to.equal(400)
  })
})
