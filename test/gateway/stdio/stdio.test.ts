import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect } from 'chai'
import { EVERYTHING } from '../backend.ts'
import { exercise } from '../exercise.ts'
import { type StdioGateway, startStdio } from './stdioGateway.ts'

/** Speaks 2026-07-28 and repeats every other message on its standard error. */
const REPEATS = `
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method } = JSON.parse(line)
    if (method === 'server/discover')
      console.log(JSON.stringify({ jsonrpc: '2.0', id, result: { supportedVersions: ['2026-07-28'] } }))
    else {
      console.error(line)
      if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: {} }))
    }
  })`

it('a process that clients share gets each member of a message once, as it was read', async () => {
  const gateway = await startStdio({ args: ['-e', REPEATS] })
  const post = async (method: string, body: string) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    }
    const answer = await fetch(gateway.url, { method: 'POST', headers, body })
    await answer.text()
    return answer.status
  }
  const meta =
    '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
  const params = `"params":{"other":2,"other":1,"_meta":${meta}}`
  const cancelling = '"method":"notifications/cancelled"'
  const rest = `"params":{"other":1,"_meta":${meta}}}`
  try {
    for (const twice of [
      `"id":7,"id":8,"method":"x/y",${params}`,
      `${cancelling},"method":"x/y",${params}`,
      `"method":"x/y","params":{"requestId":2,"requestId":1,"_meta":${meta}}`,
    ])
      expect(await post('x/y', `{"jsonrpc":"2.0",${twice}}`)).to.equal(400)
    expect(await post('x/y', `{"jsonrpc":"2.0","id":8,"method":"x/y",${params}}`)).to.equal(200)
    expect(await post('notifications/x', `{"jsonrpc":"2.0","method":"notifications/x",${params}}`)).to.equal(
      202,
    )
    await gateway.said(/notifications\/x/)
    const said = gateway.events('process-said').map(({ text }) => text)
    expect(said).to.deep.equal([
      `{"jsonrpc":"2.0","id":1,"method":"x/y",${rest}`,
      `{"jsonrpc":"2.0","method":"notifications/x",${rest}`,
    ])
  } finally {
    await gateway.close()
  }
})

describe('server-everything on stdio behind the gateway', () => {
  let gateway: StdioGateway
  before(async () => {
    gateway = await startStdio({ args: [EVERYTHING, 'stdio'] })
  })
  after(() => gateway.close())

  exercise(() => new StreamableHTTPClientTransport(new URL(gateway.url)))

  it('serves a client of the first SDK by a process of its own, until it asks for its end', async () => {
    const client = new OldClient({ name: 'old', version: '1' })
    const transport = new OldTransport(new URL(gateway.url))
    const started = gateway.events('process-started').length
    // Its types know no `undefined` (exactOptionalPropertyTypes).
    await client.connect(transport as Parameters<typeof client.connect>[0])
    expect(gateway.events('process-started')).to.have.lengthOf(started + 1)
    const { content } = await client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } })
    expect(content).to.deep.equal([{ type: 'text', text: 'The sum of 2 and 3 is 5.' }])
    const { sessionId } = transport
    await transport.terminateSession()
    const { pid } = await gateway.next('process-ended')
    expect(() => process.kill(pid, 0)).to.throw('ESRCH')
    await client.close()
    const answer = await gateway.post({ id: 1, method: 'ping' }, { 'mcp-session-id': String(sessionId) })
    expect(answer.status).to.equal(404)
    expect(await answer.json()).to.have.nested.property('error.code', -32_001)
  })

  it('lets a client that tries 2026-07-28 first fall back, by the error that the revision has for it', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)))
    expect(client.getNegotiatedProtocolVersion()).to.equal('2025-11-25')
    expect(gateway.events('era-found')).to.deep.equal([{ event: 'era-found', era: 'legacy' }])
    expect((await client.listTools()).tools).to.not.be.empty
    await client.close()
  })

  it('tells one that knows nothing else which revisions there are', async () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
    }
    const answer = await gateway.post(
      { id: 'a', method: 'tools/list', params: { _meta: meta } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
    )
    expect(answer.status).to.equal(400)
    expect(await answer.json()).to.deep.equal({
      jsonrpc: '2.0',
      id: 'a',
      error: {
        code: -32_022,
        message: 'Unsupported protocol version',
        data: {
          supported: ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'],
          requested: '2026-07-28',
        },
      },
    })
  })

  it('carries 5 MB each way', async () => {
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)))
    const message = 'x'.repeat(5_000_000)
    const { content } = await client.callTool({ name: 'echo', arguments: { message } })
    expect((content as { text: string }[])[0]?.text).to.have.lengthOf(5_000_006)
    await client.close()
  })

  it('gives the server the environment of the official client, and nothing of its own', async () => {
    process.env['SECRET_OF_THE_GATEWAY'] = 'secret'
    const named = await startStdio({ args: [EVERYTHING, 'stdio'], env: { NAMED: 'yes' } })
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(named.url)))
    const { content } = await client.callTool({ name: 'get-env', arguments: {} })
    const env = JSON.parse((content as { text: string }[])[0]?.text ?? '')
    expect(env).to.include({ NAMED: 'yes', PATH: process.env['PATH'] })
    expect(env).to.not.have.property('SECRET_OF_THE_GATEWAY')
    delete process.env['SECRET_OF_THE_GATEWAY']
    await client.close()
    await named.close()
  })
})

