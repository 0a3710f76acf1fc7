import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { type StdioGateway, startStdio } from './stdioGateway.ts'

/**
 * Speaks 2026-07-28 and `initialize`, and repeats each message on its standard error. `hold` is answered by the next
 * `release`; `tell` by an answer and then a message that names no request, `give back` by its own
 * parameters, and `write` by a long text. `close output` and `close input` leave it running.
 */
const CHILD = `
  const { closeSync } = require('node:fs')
  const send = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }))
  let held
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line)
    if (method === 'server/discover') return send({ id, result: { supportedVersions: ['2026-07-28'] } })
    console.error(line)
    const answer = line.match(/"id":("[^"]*"|[-.0-9]+)/)?.[1]
    if (/^close/.test(method)) setInterval(() => {}, 1e6)
    if (method === 'close output') return closeSync(1)
    if (method === 'close input') {
      // Node.js leaves the descriptor of its standard input open.
      process.stdin.destroy()
      return setImmediate(() => {
        closeSync(0)
        send({ id, result: {} })
      })
    }
    if (method === 'hold') held = id
    else if (method === 'write') send({ result: { text: 'x'.repeat(params.times) }, id })
    else if (method === 'give back') send({ result: { content: { given: { params } } }, id })
    else if (answer !== undefined) console.log('{"jsonrpc":"2.0","id":' + answer + ',"result":{}}')
    if (method === 'tell') send({ method: 'notifications/message', params: { data: params.text } })
    if (method === 'release') send({ id: held, result: { released: true } })
  })`

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

