import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { discoverRegistry, type RegistryOptions } from '../../src/discover/registry/registries.ts'
import { serverEndpoints } from '../../src/discover/registry/server.ts'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import { Endpoint } from '../../src/model/endpoint.ts'
import { McpPqcError } from '../../src/model/error.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/registries', import.meta.url))

const read = async (source: string, options: Partial<RegistryOptions> = {}) => {
  const codes: string[] = []
  const problems: string[] = []
  const endpoints: Endpoint[] = []
  const note: RegistryOptions['note'] = ({ code, path, line, message }) => {
    codes.push(code)
    problems.push(`${path}:${line ?? ''} ${message}`)
  }
  for await (const endpoint of discoverRegistry({ source, timeoutMs: 2000, ca: [], note, ...options }))
    endpoints.push(Endpoint.parse(endpoint))
  return { endpoints, urls: endpoints.map(({ url }) => url), codes, problems }
}

const dump = (name: string) => read(join(FIXTURES, name))

describe('registries', () => {
  const cleanups: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup()
  })

  const saved = (content: string | Buffer, name = 'dump.json'): string => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-registry-'))
    cleanups.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  describe('a saved dump', () => {
    it('lists remotes, expands choices and defaults, and skips what is deleted or old', async () => {
      const { urls } = await dump('v0.1-dump.json')
      expect(urls.filter((url) => url.startsWith('http'))).to.deep.equal([
        'https://mcp.example.com/mcp',
        'https://mcp.example.com/sse',
        'https://eu.example.com:8443/pro/mcp',
        'https://us.example.com:8443/pro/mcp',
        'https://{tenant}.example.com/mcp',
        'https://key.example.com/***/mcp?api_key=',
        'https://good.example.com/',
      ])
    })

    it('marks what nobody can know as unresolved, and guesses nothing', async () => {
      const { endpoints } = await dump('v0.1-dump.json')
      const open = endpoints
        .filter(({ unresolved }) => unresolved)
        .map(({ url, unresolved }) => [url, unresolved])
      expect(open).to.deep.equal([
        ['https://{tenant}.example.com/mcp', ['tenant']],
        ['{baseUrl}/sse', ['baseUrl']],
      ])
    })

    it('says where each was found, its transport, and the names of secrets it needs', async () => {
      const { endpoints } = await dump('v0.1-dump.json')
      expect(endpoints[0]).to.deep.include({
        transport: 'streamable-http',
        sources: [
          { kind: 'registry', name: 'com.example/plain', path: join(FIXTURES, 'v0.1-dump.json'), line: 3 },
        ],
        secrets: [{ name: 'X-Api-Key', place: 'header' }],
      })
      expect(endpoints[1]?.transport).to.equal('http+sse')
      expect(JSON.stringify(endpoints)).to.not.include('hunter2')
    })

    it('inventories packages that are started over stdio, by the names of the configurations', async () => {
      const { endpoints } = await dump('v0.1-dump.json')
      const packages = endpoints.filter(({ transport }) => transport === 'stdio')
      expect(packages.map(({ url, stdio }) => [url, stdio?.command])).to.deep.equal([
        ['stdio:npm/@example/mcp-server', 'npx'],
        ['stdio:pypi/mcp-server-example', 'uvx'],
        ['stdio:oci/ghcr.io/example/mcp', 'docker'],
        ['stdio:nuget/Example.Mcp', 'dnx'],
        ['stdio:mcpb/github.com/example/mcp/releases/download/v2/example.mcpb', ''],
      ])
      expect(packages[0]).to.deep.include({ secrets: [{ name: 'EXAMPLE_TOKEN', place: 'env' }] })
    })

    it('lets no publisher hide a server of a registry', async () => {
      const remotes = [{ type: 'streamable-http', url: 'https://a.example/mcp' }]
      const official = (status: object) => ({ 'io.modelcontextprotocol.registry/official': status })
      const own = (status: object) => ({ 'io.modelcontextprotocol.registry/publisher-provided': status })
      const urlsOf = async (entry: object) => (await read(saved(JSON.stringify({ servers: [entry] })))).urls
      const server = (more: object) => ({ name: 'io.x/a', version: '1', remotes, ...more })
      const ACTIVE = official({ status: 'active', isLatest: true })
      for (const hiding of [
        { _meta: own({ status: 'deleted' }) },
        { _meta: own({ isLatest: false }) },
        { _meta: official({ status: 'deleted' }) },
        { status: 'deleted' },
      ])
        expect(await urlsOf({ server: server(hiding), _meta: ACTIVE })).to.deep.equal([
          'https://a.example/mcp',
        ])
      expect(await urlsOf({ server: server({}), _meta: official({ status: 'deleted' }) })).to.deep.equal([])
      expect(await urlsOf({ server: server({}), _meta: official({ isLatest: false }) })).to.deep.equal([])
      expect(await urlsOf(server({ status: 'deleted' }))).to.deep.equal([])
      expect(await urlsOf(server({ _meta: own({ status: 'deleted' }) }))).to.deep.equal([
        'https://a.example/mcp',
      ])
    })

    it('says which remotes and packages it does not read', async () => {
      const remote = { type: 'streamable-http', url: 'https://a.example/mcp' }
      const codesOf = async (more: object) =>
        (await read(saved(JSON.stringify({ servers: [{ name: 'io.x/a', version: '1', ...more }] })))).codes
      expect(await codesOf({ remotes: Array(64).fill(remote) })).to.deep.equal([])
      expect(await codesOf({ remotes: Array(65).fill(remote) })).to.deep.equal(['TOO_LARGE'])
      expect(await codesOf({ packages: Array(65).fill({}) })).to.deep.equal(['TOO_LARGE'])
      expect(await codesOf({ remotes: { 0: remote } })).to.deep.equal(['BAD_ENTRY'])
      expect(await codesOf({ packages: null })).to.deep.equal([])
    })

    it('reports bad entries among good ones by file and line', async () => {
      const { codes, problems } = await dump('v0.1-dump.json')
      expect(new Set(codes)).to.deep.equal(new Set(['BAD_ENTRY']))
      expect(problems.map((problem) => problem.replace(/^.*dump\.json:/, ''))).to.deep.equal([
        '115 an entry is not a server',
        '116 an entry is not a server',
        '117 com.example/bad: a remote has no URL',
        '117 com.example/bad: invalid URL "javascript:alert(1)": unsupported scheme javascript:',
        '117 com.example/bad: a remote has no URL',
      ])
    })

    it('reads the API of July 2025, pages in an array, and one server a line', async () => {
      const old = await dump('v0-page.json')
      expect(old.urls).to.deep.equal(['https://first.example.com/sse', 'stdio:npm/@example/first'])
      expect(old.endpoints.map(({ secrets }) => secrets?.[0]?.name)).to.deep.equal([
        'Authorization',
        'FIRST_KEY',
      ])
      expect((await dump('pages.json')).urls).to.deep.equal([
        'https://one.example.com/sse',
        'https://two.example.com/sse',
      ])
      const lines = await dump('servers.jsonl')
      expect(lines.urls).to.deep.equal(['https://one.example.com/mcp', 'https://bare.example.com/mcp'])
      expect(lines.problems.join()).to.include('servers.jsonl:2 an entry is not valid JSON')
    })

    const server = (n: number | string) =>
      `{"server":{"name":"com.example/${n}","remotes":[{"type":"sse","url":"https://s${n}.example.com/"}]}}`

    const BAD: Record<string, [content: string | Buffer, code: string, found: number]> = {
      'an empty file': ['', 'NOT_JSON', 0],
      'a web page': ['<!doctype html><html>', 'NOT_JSON', 0],
      'a binary file': [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'NOT_JSON', 0],
      'a file that ends in the middle': [`{"servers":[${server(1)},{"server":{"na`, 'TRUNCATED', 1],
      'an entry with a syntax error': [`{"servers":[{"server":{,}},${server(1)}]}`, 'SYNTAX', 1],
      'an entry nested 100,000 deep': [
        `{"servers":[{"x":${'['.repeat(1e5)}${']'.repeat(1e5)}},${server(1)}]}`,
        'TOO_DEEP',
        1,
      ],
      'an entry of 3 MB': [`{"servers":[{"x":"${'x'.repeat(3e6)}"},${server(1)}]}`, 'TOO_LARGE', 1],
      'entries of other types': [`{"servers":[null,1,"a],b",[],${server(1)}]}`, 'BAD_ENTRY', 1],
      'a page that is large before its servers': [
        `{"x":"${'x'.repeat(3e6)}","servers":[${server(1)}]}`,
        'TOO_LARGE',
        1,
      ],
    }
    for (const [what, [content, code, found]] of Object.entries(BAD)) {
      it(`reports ${what}, and reads the rest`, async () => {
        const { urls, codes } = await read(saved(content))
        expect(codes).to.include(code)
        expect(urls).to.have.lengthOf(found)
      })
    }

    it('finds the same however the bytes come in, and skips a byte order mark', async () => {
      const filler = JSON.stringify({ server: { name: 'com.example/ü', description: 'ü'.repeat(300_000) } })
      const { urls, codes } = await read(saved(`\ufeff{"servers":[${server(1)},${filler},${server(2)}]}`))
      expect(urls).to.deep.equal(['https://s1.example.com/', 'https://s2.example.com/'])
      expect(codes).to.deep.equal([])
    })

    it('bounds the URLs that one template makes, and the problems that are told', async () => {
      const variables = Object.fromEntries([...'abc'].map((name) => [name, { choices: [...'0123456789'] }]))
      const url = 'https://{a}{b}{c}.example.com/'
      const remote = { server: { name: 'com.example/many', remotes: [{ type: 'sse', url, variables }] } }
      const { urls, codes } = await read(
        saved(JSON.stringify({ servers: [remote, ...new Array(200).fill({})] })),
      )
      expect(urls).to.have.lengthOf(32)
      expect(codes).to.have.lengthOf(52).and.include('TOO_MANY_CHOICES')
    })

    it('shows nothing dangerous', async () => {
      const hostile = 'a\u001b[2J\u202eb\nc'
      const remotes = [{ type: 'sse', url: 'https://x.example.com/' }, { url: `https://{${hostile}}/` }, {}]
      const { endpoints, problems } = await read(saved(JSON.stringify([{ name: hostile, remotes }])))
      expect(endpoints).to.have.lengthOf(2)
      expect([JSON.stringify(endpoints), ...problems].join(' ')).to.not.match(/[\p{Cc}\u202e]|\\u00/u)
    })

    for (const path of ['/nowhere/dump.json', FIXTURES, '/dev/zero'])
      it(`refuses ${path === FIXTURES ? 'a folder' : path}`, async () => {
        const error = await read(path).catch((thrown: unknown) => thrown)
        expect(error).to.be.instanceOf(McpPqcError).with.property('code', 'READ_FAILED')
      })

    it('does not wait for a named pipe', async () => {
      const path = saved('')
      execFileSync('mkfifo', [`${path}.pipe`])
      expect(await read(`${path}.pipe`).catch(({ code }) => code)).to.equal('READ_FAILED')
    })
  })

  describe('a registry', () => {
    const listening = async (
      handler: RequestListener,
      tls?: { cert: string; key: string },
    ): Promise<string> => {
      const listener = tls ? createTlsServer(tls, handler) : createServer(handler)
      listener.listen(0, '127.0.0.1')
      await once(listener, 'listening')
      cleanups.push(() => {
        listener.closeAllConnections()
        return new Promise((resolve) => listener.close(resolve))
      })
      const { port } = listener.address() as AddressInfo
      return tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
    }
    const queryOf = (request: IncomingMessage) => new URL(request.url ?? '', 'http://x').searchParams
    const entry = (n: number | string, url = `https://s${n}.example.com/`) => ({
      server: { name: `com.example/${n}`, version: '1', remotes: [{ type: 'sse', url }] },
    })
    const json = (response: ServerResponse, value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }

    it('takes servers whose names differ at their ends for two', async () => {
      const named = (end: string) => ({
        server: {
          name: `${'a'.repeat(300)}${end}`,
          version: '1',
          remotes: [{ type: 'sse', url: `https://${end}.example/` }],
        },
      })
      const base = await listening((_, response) =>
        json(response, { servers: [named('x'), named('y')], metadata: {} }),
      )
      expect((await read(base)).urls).to.deep.equal(['https://x.example/', 'https://y.example/'])
    })

    it('reads page after page, asking v0.1 for the latest versions, with no credentials', async () => {
      const asked: string[] = []
      let headers: IncomingMessage['headers'] = {}
      const base = await listening((request, response) => {
        asked.push(request.url ?? '')
        headers = request.headers
        const at = Number(queryOf(request).get('cursor') ?? 0)
        json(response, { servers: [entry(at)], metadata: at < 2 ? { nextCursor: String(at + 1) } : {} })
      })
      const { urls, endpoints, codes } = await read(base)
      expect(urls).to.deep.equal([0, 1, 2].map((n) => `https://s${n}.example.com/`))
      expect(asked).to.deep.equal([
        '/v0.1/servers?limit=100&version=latest',
        '/v0.1/servers?limit=100&version=latest&cursor=1',
        '/v0.1/servers?limit=100&version=latest&cursor=2',
      ])
      expect(codes).to.deep.equal([])
      expect(headers).to.not.have.any.keys('authorization', 'cookie')
      expect(endpoints[0]?.sources).to.deep.equal([
        { kind: 'registry', path: `${base}/`, name: 'com.example/0' },
      ])
    })

    it('falls back to v0 with next_cursor, and takes a URL that names its version', async () => {
      const page = readFileSync(join(FIXTURES, 'v0-page.json'), 'utf8')
      const asked: string[] = []
      const base = await listening((request, response) => {
        asked.push(request.url ?? '')
        if (!request.url?.startsWith('/mirror/v0/')) return json(response, { error: 'not found' }, 404)
        if (queryOf(request).has('cursor')) json(response, { servers: [entry('last')], metadata: {} })
        else response.end(page)
      })
      for (const path of ['/mirror', '/mirror/v0', '/mirror/v0/servers']) {
        const { urls, codes } = await read(base + path)
        expect(urls).to.include.members(['https://first.example.com/sse', 'https://slast.example.com/'])
        expect(codes).to.deep.equal([])
      }
      expect(asked.filter((url) => url.startsWith('/mirror/v0.1/'))).to.have.lengthOf(1)
    })

    it('reads over TLS with an authority that is named, and not without', async () => {
      const authorities = await createAuthorities(Date.now())
      const setup = { key: 'P-256' } as Parameters<typeof issueServer>[1]
      const identity = await issueServer('registry', setup, authorities, Date.now())
      const base = await listening((_, response) => json(response, { servers: [entry(1)] }), identity)
      expect((await read(base)).codes).to.deep.equal(['UNVERIFIED'])
      const { urls, codes } = await read(base, { ca: [authorities.classical.pem] })
      expect([urls, codes]).to.deep.equal([['https://s1.example.com/'], []])
    })

    it('follows redirects within its origin', async () => {
      const base = await listening((request, response) =>
        request.url?.startsWith('/v0.1/')
          ? response.writeHead(307, { location: '/elsewhere?x=1' }).end()
          : json(response, { servers: [entry(1)] }),
      )
      expect((await read(base)).urls).to.deep.equal(['https://s1.example.com/'])
    })

    it('waits where it is told to', async () => {
      let asked = 0
      const base = await listening((_, response) =>
        ++asked === 1
          ? response.writeHead(429, { 'retry-after': '0' }).end()
          : json(response, { servers: [entry(1)] }),
      )
      expect((await read(base)).urls).to.have.lengthOf(1)
      expect(asked).to.equal(2)
    })

    it('stops when it is interrupted', async () => {
      const controller = new AbortController()
      const base = await listening(() => controller.abort(new Error('enough')))
      const thrown = await read(base, { signal: controller.signal }).catch(({ message }) => message)
      expect(thrown).to.equal('enough')
    })

    it('ends pages without end, each of which comes soon enough', async () => {
      let at = 0
      const base = await listening((_, response) => {
        at++
        setTimeout(() => json(response, { servers: [entry(at)], metadata: { nextCursor: `${at}` } }), 10)
      })
      const { urls, codes } = await read(base, { timeoutMs: 40 })
      expect(codes).to.deep.equal(['TIMED_OUT'])
      expect(urls.length).to.be.within(1, 500)
    })

    type Lie = [code: string, handler: RequestListener, least: number]
    let calls = 0
    const pages =
      (page: (at: number) => unknown): RequestListener =>
      (_, response) =>
        json(response, page(calls++))
    const LIES: Record<string, Lie> = {
      'the same cursor again': [
        'PAGING_LOOP',
        pages((at) => ({ servers: [entry(at)], metadata: { nextCursor: 'x' } })),
        2,
      ],
      'endless pages of the same': [
        'PAGING_LOOP',
        pages((at) => ({ servers: [entry(1)], metadata: { nextCursor: `${at}` } })),
        1,
      ],
      'endless empty pages': [
        'PAGING_LOOP',
        pages((at) => ({ servers: [], metadata: { nextCursor: `${at}` } })),
        0,
      ],
      'a cursor of another type': [
        'INVALID_CURSOR',
        pages(() => ({ servers: [entry(1)], metadata: { nextCursor: {} } })),
        1,
      ],
      'a cursor of a megabyte': [
        'INVALID_CURSOR',
        pages(() => ({ servers: [entry(1)], metadata: { nextCursor: 'x'.repeat(500_000) } })),
        1,
      ],
      'servers of another type': ['NOT_A_REGISTRY', pages(() => ({ servers: 'none' })), 0],
      'an object without servers': ['NOT_A_REGISTRY', pages(() => ({ ok: true })), 0],
      'a web page': [
        'NOT_A_REGISTRY',
        (_, response) => void response.setHeader('content-type', 'text/html').end('<html>'),
        0,
      ],
      'a web page that says it is JSON': [
        'NOT_JSON',
        (_, response) => void response.setHeader('content-type', 'application/json').end('<html>'),
        0,
      ],
      'nothing found': ['NOT_A_REGISTRY', (_, response) => json(response, {}, 404), 0],
      'a failure on the second page': [
        'HTTP_STATUS',
        (_, response) =>
          calls++ === 0
            ? json(response, { servers: [entry(1)], metadata: { nextCursor: '2' } })
            : json(response, {}, 500),
        1,
      ],
      'a redirect elsewhere': [
        'REDIRECTED',
        (_, response) =>
          void response.writeHead(302, { location: 'https://evil.example/v0.1/servers' }).end(),
        0,
      ],
      'redirects in a circle': [
        'REDIRECTED',
        (_, response) => void response.writeHead(302, { location: '/' }).end(),
        0,
      ],
      'a page that breaks off': [
        'CUT_OFF',
        (_, response) => {
          response.writeHead(200, { 'content-length': '9999' })
          response.write(`{"servers":[${JSON.stringify(entry(1))},`, () => response.destroy())
        },
        1,
      ],
      'a page that ends in the middle': ['TRUNCATED', (_, response) => void response.end('{"servers":[{'), 0],
      'a page without an end': [
        'TOO_LARGE',
        (_, response) => {
          response.write(`{"servers":[${JSON.stringify(entry(1))},{"x":"`)
          const chunk = 'x'.repeat(1 << 20)
          const pour = (): void => {
            while (!response.destroyed && response.write(chunk));
          }
          response.on('drain', pour)
          pour()
        },
        1,
      ],
      'a page that drips': [
        'TIMED_OUT',
        (_, response) => {
          response.write('{"servers":[')
          const timer = setInterval(() => response.write(' '), 20)
          response.on('close', () => clearInterval(timer))
        },
        0,
      ],
      'an encoding that nobody asked for': [
        'ENCODED',
        (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
        0,
      ],
    }
    for (const [what, [code, handler, least]] of Object.entries(LIES)) {
      it(`survives ${what}, and says so`, async () => {
        calls = 0
        const { urls, codes } = await read(await listening(handler), {
          timeoutMs: code === 'TIMED_OUT' ? 40 : 2000,
        })
        expect(codes).to.include(code)
        expect(urls).to.have.lengthOf(least)
      })
    }

    it('reports a port where nothing listens', async () => {
      const base = await listening(() => {})
      for (const cleanup of cleanups.splice(0)) await cleanup()
      expect((await read(base)).codes).to.deep.equal(['UNREACHABLE'])
    })

    it('lets only a registry in this network name addresses in it', async () => {
      const local = [
        'http://127.0.0.1:9/mcp',
        'http://10.0.0.1/mcp',
        'http://localhost/mcp',
        'http://[::1]/mcp',
      ]
      const remotes = [...local, 'http://169.254.169.254/', 'https://8.8.8.8/'].map((url) => ({ url }))
      const base = await listening((_, response) => json(response, { servers: [{ name: 'x', remotes }] }))
      expect((await read(base)).urls).to.have.lengthOf(6)

      const codes: string[] = []
      const context = {
        source: { kind: 'registry' as const },
        isPublic: true,
        note: (code: string) => codes.push(code),
      }
      const found = serverEndpoints({ name: 'x', remotes }, undefined, context)
      expect(found.map(({ url }) => url)).to.deep.equal(['https://8.8.8.8/'])
      expect(new Set(codes)).to.deep.equal(new Set(['LOCAL_ADDRESS']))
    })

    for (const source of [
      'ftp://registry.example.com',
      'https://me:hunter2@registry.example.com',
      'https://',
    ])
      it(`refuses ${source.replace(/me:.*@/, '…@')}`, async () => {
        const error = await read(source).catch((thrown: unknown) => thrown)
        expect(error).to.be.instanceOf(McpPqcError).with.property('code', 'REGISTRY_INVALID')
        expect(String(error)).to.not.include('hunter2')
      })
  })
})
