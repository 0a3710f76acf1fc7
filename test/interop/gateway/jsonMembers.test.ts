import { expect } from 'chai'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { behind } from '../../gateway/backend.ts'
import { type StdioGateway, startStdio } from '../../gateway/stdio/stdioGateway.ts'
import { AMBIGUOUS } from '../../mcp/ambiguous.ts'
import { skipIf } from '../../skip.ts'
import { buildGoServer, whyNoGo } from './goServer.ts'
import { UPSTREAMS, type Upstream, type UpstreamKind } from './upstreams.ts'

const META =
  '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}'

describe('a server in Go, whose parser ignores the case of names, as a command that clients share', () => {
  let server: ReturnType<typeof buildGoServer>
  let gateway: StdioGateway
  before(async function () {
    skipIf(this, whyNoGo())
    // Go compiles its library first.
    this.timeout(600_000)
    server = buildGoServer()
  })
  after(() => server?.remove())
  beforeEach(async () => {
    gateway = await startStdio({ command: server.program, args: ['stdio'] })
  })
  afterEach(() => gateway.close())

  const send = (body: string, method: string, name?: string, signal?: AbortSignal): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
    }
    return fetch(gateway.url, { method: 'POST', headers, body, signal: signal ?? null })
  }
  /** The first client's request, which has the number 1 for the process. */
  const waiting = async () => {
    const leave = new AbortController()
    const params = `{"name":"wait","_meta":{"progressToken":"mine",${META}}}`
    const body = `{"jsonrpc":"2.0","id":"first","method":"tools/call","params":${params}}`
    let heard = ''
    const ended = send(body, 'tools/call', 'wait', leave.signal)
      .then(async ({ body: stream }) => {
        for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>)
          heard += Buffer.from(chunk).toString()
      })
      .catch(() => {})
    await gateway.said(/^waiting 1$/)
    return {
      leave: async (): Promise<string> => {
        leave.abort()
        await ended
        await gateway.said(/^cancelled 1$/)
        return heard
      },
    }
  }
  const refused = async (answer: Response, problem: RegExp): Promise<void> => {
    expect(answer.status).to.equal(400)
    const { error } = (await answer.json()) as { error: { code: number; message: string } }
    expect(error.code).to.equal(-32_600)
    expect(error.message).to.match(problem)
  }
  const IN_CASE = /differs from "\S+" in case only/

  it('reads what its author and this test expect, as long as each name is the protocol’s', async () => {
    const params = `"params":{"name":"echo","_meta":{"progressToken":7,${META}}}`
    const answer = await send(
      `{"jsonrpc":"2.0","id":5,"method":"tools/call",${params}}`,
      'tools/call',
      'echo',
    )
    const text = await answer.text()
    expect(text).to.include('"progressToken":7').and.to.include('"id":5').and.to.include('"called":"echo"')
  })

  it('cancels no request of another client', async () => {
    const { leave } = await waiting()
    const params = `"params":{"requestId":1,"_meta":{${META}}}`
    const method = '"method":"notifications/x"'
    for (const other of ['Method', 'METHOD', '\\u004dethod'])
      await refused(
        await send(
          `{"jsonrpc":"2.0",${method},"${other}":"notifications/cancelled",${params}}`,
          'notifications/x',
        ),
        IN_CASE,
      )
    const nested = `{"jsonrpc":"2.0",${method},"params":{"_meta":{${META}}},"Params":{"requestId":1}}`
    await refused(await send(nested, 'notifications/x'), IN_CASE)
    expect(gateway.saidSoFar(/^cancelled/)).to.equal(false)
    expect(await leave()).to.equal('')
  })

  it('answers no request of another client', async () => {
    const { leave } = await waiting()
    const params = `"params":{"name":"forged","_meta":{${META}}}`
    for (const id of ['"id":9,"ID":1', '"ID":1', '"iD":1,"id":9'])
      await refused(
        await send(`{"jsonrpc":"2.0",${id},"method":"tools/call",${params}}`, 'tools/call', 'forged'),
        IN_CASE,
      )
    expect(await leave()).to.equal('')
  })

  it('reports no progress to another client', async () => {
    const { leave } = await waiting()
    for (const token of [
      '"progressToken":"x","ProgressToken":1',
      '"progresstoken":1',
      '"progressTo\u212aen":1',
    ]) {
      const params = `"params":{"name":"forged","_meta":{${META},${token}}}`
      const body = `{"jsonrpc":"2.0","id":9,"method":"tools/call",${params}}`
      await refused(await send(body, 'tools/call', 'forged'), IN_CASE)
    }
    const params = `"params":{"name":"forged","_meta":{${META}},"_Meta":{"progressToken":1}}`
    const body = `{"jsonrpc":"2.0","id":9,"method":"tools/call",${params}}`
    await refused(await send(body, 'tools/call', 'forged'), IN_CASE)
    expect(await leave()).to.equal('')
  })

  it('is told to call nothing but what the header fields say', async () => {
    for (const name of ['"name":"allowed","Name":"forbidden"', '"name":"allowed","na\\u006dE":"forbidden"']) {
      const params = `"params":{${name},"_meta":{${META}}}`
      const body = `{"jsonrpc":"2.0","id":9,"method":"tools/call",${params}}`
      await refused(await send(body, 'tools/call', 'allowed'), IN_CASE)
    }
    const unnamed = `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"Name":"forbidden","_meta":{${META}}}}`
    await refused(await send(unnamed, 'tools/call'), IN_CASE)
  })
})

describe('a server in Go, whose parser ignores the case of names, as an upstream', () => {
  let upstream: Upstream
  let gateway: Awaited<ReturnType<typeof behind>>
  before(async function () {
    const go = UPSTREAMS.find(({ name }) => name === 'Go') as UpstreamKind
    skipIf(this, go.whyNot())
    // Go compiles its library first.
    this.timeout(600_000)
    upstream = await go.start()
    gateway = await behind(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 5_000, log: () => {} }),
    )
  })
  after(async () => {
    await gateway?.close()
    await upstream?.close()
  })

  const send = (origin: string, body: string): Promise<Response> =>
    fetch(`${origin}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

  it('reads another message than its sender shows to others', async () => {
    const body =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"allowed","Name":"forbidden"}}'
    expect(await (await send(upstream.origin, body)).text()).to.include('"name":"forbidden"')
    expect(await upstream.read()).to.deep.equal(['POST /mcp tools/call forbidden'])
  })

  for (const [what, body] of Object.entries(AMBIGUOUS)) {
    it(`behind the gateway does not read one with ${what}`, async () => {
      expect((await send(gateway.origin, body)).status).to.equal(400)
      const padded = body.replace(/}(\]?)$/, `,"pad":"${'x'.repeat(300_000)}"}$1`)
      expect((await send(gateway.origin, padded)).status).to.equal(400)
      expect((await send(gateway.origin, '{"jsonrpc":"2.0","id":1,"method":"ping"}')).status).to.equal(200)
      expect(await upstream.read()).to.deep.equal(['POST /mcp ping '])
    })
  }
})