describe('clients that share a process', () => {
  let gateway: StdioGateway
  beforeEach(async () => {
    gateway = await startStdio({ args: ['-e', CHILD], limits: { graceMs: 150 } })
  })
  afterEach(() => gateway.close())

  const ask = (message: { method: string; id?: unknown; params?: object }, meta = {}) =>
    gateway.post(
      { ...message, params: { ...message.params, _meta: { ...META, ...meta } } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': message.method },
    )
  const said = () => gateway.events('process-said').map(({ text }) => JSON.parse(text).method)

  it('cannot send it what concerns all of them, or another’s request by its id, with an id or without', async () => {
    const held = ask({ id: 'victim', method: 'hold' })
    await gateway.said(/"hold"/)
    const params = { requestId: 1, id: 1, progressToken: 1, progress: 1, level: 'debug', uri: 'x:y' }
    const OF_ALL = [
      'initialize',
      'logging/setLevel',
      'resources/subscribe',
      'resources/unsubscribe',
      '$/cancelRequest',
      'notifications/initialized',
      'notifications/roots/list_changed',
      'notifications/cancelled',
      'notifications/progress',
    ]
    for (const method of [...OF_ALL, 'notifications/x']) {
      const answer = await ask({ id: 2, method, params })
      expect([answer.status, (await answer.json()) as object], method).to.deep.equal([
        404,
        { jsonrpc: '2.0', id: 2, error: { code: -32_601, message: 'Method not found' } },
      ])
    }
    for (const method of [...OF_ALL, 'tools/call'])
      expect((await ask({ method, params: { ...params, name: 'x' } })).status, method).to.equal(202)
    await ask({ id: 3, method: 'release' })
    expect(await (await held).json()).to.deep.equal({
      jsonrpc: '2.0',
      id: 'victim',
      result: { released: true },
    })
    expect(said()).to.deep.equal(['hold', 'release'])
  })

  it('get back whatever they may send, a few levels deeper, and end no request of another', async () => {
    const held = ask({ id: 'a', method: 'hold' })
    await gateway.said(/"hold"/)
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
    const long = { deep: nested(126), values: Array(999_000).fill(0) }
    const answer = await ask({ id: 'b', method: 'give back', params: long })
    const { result } = (await answer.json()) as { result: { content: { given: { params: object } } } }
    expect(result.content.given.params).to.deep.include(long)
    await ask({ id: 'c', method: 'release' })
    expect(await (await held).json()).to.deep.include({ id: 'a', result: { released: true } })
    expect(gateway.events('process-ended')).to.deep.equal([])
  })

  it('lose an answer of their own that is too long, and no other', async () => {
    const held = ask({ id: 'a', method: 'hold' })
    await gateway.said(/"hold"/)
    const answer = await ask({ id: 'b', method: 'write', params: { times: 40_000_000 } })
    expect(await answer.json()).to.deep.equal({
      jsonrpc: '2.0',
      id: 'b',
      error: {
        code: -32_000,
        message:
          'The answer of the MCP server behind this gateway is too long or too deeply nested, or has too many values.',
      },
    })
    await ask({ id: 'c', method: 'release' })
    expect(await (await held).json()).to.deep.include({ id: 'a', result: { released: true } })
  })

  it('get no message that names no request, even if theirs is the only one', async () => {
    const held = ask({ id: 'a', method: 'hold' })
    await gateway.said(/"hold"/)
    const told = await ask({ id: 'b', method: 'tell', params: { text: 'secret of b' } })
    expect(await told.json()).to.deep.equal({ jsonrpc: '2.0', id: 'b', result: {} })
    await ask({ id: 'c', method: 'release' })
    const answer = await held
    expect([answer.headers.get('content-type'), await answer.json()]).to.deep.equal([
      'application/json',
      { jsonrpc: '2.0', id: 'a', result: { released: true } },
    ])
    expect(gateway.events('message-dropped').map(({ reason }) => reason)).to.deep.equal([
      'a notification that belongs to no request',
    ])
  })

  it('get another one where it closes its output, and it is ended', async () => {
    for (const process of ['1', '2', '3']) {
      const ended = gateway.next('process-ended')
      const { error } = (await (await ask({ id: 1, method: 'close output' })).json()) as { error: object }
      expect(error).to.include({ message: 'The MCP server behind this gateway ended.' })
      expect((await ended).process).to.equal(process)
      expect((await ask({ id: 2, method: 'x' })).status).to.equal(200)
    }
  })

  it('get another one where it no longer reads, and it is ended', async () => {
    const ended = gateway.next('process-ended')
    expect((await ask({ id: 1, method: 'close input' })).status).to.equal(200)
    // Requests fail until the grace period is over and the process is ended.
    while ((await ask({ id: 2, method: 'x' })).status !== 200) await turn()
    expect((await ended).process).to.equal('1')
    expect(gateway.events('process-failed').map(({ reason }) => reason)).to.deep.equal([
      'no longer reads its input',
    ])
  })
})

describe('the ids of requests to a command', () => {
  let gateway: StdioGateway
  before(async () => {
    gateway = await startStdio({ args: ['-e', CHILD], limits: { graceMs: 150 } })
  })
  after(() => gateway.close())

  for (const era of ['2025-11-25', '2026-07-28']) {
    const post = async (id: string, token = '1'): Promise<[number, string]> => {
      const isModern = era === '2026-07-28'
      const session = isModern ? { 'mcp-method': 'x/y' } : await gateway.initialize()
      const meta = JSON.stringify({ ...(isModern && META), progressToken: '?' }).replace('"?"', token)
      const answer = await fetch(gateway.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': era,
          ...session,
        },
        body: `{"jsonrpc":"2.0","id":${id},"method":"x/y","params":{"_meta":${meta}}}`,
      })
      return [answer.status, await answer.text()]
    }

    it(`are held while it does not answer, and have a bound, as have progress tokens (${era})`, async () => {
      const longest = JSON.stringify('i'.repeat(254))
      const longer = JSON.stringify('i'.repeat(255))
      expect(await post(longest, longest)).to.deep.equal([
        200,
        `{"jsonrpc":"2.0","id":${longest},"result":{}}`,
      ])
      const error = {
        code: -32_600,
        message: 'The id and the progress token of a request have at most 256 characters.',
      }
      for (const [id, token] of [
        [longer, '1'],
        ['1', longer],
        ['9'.repeat(257), '1'],
      ] as const) {
        const [status, text] = await post(id, token)
        expect([status, JSON.parse(text)]).to.deep.equal([400, { jsonrpc: '2.0', id: null, error }])
      }
    })

    it(`may be numbers that JavaScript cannot represent, as may progress tokens (${era})`, async () => {
      for (const id of ['12345678901234567890', '9007199254740993', '0.5', '-1'])
        expect(await post(id, id)).to.deep.equal([200, `{"jsonrpc":"2.0","id":${id},"result":{}}`])
    })
  }
})
