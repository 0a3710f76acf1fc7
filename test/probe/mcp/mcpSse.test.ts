import type { ServerResponse } from 'node:http'
import { expect } from 'chai'
import { type Answer, type FakeServer, json, serve } from './mcpServer.ts'

describe('MCP over HTTP+SSE (2024-11-05)', () => {
  let server: FakeServer | undefined
  afterEach(() => server?.close())
  const facing = async (answer: Answer): Promise<FakeServer> => {
    server = await serve(answer, '/sse')
    return server
  }
  const stream = (response: ServerResponse, ...events: string[]): ServerResponse => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(events.map((event) => `${event}\n\n`).join(''))
    return response
  }
  const RESULT = { protocolVersion: '2024-11-05', capabilities: { tools: {} }, serverInfo: { name: 'old' } }
  const answerTo = (rpc: { id?: number; method?: string }): object => ({
    jsonrpc: '2.0',
    id: rpc.id,
    result: rpc.method === 'initialize' ? RESULT : { tools: [{ name: 'a' }] },
  })

  it('asks by POST, reads from the stream, and ends it', async () => {
    let open: ServerResponse | undefined
    const ended = Promise.withResolvers<void>()
    const { probe, asked } = await facing(({ method, rpc }, response) => {
      if (method === 'GET') {
        open = stream(response, 'event: endpoint\ndata: /messages?session=s3cr3t')
        open.on('close', () => ended.resolve())
        return
      }
      response.writeHead(202).end('Accepted')
      if (rpc.id === undefined) return
      // Another's answer first, and something of the server's own.
      open?.write('data: {"jsonrpc":"2.0","id":"other","result":{}}\n\n')
      open?.write('data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n')
      open?.write(`event: message\ndata: ${JSON.stringify(answerTo(rpc))}\n\n`)
    })
    const facts = await probe()
    await ended.promise
    expect(facts.state).to.equal('recognised')
    expect(facts.transport).to.equal('http+sse')
    expect(facts.revisions).to.deep.equal(['2024-11-05'])
    expect(facts.tools.map(({ name }) => name)).to.deep.equal(['a'])
    expect(asked.map(({ url, rpc }) => [url, rpc.method])).to.deep.equal([
      ['/sse', undefined],
      ['/messages?session=s3cr3t', 'initialize'],
      ['/messages?session=s3cr3t', 'notifications/initialized'],
      ['/messages?session=s3cr3t', 'tools/list'],
    ])
    expect(JSON.stringify(facts)).to.not.contain('s3cr3t')
  })

  it('takes the answer from the body where a server puts it there', async () => {
    const { probe } = await facing(({ method, rpc }, response) => {
      if (method === 'GET') stream(response, 'event: endpoint\ndata: /messages')
      else json(response, rpc.id === undefined ? {} : answerTo(rpc))
    })
    expect((await probe()).tools).to.have.length(1)
  })

  it('sends nothing to another origin that the stream names', async () => {
    const other = await serve((_, response) => json(response, {}))
    try {
      const { probe } = await facing((_, response) => stream(response, `event: endpoint\ndata: ${other.url}`))
      const facts = await probe()
      expect(facts.state).to.equal('recognised')
      expect(facts.detail).to.contain('another origin')
      expect(facts.lists.tools).to.equal('not-tested')
      expect(other.asked).to.deep.equal([])
    } finally {
      await other.close()
    }
  })

  it('gives up a stream without an endpoint, and asks by POST', async () => {
    const { probe, asked } = await facing(({ method }, response) =>
      method === 'GET' ? stream(response, ': nothing') : response.writeHead(404).end(),
    )
    const facts = await probe({ timeoutMs: 200 })
    expect(facts.state).to.equal('not-mcp')
    expect(asked.map(({ method }) => method)).to.deep.equal(['GET', 'POST', 'POST'])
  })

  it('notices that the stream ends before the answer', async () => {
    const { probe } = await facing(({ method }, response) => {
      if (method === 'POST') response.writeHead(202).end()
      else
        setTimeout(() => response.end(), 50).unref() && stream(response, 'event: endpoint\ndata: /messages')
    })
    const facts = await probe()
    expect(facts.state).to.equal('recognised')
    expect(facts.detail).to.contain('the event stream ended')
  })

  it('sees a wall in front of the stream', async () => {
    const { probe } = await facing((_, response) => response.writeHead(401).end())
    const facts = await probe()
    expect(facts.state).to.equal('authorization')
    expect(facts.auth).to.equal('required')
  })

  it('is done when it is aborted, with the reason', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const { probe } = await facing((_, response) => {
      stream(response)
      setImmediate(() => stop.abort(reason))
    })
    let thrown: unknown
    await probe({ signal: stop.signal }).catch((error: unknown) => {
      thrown = error
    })
    expect(thrown).to.equal(reason)
  })
})
