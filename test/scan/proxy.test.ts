import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Inventory, type InventoryEndpoint } from '../../src/model/inventory.ts'
import { EVERYTHING_NAMED, Gatekeeper, type Scope } from '../../src/net/gatekeeper.ts'
import { runHere } from '../cli/program.ts'
import { type ConnectProxy, connectProxy, socksProxy } from '../probe/connectProxy.ts'
import { modern, serve, toolsPage } from '../probe/mcp/mcpServer.ts'
import { HYBRID, type TlsServer, tlsServer } from '../verify/verifying.ts'

describe('scan --proxy', () => {
  let tls: TlsServer
  let mcp: Awaited<ReturnType<typeof serve>>
  let proxy: ConnectProxy
  let folder: string
  before(async () => {
    tls = await tlsServer(HYBRID)
    mcp = await serve(modern((asked, response) => response.end(JSON.stringify(toolsPage(asked, [])))))
    const port = Number(new URL(mcp.url).port)
    proxy = await connectProxy({
      'mcp.corp.test:443': tls.port,
      'plain.corp.test:80': port,
      'localhost:80': port,
      '127.0.0.1:80': port,
      'intranet:80': port,
      'metadata.google.internal:80': port,
    })
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-proxy-'))
  })
  beforeEach(() => {
    proxy.asked.length = 0
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await Promise.all([proxy.close(), mcp.close(), tls.close()])
  })

  const scan = async (...words: string[]): Promise<{ code: unknown; endpoints: InventoryEndpoint[] }> => {
    const store = ['--store', join(folder, 'store.db')]
    const { stdout, code } = await runHere(['scan', ...words, '--json', '--timeout', '2', ...store])
    return { code, endpoints: Inventory.parse(JSON.parse(stdout)).endpoints }
  }

  it('leaves the address null, and findings about addresses undetermined', async function () {
    this.timeout(60_000)
    const { endpoints } = await scan('https://mcp.corp.test/mcp', '--proxy', proxy.url)
    const [{ addresses, assessment }] = endpoints as [InventoryEndpoint]
    expect(addresses).to.have.length(1)
    expect(addresses[0]).to.include({ address: null, port: 443, state: 'open', service: 'tls' })
    expect(assessment.keyExchange.category).to.equal('hybrid')
    expect(assessment.undetermined.map(({ id }) => id)).to.include('half-upgraded')
    expect(new Set(proxy.asked.map(({ authority }) => authority))).to.deep.equal(
      new Set(['mcp.corp.test:443']),
    )
  })

  it('asks MCP through it', async () => {
    const { endpoints } = await scan('http://plain.corp.test/mcp', '--proxy', proxy.url)
    expect(endpoints[0]?.mcp?.state).to.equal('recognised')
    expect(endpoints[0]?.addresses[0]?.address).to.equal(null)
  })

  it('sends user name and password to the proxy, and stores and shows neither', async () => {
    const url = proxy.url.replace('//', '//user:pass%20word@')
    const { endpoints } = await scan('http://plain.corp.test/mcp', '--proxy', url)
    expect(proxy.asked[0]?.headers['proxy-authorization']).to.equal(
      `Basic ${Buffer.from('user:pass word').toString('base64')}`,
    )
    expect(mcp.asked.every(({ headers }) => headers['proxy-authorization'] === undefined)).to.equal(true)
    const { stdout } = await runHere(['history', '--json', '--store', join(folder, 'store.db')])
    expect(JSON.stringify(endpoints) + stdout).to.not.match(/pass.{0,3}word|user:/)
    expect(stdout).to.include(new URL(proxy.url).origin)
  })

  it('lets a file of a stranger lead to no local name, and asks the proxy for none that is excluded', async () => {
    for (const host of [
      'localhost',
      '127.0.0.1',
      'intranet',
      'metadata.google.internal',
      'kubernetes.default.svc',
      '2130706433',
    ]) {
      const compose = `services:\n  mcp:\n    image: mcp\n    environment:\n      MCP_URL: http://${host}/mcp\n`
      writeFileSync(join(folder, 'compose.yaml'), compose)
      const { endpoints, code } = await scan('--file', join(folder, 'compose.yaml'), '--proxy', proxy.url)
      expect(endpoints.map(({ problem }) => problem?.code)).to.deep.equal(['EXCLUDED'])
      expect(code).to.equal(3)
    }
    const named = ['http://plain.corp.test/mcp', 'http://intranet/mcp']
    await scan(...named, '--exclude', '*.corp.test', '--proxy', proxy.url)
    expect(new Set(proxy.asked.map(({ authority }) => authority))).to.deep.equal(new Set(['intranet:80']))
  })

  it('says what the proxy answers, and that it cannot be reached', async () => {
    const detail = async (url: string) => {
      const { endpoints, code } = await scan('https://nowhere.corp.test/', '--proxy', url)
      expect(code).to.equal(3)
      return endpoints[0]?.addresses[0]
    }
    expect(await detail(proxy.url)).to.include({ state: 'unreachable', detail: 'the proxy answers 502' })
    for (const url of ['http://ada:geheim@127.0.0.1:1/', 'socks5://ada:geheim@127.0.0.1:1']) {
      const said = 'the proxy 127.0.0.1:1 refuses the connection'
      expect(await detail(url)).to.include({ address: null, state: 'unreachable', detail: said })
      const { stdout } = await runHere(['scan', 'https://a.test', '--proxy', url, '--explain'])
      expect(stdout).to.include('unknown: unreachable by proxy')
      expect(stdout).to.include('Through the proxy, port 443: unreachable')
      expect(stdout.replace(/\s+/g, ' '))
        .to.include(`unreachable (${said})`)
        .and.not.match(/port closed|geheim|address unknown/i)
    }
    expect((await runHere(['scan', 'a.test', '--proxy', 'socks4://u:geheim@127.0.0.1:1'])).stderr)
      .to.include('--proxy is not the URL of a proxy')
      .and.not.include('geheim')
  })
})

