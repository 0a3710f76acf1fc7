import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { type Answer, type FakeServer, json, modern, serve, toolsPage } from './mcpServer.ts'

const TOOL = { name: 'a', inputSchema: { type: 'object' } }

describe('MCP from servers that mean no good, or no MCP', () => {
  let server: FakeServer | undefined
  afterEach(() => server?.close())
  const facing = async (answer: Answer): Promise<FakeServer> => {
    server = await serve(answer)
    return server
  }

  it('HTML is not MCP', async () => {
    const { probe } = await facing((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'),
    )
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('text/html')
    expect(facts.requests).to.equal(3)
  })

  it('an endless event stream is given up', async () => {
    const { probe } = await facing((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => response.write(': nothing\n\n'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const facts = await probe({ timeoutMs: 200 })
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('does not end')
  })

  it('an event stream that floods is cut at its bound', async () => {
    let sent = 0
    const { probe } = await facing((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const flood = (): void => {
        while (!response.destroyed && response.write(`data: ${'x'.repeat(65_000)}\n\n`)) sent += 65_000
        if (!response.destroyed) response.once('drain', flood)
      }
      flood()
    })
    const facts = await probe({ limits: { bodyBytes: 200_000, totalBytes: 400_000 } })
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('too large')
    expect(sent).to.be.lessThan(60_000_000)
  })

  it('a body of 2 GB is cut at its bound', async () => {
    const block = Buffer.alloc(0x1_0000, 0x20)
    let sent = 0
    const { probe } = await facing((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 ** 31 })
      const more = (): void => {
        while (!response.destroyed && response.write(block)) sent += block.length
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('too large')
    expect(sent).to.be.lessThan(100_000_000)
  })

  it('a gzip bomb is not inflated beyond the bound', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000))
    const { probe } = await facing((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    )
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('too large')
  })

  it('an answer that was encoded unasked is read all the same', async () => {
    const { probe, asked } = await facing(
      modern((one, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync(JSON.stringify(toolsPage(one, [TOOL])))),
      ),
    )
    const facts = await probe()
    expect(facts.tools).to.deep.equal([TOOL])
    expect(asked[0]?.headers['accept-encoding']).to.equal('identity')
  })

  for (const open of ['[', '{"a":']) {
    it(`JSON nested 100,000 deep (${open}) is refused before anything recurses`, async () => {
      const deep = open.repeat(100_000) + (open === '[' ? ']' : '1}').repeat(100_000)
      const { probe } = await facing(
        modern((one, response) =>
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify(toolsPage(one, ['X'])).replace('"X"', deep)),
        ),
      )
      const facts = await probe()
      expect(facts.state).to.equal('recognised')
      expect(facts.tools).to.deep.equal([])
      expect(facts.lists.tools).to.equal('refused')
      expect(facts.truncated[0]?.why).to.contain('nested deeper than 128')
      expect(facts.toolsHash).to.equal(undefined)
    })
  }

  it('a description of 10 MB is cut, its neighbours are kept, and the hash is of the whole', async () => {
    const big = { ...TOOL, name: 'big', description: `${'é'.repeat(8_191)}😀${'x'.repeat(10_000_000)}` }
    const { probe } = await facing(modern((one, response) => json(response, toolsPage(one, [big, TOOL]))))
    const facts = await probe()
    expect(facts.tools.map(({ name }) => name)).to.deep.equal(['big', 'a'])
    // The emoji is two code units, and half of it is none.
    expect(facts.tools[0]?.description).to.equal('é'.repeat(8_191))
    expect(facts.truncated).to.deep.equal([
      { where: 'tools/list[0].description', why: '10008193 characters, cut to 8192' },
    ])
    expect(facts.toolsHash).to.match(/^[0-9a-f]{64}$/)
  })

  it('a list that is larger than a page may be is not read, and said so', async () => {
    const { probe } = await facing(
      modern((one, response) =>
        json(response, toolsPage(one, [{ ...TOOL, description: 'x'.repeat(50_000) }])),
      ),
    )
    const facts = await probe({ limits: { pageBytes: 20_000 } })
    expect(facts.tools).to.deep.equal([])
    expect(facts.truncated[0]?.why).to.contain('too large')
    expect(facts.toolsHash).to.equal(undefined)
  })

  it('a schema that is too large is left out whole', async () => {
    const inputSchema = { type: 'object', description: 'x'.repeat(70_000) }
    const { probe } = await facing(
      modern((one, response) => json(response, toolsPage(one, [{ ...TOOL, inputSchema }]))),
    )
    const facts = await probe()
    expect(facts.tools[0]?.inputSchema).to.deep.equal({})
    expect(facts.truncated[0]?.where).to.equal('tools/list[0].inputSchema')
  })

  it('terminal escapes, bidirectional overrides and invalid UTF-8 are kept as data, within bounds', async () => {
    const name = '\u001b]0;gone\u0007\u202Egnirts\u0000'
    const { probe } = await facing(
      modern((one, response) => {
        const [before = '', after = ''] = JSON.stringify(
          toolsPage(one, [
            { ...TOOL, name },
            { ...TOOL, name: 'X' },
          ]),
        ).split('X')
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(Buffer.concat([Buffer.from(before), Buffer.of(0xff, 0xfe), Buffer.from(after)]))
      }),
    )
    const facts = await probe()
    expect(facts.tools.map((tool) => tool.name)).to.deep.equal([name, '\ufffd\ufffd'])
  })

  it('half of a surrogate pair has no canonical form: no hash, and said so', async () => {
    const { probe } = await facing(
      modern((one, response) => json(response, toolsPage(one, [{ ...TOOL, title: '\ud800' }]))),
    )
    const facts = await probe()
    expect(facts.tools[0]?.title).to.equal('\ud800')
    expect(facts.toolsHash).to.equal(undefined)
    expect(facts.truncated[0]?.why).to.contain('not Unicode')
  })

  it('of two tools with one name the first counts; what is not a tool is left out', async () => {
    const tools = [
      { ...TOOL, title: 'first' },
      { ...TOOL, title: 'second' },
      'tool',
      null,
      { title: 'nameless' },
    ]
    const { probe } = await facing(modern((one, response) => json(response, toolsPage(one, tools))))
    const facts = await probe()
    expect(facts.tools.map(({ title }) => title)).to.deep.equal(['first'])
    expect(facts.truncated.map(({ where }) => where)).to.deep.equal(
      [1, 2, 3, 4].map((index) => `tools/list[${index}]`),
    )
  })

  it('names from Object.prototype are names', async () => {
    const body =
      '{"name":"__proto__","inputSchema":{"__proto__":{"type":"object"}},"annotations":{"constructor":1}}'
    const { probe } = await facing(
      modern((one, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(toolsPage(one, ['X'])).replace('"X"', body)),
      ),
    )
    const facts = await probe()
    expect(facts.tools[0]?.name).to.equal('__proto__')
    expect(JSON.stringify(facts.tools[0]?.inputSchema)).to.equal('{"__proto__":{"type":"object"}}')
    expect(({} as Record<string, unknown>)['type']).to.equal(undefined)
  })

  it('paging that never ends is ended', async () => {
    let page = 0
    const { probe } = await facing(
      modern((one, response) =>
        json(response, toolsPage(one, [{ ...TOOL, name: `t${page}` }], { nextCursor: `${++page}` })),
      ),
    )
    const facts = await probe()
    expect(facts.tools).to.have.length(50)
    expect(facts.truncated).to.deep.equal([
      { where: 'tools/list', why: 'more than 50 pages: the list ends here' },
    ])
    expect(facts.toolsHash).to.equal(undefined)
  })

  it('a cursor that repeats ends the list', async () => {
    const { probe, asked } = await facing(
      modern((one, response) => json(response, toolsPage(one, [TOOL], { nextCursor: 'again' }))),
    )
    const facts = await probe()
    expect(facts.truncated[0]?.why).to.contain('a second time')
    expect(asked.filter(({ rpc }) => rpc.method === 'tools/list')).to.have.length(2)
  })

  for (const nextCursor of [17, { a: 1 }, 'x'.repeat(100_000)]) {
    it(`an invalid cursor ends the list (${typeof nextCursor})`, async () => {
      const { probe } = await facing(
        modern((one, response) => json(response, toolsPage(one, [TOOL], { nextCursor }))),
      )
      expect((await probe()).truncated[0]?.why).to.contain('an invalid cursor')
    })
  }

  it('a list of too many entries is cut', async () => {
    const tools = Array.from({ length: 3_000 }, (_, index) => ({ ...TOOL, name: `t${index}` }))
    const { probe } = await facing(modern((one, response) => json(response, toolsPage(one, tools))))
    const facts = await probe()
    expect(facts.tools).to.have.length(2_000)
    expect(facts.toolsHash).to.equal(undefined)
  })

  it('notes of what was cut are bounded themselves', async () => {
    const tools = Array.from({ length: 500 }, () => 'no tool')
    const { probe } = await facing(modern((one, response) => json(response, toolsPage(one, tools))))
    const { truncated } = await probe()
    expect(truncated).to.have.length(101)
    expect(truncated.at(-1)?.why).to.equal('400 more notes like these')
  })

  it('a response to another id is not an answer', async () => {
    const { probe } = await facing((_, response) =>
      json(response, { jsonrpc: '2.0', id: 'else', result: { supportedVersions: ['2026-07-28'] } }),
    )
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('another id')
  })

  it('revisions that are not dates are not taken over', async () => {
    const { probe } = await facing(({ rpc }, response) =>
      json(response, {
        jsonrpc: '2.0',
        id: rpc.id,
        result: { supportedVersions: ['\u001b[31m', 7, '2026-07-28', '9999-99-99x'], capabilities: [] },
      }),
    )
    const facts = await probe()
    expect(facts.revisions).to.deep.equal(['2026-07-28'])
    expect(facts.capabilities).to.deep.equal({})
  })

  it('header fields beyond their bound are not HTTP', async () => {
    const { probe } = await facing((_, response) =>
      response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end(),
    )
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.detail).to.contain('header fields')
  })

  for (const ending of ['\n', '\r', '\r\n']) {
    it(`an event stream in pieces of one byte, lines ending in ${JSON.stringify(ending)}`, async () => {
      const { probe } = await facing(
        modern(async (one, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
          response.socket?.setNoDelay(true)
          const [first, second] = JSON.stringify(toolsPage(one, [{ ...TOOL, name: 'é' }]), null, 1).split(
            '\n',
          )
          const rest = JSON.stringify(toolsPage(one, [{ ...TOOL, name: 'é' }]), null, 1)
            .split('\n')
            .slice(2)
          const lines = [
            ': hello',
            'event: message',
            'data: {"jsonrpc":"2.0","method":"log"}',
            '',
            'event: message',
          ]
          const data = [first, second, ...rest].map((line) => `data:${line}`)
          for (const byte of Buffer.from([...lines, ...data, '', ''].join(ending))) {
            response.write(Buffer.of(byte))
            await new Promise(setImmediate)
          }
          response.end()
        }),
      )
      expect((await probe()).tools[0]?.name).to.equal('é')
    })
  }

  it('a redirect to itself is followed three times, and written down', async () => {
    const { probe } = await facing(({ url }, response) =>
      response.writeHead(307, { location: `${url}x` }).end(),
    )
    const facts = await probe()
    expect(facts.state).to.equal('not-mcp')
    expect(facts.requests).to.be.at.most(6)
    expect(facts.redirects.map(({ followed }) => followed)).to.deep.equal([
      true,
      true,
      true,
      false,
      true,
      true,
    ])
  })

  it('is done when it is aborted, with the reason', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const { probe } = await facing(() => stop.abort(reason))
    let thrown: unknown
    await probe({ signal: stop.signal }).catch((error: unknown) => {
      thrown = error
    })
    expect(thrown).to.equal(reason)
  })
})