describe('a command that ends before it answers `server/discover`', () => {
  const connect = async (url: string): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new StreamableHTTPClientTransport(new URL(url)))
    return client
  }

  it('may be of an earlier revision: clients that try 2026-07-28 first fall back', async () => {
    const child = new URL('stdioChild.ts', import.meta.url).pathname
    const gateway = await startStdio({ args: [child, 'strict'] })
    try {
      const client = await connect(gateway.url)
      expect(client.getNegotiatedProtocolVersion()).to.equal('2025-11-25')
      expect(gateway.events('era-found')).to.deep.equal([])
      await client.close()
    } finally {
      await gateway.close()
    }
  })

  it('is told as that, and as ended where it always ends', async () => {
    const gateway = await startStdio({ args: ['-e', 'process.exit(1)'] })
    try {
      const meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      }
      const answer = await gateway.post(
        { id: 1, method: 'tools/list', params: { _meta: meta } },
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
      )
      expect(answer.status).to.equal(400)
      expect(((await answer.json()) as { error: object }).error).to.include({
        code: -32_022,
        message:
          'Unsupported protocol version: the MCP server behind this gateway did not answer server/discover',
      })
      const error: Error = await connect(gateway.url).catch((thrown) => thrown)
      expect(error.message).to.include('The MCP server behind this gateway ended.')
    } finally {
      await gateway.close()
    }
  })
})

