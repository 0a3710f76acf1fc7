import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { AMBIGUOUS } from '../../mcp/ambiguous.ts'
import {
  type Asked,
  asked,
  Conversation,
  clientOf,
  closeListening,
  type Identities,
  INITIALIZE,
  INITIALIZED,
  initializeResult,
  json,
  type Listening,
  listen,
  MODERN,
  makeIdentities,
  resultOf,
} from './clientPeers.ts'

const EVENTS = { 'content-type': 'text/event-stream' }
const event = (message: object, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`

describe('the bridge', () => {
  let identities: Identities
  let listening: Listening | undefined
  let conversation: Conversation | undefined
  const seen: Asked[] = []
  before(async () => {
    identities = await makeIdentities()
  })
  beforeEach(() => seen.splice(0))
  afterEach(async () => {
    await conversation?.stop()
    await closeListening()
    conversation = undefined
  })

  /** A server that does what `answer` does; and the client's side of the bridge to it. */
  const between = async (answer: (asked: Asked) => void, options = {}): Promise<Conversation> => {
    listening = await listen(
      identities.server,
      asked((one) => {
        seen.push(one)
        answer(one)
      }),
    )
    const client = clientOf(listening.url, {
      ca: [identities.ca],
      headers: { authorization: 'Bearer t' },
      ...options,
    })
    conversation = new Conversation(client)
    return conversation
  }

  /** Answers `initialize`, with a session; the rest is for `answer`. */
  const inSession =
    (answer: (asked: Asked) => void, id = 'session 1') =>
    (one: Asked): void => {
      const { request, message, response } = one
      if (message.method === 'initialize')
        json(response, resultOf(message.id, initializeResult('2025-06-18')), { 'mcp-session-id': id })
      else if (request.method === 'DELETE') response.writeHead(204).end()
      else if (message.method === INITIALIZED.method) response.writeHead(202).end()
      else answer(one)
    }
  const noStream = ({ request, response }: Asked): boolean => {
    if (request.method === 'GET') response.writeHead(405).end()
    return request.method === 'GET'
  }
  const methods = (): unknown[] => seen.map(({ request, message }) => message.method ?? request.method)

  describe('after the end of the input', () => {
    /** `initialize` is answered; the other answers come to no end, without silence. */
    const endless = (how: 'comments' | 'resumed', isOpen: () => boolean) =>
      inSession(({ response, request }) => {
        response.writeHead(200, EVENTS)
        if (how === 'resumed' && request.method !== 'DELETE')
          return void response.end('id: 1\nretry: 0\ndata:\n\n')
        const beat = setInterval(() => isOpen() && response.write(': x\n'), 20)
        response.once('close', () => clearInterval(beat))
      })

    for (const how of ['comments', 'resumed'] as const) {
      it(`does not wait for ever for an answer that never comes: ${how}`, async () => {
        const talk = await between(
          endless(how, () => true),
          { answerMs: 500 },
        )
        talk.say(INITIALIZE, INITIALIZED)
        await talk.answer(1)
        talk.say({ jsonrpc: '2.0', id: 2, method: 'tools/list' })
        while (!methods().includes('tools/list')) await sleep(5)
        await talk.end()
        expect(await talk.fault(2)).to.equal('ANSWER_TIMEOUT')
        expect(methods().at(-1)).to.equal('DELETE')
      })
    }

    it('waits on for a server that tells of its progress', async () => {
      const talk = await between(
        inSession(({ response, request, message }) => {
          if (request.method === 'GET') return void response.writeHead(405).end()
          response.writeHead(200, EVENTS)
          let step = 0
          const beat = setInterval(() => {
            const isLast = ++step === 12
            response.write(
              event(isLast ? resultOf(message.id) : { jsonrpc: '2.0', method: 'notifications/x' }),
            )
            if (isLast) response.end()
            if (isLast) clearInterval(beat)
          }, 200)
          response.once('close', () => clearInterval(beat))
        }),
        { answerMs: 1_000 },
      )
      talk.say(INITIALIZE, { jsonrpc: '2.0', id: 2, method: 'tools/call' })
      await talk.end()
      expect(await talk.answer(2)).to.deep.equal(resultOf(2))
    })
  })

  describe('in revisions up to 2025-11-25', () => {
    it('keeps session, revision and order, and says goodbye', async () => {
      const talk = await between(
        inSession((one) => {
          if (!noStream(one)) json(one.response, resultOf(one.message.id, { tools: [] }))
        }),
      )
      talk.say(INITIALIZE, INITIALIZED, { jsonrpc: '2.0', id: 2, method: 'tools/list' })
      await talk.answer(2)
      while (!methods().includes('GET')) await sleep(5)
      await talk.end()
      expect(methods()).to.have.members(['initialize', INITIALIZED.method, 'GET', 'tools/list', 'DELETE'])
      expect(methods().indexOf(INITIALIZED.method)).to.be.below(methods().indexOf('tools/list'))
      expect(methods().at(-1)).to.equal('DELETE')
      for (const { request } of seen) {
        const { headers } = request
        const begins = request === seen[0]?.request
        expect(headers['mcp-session-id'], request.method).to.equal(begins ? undefined : 'session 1')
        expect(headers['mcp-protocol-version'], request.method).to.equal(begins ? undefined : '2025-06-18')
        expect(headers['authorization']).to.equal('Bearer t')
        expect(headers).to.not.have.any.keys('mcp-method', 'mcp-name')
        if (request.method === 'POST') {
          expect(headers['accept']).to.equal('application/json, text/event-stream')
          expect(headers['content-type']).to.equal('application/json')
        }
      }
    })

    it('passes bytes on as they are: long numbers, escapes, unknown members, batches', async () => {
      const sent =
        '{"jsonrpc":"2.0","id":12345678901234567890,"method":"x","params":{"n":1.10,"s":"\\u00e9"},"y":0}'
      const answer = '{"jsonrpc":"2.0", "id":12345678901234567890,\n "result":{"big":1e400,"n":2.50}}'
      const talk = await between(({ response, message }) => {
        if (message.method === 'x')
          response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
        else
          response
            .writeHead(200, EVENTS)
            .end(
              'data: [{"jsonrpc":"2.0","id":1,"result":{}},\ndata: {"jsonrpc":"2.0","id":2,"result":{}}]\n\n',
            )
      })
      talk.say(sent)
      await talk.heard(({ id }) => id !== undefined)
      talk.say('[{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","id":2,"method":"b"}]')
      await talk.end()
      expect(seen[0]?.body).to.equal(sent)
      expect(talk.lines).to.deep.equal([
        answer.replace('\n', ' '),
        '[{"jsonrpc":"2.0","id":1,"result":{}}, {"jsonrpc":"2.0","id":2,"result":{}}]',
      ])
    })

    it('carries what the server asks back and forth while a call is under way', async () => {
      let call: Asked | undefined
      const talk = await between(
        inSession((one) => {
          const { message, response } = one
          if (noStream(one)) return
          if (message.method === 'tools/call') {
            call = one
            response.writeHead(200, EVENTS)
            response.write(
              event({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }),
            )
            response.write(event({ jsonrpc: '2.0', id: 2, method: 'sampling/createMessage', params: {} }))
          } else {
            response.writeHead(202).end()
            call?.response.end(event(resultOf(call.message.id, { said: message.result })))
          }
        }),
      )
      talk.say(INITIALIZE, INITIALIZED, {
        jsonrpc: '2.0',
        id: 2,
        method: 'tools/call',
        params: { name: 'ask' },
      })
      const question = await talk.heard(({ method }) => method === 'sampling/createMessage')
      expect(talk.lines.some((line) => line.includes('notifications/progress'))).to.equal(true)
      talk.say({ jsonrpc: '2.0', id: question.id, result: { role: 'assistant' } })
      expect((await talk.answer(2)).result).to.deep.equal({ said: { role: 'assistant' } })
    })

    it('listens for what the server says unasked, and goes on listening after a break', async () => {
      const gets: Asked[] = []
      const arrived: (() => void)[] = []
      const talk = await between(
        inSession((one) => {
          if (one.request.method !== 'GET') return
          gets.push(one)
          one.response.writeHead(200, EVENTS)
          one.response.write('retry: 10\n\n')
          one.response.write(event({ jsonrpc: '2.0', method: `n${gets.length}` }, `e${gets.length}`))
          arrived.shift()?.()
        }),
      )
      talk.say(INITIALIZE, INITIALIZED)
      await talk.heard(({ method }) => method === 'n1')
      gets[0]?.response.end()
      await talk.heard(({ method }) => method === 'n2')
      gets[1]?.response.destroy()
      await talk.heard(({ method }) => method === 'n3')
      expect(gets.map(({ request }) => request.headers['last-event-id'])).to.deep.equal([
        undefined,
        'e1',
        'e2',
      ])
      await talk.end()
      expect(methods().at(-1)).to.equal('DELETE')
    })

    it('takes up the stream of a call that broke off, where the server numbers its events', async () => {
      const talk = await between(
        inSession((one) => {
          const { request, message, response } = one
          const last = request.headers['last-event-id']
          if (request.method === 'GET' && last === undefined) return void noStream(one)
          response.writeHead(200, EVENTS)
          if (message.method === 'tools/call') {
            response.write('id: a1\nretry: 10\ndata:\n\n')
            setImmediate(() => response.destroy())
          } else if (last === 'a1') response.end(event({ jsonrpc: '2.0', method: 'half' }, 'a2'))
          else response.end(event(resultOf('call', { from: last }), 'a3'))
        }),
      )
      talk.say(INITIALIZE, INITIALIZED, { jsonrpc: '2.0', id: 'call', method: 'tools/call', params: {} })
      expect((await talk.answer('call')).result).to.deep.equal({ from: 'a2' })
      await talk.end()
      expect(talk.lines.filter((line) => line.includes('"half"'))).to.have.length(1)
      expect(methods().filter((method) => method === 'tools/call')).to.have.length(1)
    })

    it('does not resume a stream after an event whose id is too long', async () => {
      const long = 'x'.repeat(5_000)
      const lastIds: unknown[] = []
      const talk = await between(
        inSession((one) => {
          const { request, message, response } = one
          lastIds.push(request.headers['last-event-id'])
          response.writeHead(200, EVENTS)
          if (request.method === 'GET') return void response.end(event({ jsonrpc: '2.0', method: 'n' }, long))
          const ids = message.id === 'two' ? ['a1'] : ['a1', long]
          for (const id of ids) response.write(`id: ${id}\nretry: 10\ndata:\n\n`)
          setImmediate(() => response.destroy())
        }),
      )
      talk.say(INITIALIZE)
      for (const id of ['one', 'two']) {
        talk.say({ jsonrpc: '2.0', id, method: 'tools/call', params: {} })
        expect(await talk.fault(id)).to.equal('ANSWER_CUT_OFF')
      }
      expect(lastIds).to.deep.equal([undefined, undefined, 'a1'])
    })

    it('says so where the server does not take the stream up again', async () => {
      const talk = await between(
        inSession((one) => {
          const { message, response } = one
          if (message.method !== 'tools/call') return void response.writeHead(400).end()
          response.writeHead(200, EVENTS).write('id: a1\nretry: 10\ndata:\n\n')
          setImmediate(() => response.destroy())
        }),
      )
      talk.say(INITIALIZE, { jsonrpc: '2.0', id: 'call', method: 'tools/call', params: {} })
      expect(await talk.fault('call')).to.equal('NOT_RESUMED')
    })

    it('passes a cancellation on, and owes no answer then', async () => {
      let call: Asked | undefined
      const talk = await between(
        inSession((one) => {
          if (noStream(one)) return
          if (one.message.method === 'tools/call') {
            call = one
            one.response.writeHead(200, EVENTS).flushHeaders()
          } else {
            one.response.writeHead(202).end()
            call?.response.end()
          }
        }),
      )
      talk.say(INITIALIZE, INITIALIZED, { jsonrpc: '2.0', id: 5, method: 'tools/call', params: {} })
      while (!call) await sleep(5)
      talk.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } })
      await talk.end()
      expect(methods()).to.include('notifications/cancelled')
      expect(talk.lines).to.have.length(1)
    })

    it('tells that the server has ended the session', async () => {
      const talk = await between(
        inSession(({ response }) => {
          response
            .writeHead(404, { 'content-type': 'application/json' })
            .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}')
        }),
      )
      talk.say(INITIALIZE, { jsonrpc: '2.0', id: 2, method: 'tools/list' })
      expect(await talk.fault(2)).to.equal('SESSION_ENDED')
    })

    it('begins a new session without the name of the old one', async () => {
      const talk = await between(inSession(() => {}))
      talk.say(INITIALIZE)
      await talk.answer(1)
      talk.say({ ...INITIALIZE, id: 2 })
      await talk.answer(2)
      expect(seen.map(({ request }) => request.headers['mcp-session-id'])).to.deep.equal([
        undefined,
        undefined,
      ])
    })
  })

  describe('in revision 2026-07-28', () => {
    const call = (id: unknown, params: object, method = 'tools/call'): object => ({
      jsonrpc: '2.0',
      id,
      method,
      params: { ...MODERN, ...params },
    })
    const fieldsOf = (index: number): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(seen[index]?.request.headers ?? {}).filter(([name]) => name.startsWith('mcp-')),
      )

    it('repeats in header fields what the body says', async () => {
      const talk = await between(({ response, message }) => json(response, resultOf(message.id)))
      const version = { 'mcp-protocol-version': '2026-07-28' }
      const rows: [object, object][] = [
        [call(1, {}, 'server/discover'), { 'mcp-method': 'server/discover' }],
        [call(2, { name: 'echo' }), { 'mcp-method': 'tools/call', 'mcp-name': 'echo' }],
        [
          call(3, { uri: 'file:///é' }, 'resources/read'),
          { 'mcp-method': 'resources/read', 'mcp-name': '=?base64?ZmlsZTovLy/DqQ==?=' },
        ],
        [
          call(4, { name: ' p' }, 'prompts/get'),
          { 'mcp-method': 'prompts/get', 'mcp-name': '=?base64?IHA=?=' },
        ],
        [call(5, { taskId: 't1' }, 'tasks/get'), { 'mcp-method': 'tasks/get', 'mcp-name': 't1' }],
        [call(6, { name: 'x' }, 'constructor'), { 'mcp-method': 'constructor' }],
        [
          call(7, { name: 'a\r\nhost: b' }),
          { 'mcp-method': 'tools/call', 'mcp-name': '=?base64?YQ0KaG9zdDogYg==?=' },
        ],
      ]
      for (const [index, [message, fields]] of rows.entries()) {
        talk.say(message)
        expect(await talk.answer(index + 1)).to.have.property('result')
        expect(fieldsOf(index)).to.deep.equal({ ...version, ...fields })
      }
      await talk.end()
      expect(methods(), 'no session, no farewell').to.not.include('DELETE')
    })

    it('repeats the arguments that a tool wants repeated', async () => {
      const properties = {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        deep: { type: 'object', properties: { n: { type: 'integer', 'x-mcp-header': 'N' } } },
        flag: { type: 'boolean', 'x-mcp-header': 'Flag' },
        bad: { type: 'string', 'x-mcp-header': 'no token' },
        plain: { type: 'string' },
      }
      const tools = [{ name: 'query', inputSchema: { type: 'object', properties } }]
      const talk = await between(({ response, message }) =>
        json(response, resultOf(message.id, message.method === 'tools/list' ? { tools } : {})),
      )
      talk.say(call(1, {}, 'tools/list'))
      await talk.answer(1)
      talk.say(
        call(2, {
          name: 'query',
          arguments: { region: 'eu', deep: { n: 7 }, flag: false, bad: 'x', plain: 'y' },
        }),
      )
      await talk.answer(2)
      expect(fieldsOf(1)).to.deep.include({
        'mcp-param-region': 'eu',
        'mcp-param-n': '7',
        'mcp-param-flag': 'false',
      })
      talk.say(call(3, { name: 'query', arguments: { region: null, deep: 1 } }))
      await talk.answer(3)
      expect(Object.keys(fieldsOf(2)).filter((name) => name.startsWith('mcp-param'))).to.deep.equal([])
    })

    it('ends the exchange of a request that is cancelled, and sends nothing', async () => {
      const closed = Promise.withResolvers<void>()
      const talk = await between(({ response }) => {
        response.once('close', () => closed.resolve())
        response
          .writeHead(200, EVENTS)
          .write(event({ jsonrpc: '2.0', method: 'notifications/progress', params: {} }))
      })
      talk.say(call('c', { name: 'slow' }))
      await talk.heard(({ method }) => method === 'notifications/progress')
      talk.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c', ...MODERN } })
      await closed.promise
      await talk.end()
      expect(methods()).to.deep.equal(['tools/call'])
      expect(talk.lines).to.have.length(1)
    })

    it('keeps a subscription open, and ends it with the input', async () => {
      const closed = Promise.withResolvers<void>()
      const talk = await between(
        ({ response, message }) => {
          if (message.method !== 'subscriptions/listen') return json(response, resultOf(message.id))
          response.once('close', () => closed.resolve())
          response
            .writeHead(200, EVENTS)
            .write(event({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }))
        },
        { answerMs: 500 },
      )
      talk.say(call('s', {}, 'subscriptions/listen'))
      await talk.heard(({ method }) => method === 'notifications/tools/list_changed')
      talk.say(call(2, { name: 'echo' }))
      await talk.answer(2)
      await talk.end()
      await closed.promise
    })

    it('passes the words of the server on, under the id of the request', async () => {
      const error = { code: -32_022, message: 'unsupported', data: { supported: ['2027-01-01'] } }
      const talk = await between(({ response }) => {
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ jsonrpc: '2.0', id: null, error }))
      })
      talk.say(call('d', {}, 'server/discover'))
      expect((await talk.answer('d')).error).to.deep.equal(error)
    })
  })

  it('falls back to HTTP+SSE for a server of 2024-11-05', async () => {
    let stream: Asked['response'] | undefined
    const talk = await between(({ request, message, response }) => {
      if (request.method === 'GET') {
        stream = response.writeHead(200, EVENTS)
        stream.write('event: endpoint\ndata: /messages?session=7\n\n')
      } else if (request.url === '/mcp') response.writeHead(405).end()
      else {
        response.writeHead(202).end('Accepted')
        if (message.id !== undefined) {
          const result =
            message.method === 'initialize' ? initializeResult('2024-11-05') : { url: request.url }
          if (message.method === 'die') stream?.destroy()
          else stream?.write(event(resultOf(message.id, result)))
        }
      }
    })
    talk.say(INITIALIZE, INITIALIZED, { jsonrpc: '2.0', id: 2, method: 'tools/list' })
    expect((await talk.answer(2)).result).to.deep.equal({ url: '/messages?session=7' })
    talk.say({ jsonrpc: '2.0', id: 3, method: 'die' })
    expect(await talk.fault(3)).to.equal('ANSWER_CUT_OFF')
    expect(methods().filter((method) => method === 'GET')).to.have.length(1)
  })

  it('does not store an endpoint of more than 8,192 characters, nor a revision of more than 64', async () => {
    const long = 'x'.repeat(8_193)
    const talk = await between(({ request, message, response }) => {
      if (request.method === 'GET')
        response.writeHead(200, EVENTS).write(`event: endpoint\ndata: /${long}\n\n`)
      else if (message.id === 1) response.writeHead(404).end()
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(
            JSON.stringify(
              resultOf(
                message.id,
                message.method === 'initialize'
                  ? initializeResult(long)
                  : { revision: request.headers['mcp-protocol-version'] ?? 'none' },
              ),
            ),
          )
    })
    talk.say(INITIALIZE)
    expect(await talk.fault(1)).to.equal('HTTP_404')
    talk.say({ ...INITIALIZE, id: 2 }, { jsonrpc: '2.0', id: 3, method: 'tools/list' })
    expect((await talk.answer(3)).result).to.deep.equal({ revision: 'none' })
  })

  it('does not follow an endpoint of another origin', async () => {
    const talk = await between(({ request, response }) => {
      if (request.method === 'GET')
        response.writeHead(200, EVENTS).write('event: endpoint\ndata: https://evil.example/\n\n')
      else response.writeHead(405).end()
    })
    talk.say(INITIALIZE)
    expect((await talk.answer(1)).error).to.deep.equal({
      code: -32_000,
      message:
        'mcp-pqc connect: the server\'s event "endpoint" names another origin (https://evil.example), and nothing is sent there',
      data: { code: 'REDIRECTED', hint: 'Configure the server with its public URL.' },
    })
  })

  it('tells the client that a web page answered', async () => {
    const talk = await between(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<form action="/login">')
    })
    talk.say(INITIALIZE)
    expect((await talk.answer(1)).error).to.deep.equal({
      code: -32_000,
      message:
        'mcp-pqc connect: the server answered with a web page (text/html): a login page, or the page of a wrong path',
      data: {
        code: 'NO_ANSWER',
        hint: 'Check the path of the URL. If the server requires a login, send a token: --token-env NAME, or --header.',
      },
    })
  })

  it('reads lines that begin with a byte order mark, and refuses messages of another protocol', async () => {
    const talk = await between(({ response, message }) => json(response, resultOf(message.id)))
    talk.say('\ufeff{"jsonrpc":"2.0","id":1,"method":"ping"}\r', '{"id":2,"method":"ping"}')
    expect(await talk.answer(1)).to.have.property('result')
    expect((await talk.answer(2)).error).to.deep.equal({
      code: -32_600,
      message: 'mcp-pqc connect: the message is not JSON-RPC 2.0',
    })
    await talk.end()
    expect(seen.map(({ body }) => body)).to.deep.equal(['{"jsonrpc":"2.0","id":1,"method":"ping"}'])
  })

  it('reads answers, events and errors that begin with a byte order mark', async () => {
    const talk = await between(({ response, message: { id } }) => {
      const type = { 'content-type': 'application/json' }
      const error = JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_001, message: 'own' } })
      if (id === 3) response.writeHead(400, type).end(`\ufeff${error}`)
      else if (id === 2)
        response.writeHead(200, EVENTS).end(`data: \ufeff${JSON.stringify(resultOf(id))}\n\n`)
      else response.writeHead(200, type).end(`\ufeff${JSON.stringify(resultOf(id))}`)
    })
    for (const id of [1, 2, 3]) talk.say({ jsonrpc: '2.0', id, method: 'ping' })
    for (const id of [1, 2]) expect(await talk.answer(id)).to.deep.equal(resultOf(id))
    expect((await talk.answer(3)).error).to.deep.equal({ code: -32_001, message: 'own' })
    await talk.end()
  })

  it('refuses a message that the server could read differently', async () => {
    const talk = await between(({ response, message }) => json(response, resultOf(message.id)))
    talk.say(...Object.values(AMBIGUOUS), { jsonrpc: '2.0', id: 'last', method: 'ping' })
    await talk.answer('last')
    await talk.end()
    const errors = talk.lines.flatMap(
      (line) => (JSON.parse(line) as { error?: { code: number } }).error ?? [],
    )
    expect(errors.map(({ code }) => code)).to.deep.equal(Object.values(AMBIGUOUS).map(() => -32_600))
    expect(seen).to.have.length(1)
  })

  it('refuses what is no message, and goes on', async () => {
    const talk = await between(({ response, message }) => json(response, resultOf(message.id)))
    talk.say('nonsense', '[]', '{"jsonrpc":"2.0","id":{},"method":"x"}', '{"id":9}', '', '  ', {
      jsonrpc: '2.0',
      id: 1,
      method: 'ping',
    })
    await talk.answer(1)
    await talk.end()
    const errors = talk.lines.map((line) => JSON.parse(line) as { id: unknown; error?: { code: number } })
    expect(errors.filter(({ error }) => error).map(({ id, error }) => [id, error?.code])).to.deep.equal([
      [null, -32_700],
      [null, -32_600],
      [null, -32_600],
      [9, -32_600],
    ])
    expect(seen).to.have.length(1)
  })

  it('notes what the server sends that is no message, and keeps it from the client', async () => {
    const talk = await between(({ response, message }) => {
      response.writeHead(200, EVENTS)
      response.end(`data: nonsense\n\nevent: other\ndata: {}\n\n: comment\n\n${event(resultOf(message.id))}`)
    })
    talk.say({ jsonrpc: '2.0', id: 1, method: 'ping' })
    await talk.answer(1)
    await talk.end()
    expect(talk.lines).to.have.length(1)
    expect(talk.notes.join()).to.include('not JSON')
  })

  it('answers everything that was asked before the input ended', async () => {
    const answers: (() => void)[] = []
    const arrived = Promise.withResolvers<void>()
    const talk = await between(({ response, message }) => {
      if (answers.push(() => json(response, resultOf(message.id))) === 20) arrived.resolve()
    })
    for (let id = 1; id <= 20; id++) talk.say({ jsonrpc: '2.0', id, method: 'tools/call', params: {} })
    const ended = talk.end()
    await arrived.promise
    for (const answer of answers) answer()
    await ended
    expect(
      talk.lines.map((line) => (JSON.parse(line) as { id: number }).id).sort((a, b) => a - b),
    ).to.deep.equal(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  it('lets the server wait while the client does not read', async () => {
    let written = 0
    let wrote = (): void => {}
    const flood = 200
    listening = await listen(
      identities.server,
      asked(({ response, message }) => {
        response.writeHead(200, EVENTS)
        const note = event({
          jsonrpc: '2.0',
          method: 'notifications/message',
          params: { data: 'x'.repeat(100_000) },
        })
        const more = (): void => {
          while (written < flood) {
            written++
            wrote()
            if (!response.write(note)) return void response.once('drain', more)
          }
          response.end(event(resultOf(message.id)))
        }
        more()
      }),
    )
    conversation = new Conversation(clientOf(listening.url, { ca: [identities.ca] }), {
      highWaterMark: 1_000,
    })
    conversation.say({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: {} })
    // It has come to a halt when nothing more was written for a while, however long the first took.
    await new Promise<void>((resolve) => {
      let halt: NodeJS.Timeout | undefined
      wrote = () => {
        clearTimeout(halt)
        halt = setTimeout(resolve, 300)
      }
    })
    expect(written).to.be.below(flood / 2)
    conversation.read()
    await conversation.answer(1)
    expect(written).to.equal(flood)
  })

  it('ends at once when it is told to, and says so to whoever waits', async () => {
    const arrived = Promise.withResolvers<void>()
    const talk = await between(inSession((one) => void (noStream(one) || arrived.resolve())))
    talk.say(INITIALIZE, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: {} })
    await arrived.promise
    await talk.stop()
    expect(await talk.fault(2)).to.equal('CLOSED')
    expect(methods().at(-1)).to.equal('DELETE')
  })
})