describe('scan --proxy socks5://', () => {
  it('lets the proxy resolve the name, after a user name and a password', async () => {
    const mcp = await serve(modern((asked, response) => response.end(JSON.stringify(toolsPage(asked, [])))))
    const proxy = await socksProxy({ 'plain.corp.test:80': Number(new URL(mcp.url).port) })
    try {
      const words = ['--json', '--timeout', '2', '--store', ':none:']
      const scan = async (url: string, target: string) => {
        const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-socks-'))
        words[4] = join(folder, 'store.db')
        const { stdout } = await runHere(['scan', target, '--proxy', url, ...words])
        rmSync(folder, { recursive: true })
        return Inventory.parse(JSON.parse(stdout)).endpoints[0]
      }
      const found = await scan(proxy.url, 'http://plain.corp.test/mcp')
      expect(found?.mcp?.state).to.equal('recognised')
      expect(found?.addresses[0]?.address).to.equal(null)
      expect(proxy.asked[0]).to.equal('plain.corp.test:80')
      const refused = await scan(proxy.url, 'http://127.0.0.1/mcp')
      expect(refused?.addresses[0]).to.include({
        address: '127.0.0.1',
        state: 'unreachable',
        detail: 'the proxy answers host unreachable',
      })
      const wrong = await scan(proxy.url.replace('word', 'wrong'), 'http://plain.corp.test/mcp')
      expect(wrong?.addresses[0]?.detail).to.equal('the proxy rejected the user name or the password')
      const none = await scan(proxy.url.replace('user:word@', ''), 'http://plain.corp.test/mcp')
      expect(none?.addresses[0]?.detail).to.equal(
        'the proxy requires an authentication method that is not supported',
      )
    } finally {
      await proxy.close()
      await mcp.close()
    }
  })
})

describe('a tunnel through a proxy', () => {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers.splice(0))
      await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const open = async (answer: (socket: Socket) => void, scope: Partial<Scope> = {}): Promise<Socket> => {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {}).once('data', () => answer(socket))
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const lookup = () => Promise.reject(new Error('not to be asked'))
    const all = { ...EVERYTHING_NAMED, ...scope }
    const gatekeeper = new Gatekeeper({ scope: all, timeoutMs: 1_000, lookup, proxy })
    const admission = await gatekeeper.admit(new URL('https://a.example.com/'))
    const [to] = 'addresses' in admission ? admission.addresses : []
    if (!to) throw new Error('not admitted')
    return to.open({ timeoutMs: 300 })
  }
  const refusal = async (answer: (socket: Socket) => void, scope?: Partial<Scope>): Promise<string> => {
    const [result] = await Promise.allSettled([open(answer, scope)])
    if (result.status === 'fulfilled') result.value.destroy()
    return result.status === 'rejected' ? (result.reason as Error).message : 'open'
  }

  it('keeps what the other side says first', async () => {
    const socket = await open((one) => one.end('HTTP/1.0 200 OK\r\n\r\nSSH-2.0-first\r\n'))
    const [first] = await once(socket, 'data')
    expect(String(first)).to.equal('SSH-2.0-first\r\n')
    socket.destroy()
  })

  it('is not one where the proxy refuses, closes, is silent, never ends, or speaks something else', async () => {
    expect(await refusal((one) => one.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))).to.equal(
      'the proxy answers 407',
    )
    expect(await refusal((one) => one.end('SSH-2.0-x\r\n\r\n\r\n\r\n'))).to.equal(
      'the proxy does not answer in HTTP/1.1',
    )
    expect(await refusal((one) => one.end('HTTP/1.1 200'))).to.equal('the proxy closed the connection')
    expect(await refusal((one) => one.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(20_000)}`))).to.equal(
      'the answer of the proxy is too long',
    )
    expect(await refusal(() => {})).to.equal('no answer from the proxy within 300 ms')
  })

  it('leads to the first address of the proxy that accepts a connection', async () => {
    const proxy = await connectProxy({ 'a.example.com:443': 1 })
    const { port } = new URL(proxy.url)
    const lookup = () => Promise.resolve([{ address: '127.0.0.2' }, { address: '127.0.0.1' }])
    const url = `http://proxy.test:${port}/`
    try {
      const keeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 1_000, lookup, proxy: url })
      const admission = await keeper.admit(new URL('https://a.example.com/'))
      const [to] = 'addresses' in admission ? admission.addresses : []
      await to?.open({ timeoutMs: 5_000 }).catch(() => {})
      expect(proxy.asked.map(({ authority }) => authority)).to.deep.equal(['a.example.com:443'])
    } finally {
      await proxy.close()
    }
  })

  it('asks a SOCKS proxy for no part of a name', async () => {
    const proxy = await socksProxy({})
    const name = `${'a.'.repeat(123)}intranet.example.com`
    try {
      const keeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 1_000, proxy: proxy.url })
      const admission = await keeper.admit(new URL(`https://${name}/`))
      const [to] = 'addresses' in admission ? admission.addresses : []
      const [result] = await Promise.allSettled([to?.open({ timeoutMs: 5_000 })])
      expect(result).to.have.nested.property('reason.message').that.includes('255 bytes')
      expect(proxy.asked).to.deep.equal([])
    } finally {
      await proxy.close()
    }
  })

  it('leads nowhere where the proxy itself is excluded', async () => {
    const isExcluded = (host: string) => host === '127.0.0.1'
    expect(await refusal((one) => one.end(), { isExcluded })).to.equal(
      'the proxy: not contacted: an address that is excluded',
    )
  })
})