describe('a stdio server of 2026-07-28 behind the gateway', () => {
  const CHILD = new URL('modernChild.ts', import.meta.url).pathname
  let gateway: StdioGateway
  const clients: Client[] = []
  before(async () => {
    gateway = await startStdio({ args: [CHILD] })
  })
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())))
  after(() => gateway.close())

  type Mode = 'auto' | 'legacy' | { pin: string }
  const connect = async (mode: Mode, onChanged = () => {}): Promise<Client> => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode }, listChanged: { tools: { onChanged, autoRefresh: false } } },
    )
    clients.push(client)
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)))
    return client
  }
  const call = async (client: Client, name: string, text: string, options = {}): Promise<string> => {
    const { content } = await client.callTool({ name, arguments: { text } }, options)
    return (content as { text: string }[]).map((one) => one.text).join('')
  }

  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
  }
  const CALL = { id: 7, method: 'tools/call', params: { name: 'é', arguments: {}, _meta: META } }
  const version = { 'mcp-protocol-version': '2026-07-28' }
  const method = { 'mcp-method': 'tools/call' }

  it('answers all clients of that revision by one process, and those of older ones by their own', async () => {
    const [one, other, old] = await Promise.all([
      connect('auto'),
      connect({ pin: '2026-07-28' }),
      connect('legacy'),
    ])
    const [a, b, c] = await Promise.all([
      call(one, 'echo', 'a'),
      call(other, 'echo', 'b'),
      call(old, 'echo', 'c'),
    ])
    const pids = [a, b, c].map((text) => text.split(' ')[0])
    expect([a, b, c].map((text) => text.split(' ')[1])).to.deep.equal(['a', 'b', 'c'])
    expect(pids[0]).to.equal(pids[1])
    expect(pids[0]).to.not.equal(pids[2])
  })

  it('gives each what is its own, though their ids and tokens are the same', async () => {
    const pair = await Promise.all([connect('auto'), connect('auto')])
    const heard = await Promise.all(
      pair.map(async (client, at) => {
        const messages: (string | undefined)[] = []
        const onprogress = ({ message }: { message?: string }): number => messages.push(message)
        return [await call(client, 'steps', `client ${at}`, { onprogress }), ...new Set(messages)]
      }),
    )
    expect(heard).to.deep.equal([
      ['client 0', 'client 0'],
      ['client 1', 'client 1'],
    ])
  })

  it('cancels where a client closes its stream', async () => {
    const [one, other] = await Promise.all([connect('auto'), connect('auto')])
    const cancel = new AbortController()
    const waiting = [call(one, 'wait', 'first', { signal: cancel.signal }), call(other, 'wait', 'second')]
    const ended = Promise.allSettled(waiting)
    await gateway.said(/^waiting first$/)
    await gateway.said(/^waiting second$/)
    cancel.abort()
    await gateway.said(/^cancelled first$/)
    expect(gateway.saidSoFar(/^cancelled second$/)).to.equal(false)
    await other.close()
    await ended
    await gateway.said(/^cancelled second$/)
  })

  it('takes no message that would concern the request of another client', async () => {
    const client = await connect('auto')
    const cancel = new AbortController()
    const ended = call(client, 'wait', 'third', { signal: cancel.signal }).catch(() => {})
    await gateway.said(/^waiting third$/)
    const tell = (message: object, name: string) => gateway.post(message, { ...version, 'mcp-method': name })
    for (let at = 0; at < 50; at++) {
      const params = { requestId: at, progressToken: at, progress: 1, _meta: META }
      for (const name of ['notifications/cancelled', 'notifications/progress'])
        expect((await tell({ method: name, params }, name)).status).to.equal(202)
    }
    const dropped = gateway.events('message-dropped').map(({ reason }) => reason)
    expect(dropped.filter((reason) => reason.startsWith('a cancellation'))).to.have.lengthOf(50)
    expect(dropped.filter((reason) => reason.startsWith('a progress'))).to.have.lengthOf(50)
    expect(gateway.saidSoFar(/^cancelled third$/)).to.equal(false)
    cancel.abort()
    await gateway.said(/^cancelled third$/)
    await ended
  })

  it('cuts off a client that takes nothing, and holds up no other', async () => {
    const slow = connectTcp(Number(new URL(gateway.url).port), '127.0.0.1')
    await once(slow, 'connect')
    slow.pause()
    const params = { name: 'flood', arguments: { text: '' }, _meta: { ...META, progressToken: 1 } }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    const fields = {
      ...{ host: 'x', accept: '*/*', 'content-type': 'application/json', 'content-length': body.length },
      ...{ ...version, ...method, 'mcp-name': 'flood' },
    }
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    slow.write(`POST /mcp HTTP/1.1\r\n${head.join('')}\r\n${body}`)
    const other = await connect('auto')
    expect(await call(other, 'echo', 'meanwhile')).to.include('meanwhile')
    await gateway.said(/^cancelled flood$/)
    slow.destroy()
  })

  it('brings changes to who asked for them', async () => {
    const changed = Promise.withResolvers<void>()
    const client = await connect('auto', changed.resolve)
    await call(client, 'change', '')
    await changed.promise
  })

  it('answers with an error when the process ends, and starts another', async () => {
    const client = await connect('auto')
    const error = await call(client, 'crash', '').catch(({ message }: Error) => message)
    expect(error).to.include('The MCP server behind this gateway ended.')
    expect(await call(client, 'echo', 'again')).to.match(/^\d+ again$/)
  })

  for (const [what, headers, status, code] of [
    ['without a version', method, 400, -32_020],
    ['of another version', { ...version, ...method, 'mcp-protocol-version': '2025-11-25' }, 400, -32_020],
    ['without a method', version, 400, -32_020],
    ['of another method', { ...version, 'mcp-method': 'ping' }, 400, -32_020],
    ['without a name', { ...version, ...method }, 400, -32_020],
    ['of another name', { ...version, ...method, 'mcp-name': 'e' }, 400, -32_020],
    [
      'of a name that needs encoding',
      { ...version, ...method, 'mcp-name': '=?base64?w6k=?=' },
      200,
      undefined,
    ],
  ] as const) {
    it(`answers a request with header fields ${what}`, async () => {
      const answer = await gateway.post(CALL, headers as Record<string, string>)
      const { id, error } = (await answer.json()) as { id: number; error?: { code: number } }
      expect([answer.status, id]).to.deep.equal([status, 7])
      if (code !== undefined) expect(error?.code).to.equal(code)
    })
  }

  it('answers an unknown method by 404, and one of a revision to come by what it speaks', async () => {
    const ask = (params: object, headers: object) =>
      gateway.post({ id: 1, method: 'x/y', params }, { 'mcp-method': 'x/y', ...headers })
    expect((await ask({ _meta: META }, version)).status).to.equal(404)
    const later = { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }
    const answer = await ask({ _meta: later }, { 'mcp-protocol-version': '2099-01-01' })
    expect(answer.status).to.equal(400)
    expect(await answer.json()).to.have.nested.property('error.code', -32_022)
  })
})
