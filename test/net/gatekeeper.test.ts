import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { isExcluded, parseExclusion } from '../../src/discover/range/exclusion.ts'
import { EVERYTHING_NAMED, Gatekeeper, type Scope } from '../../src/net/gatekeeper.ts'
import { type DnsServer, dnsServer, type Zone } from '../probe/dnsServer.ts'

const NOTHING: Scope = { isNamed: () => false, isExcluded: () => false, isAuthorized: false }

describe('the gatekeeper, with a DNS server of strangers', () => {
  let dns: DnsServer
  const zone: Zone = new Map()
  before(async () => {
    dns = await dnsServer(zone)
  })
  beforeEach(() => {
    dns.forget()
  })
  after(() => dns.close())

  const keeper = (scope: Partial<Scope> = {}, timeoutMs = 5_000): Gatekeeper =>
    new Gatekeeper({ scope: { ...NOTHING, ...scope }, timeoutMs, lookup: dns.lookup })
  /** Addresses that may be dialled, or why not. */
  const admitted = async (url: string, gatekeeper = keeper()): Promise<(string | null)[] | string> => {
    const admission = await gatekeeper.admit(new URL(url))
    return 'problem' in admission
      ? admission.problem.message
      : admission.addresses.map(({ address }) => address)
  }

  it('admits public addresses', async () => {
    zone.set('a.test', ['8.8.8.8', '2606:4700::1111'])
    expect(await admitted('https://a.test/')).to.have.members(['8.8.8.8', '2606:4700::1111'])
  })

  for (const [address, article] of [
    ['::', 'an unspecified'],
    ['fd00::1', 'a unique-local'],
  ] as const) {
    it(`names the use of ${address} with its article`, async () => {
      zone.set('article.test', [address])
      expect(await admitted('https://article.test/')).to.equal(
        `not contacted: ${article} address that was not in scope`,
      )
    })
  }

  for (const [address, use] of Object.entries({
    '10.0.0.7': 'private',
    '100.64.0.1': 'shared address space',
    '127.8.9.10': 'loopback',
    '169.254.169.254': 'link-local',
    '0.0.0.0': 'this network',
    '255.255.255.255': 'limited broadcast',
    '192.0.0.170': 'NAT64/DNS64 discovery',
    '::1': 'loopback',
    '::127.0.0.1': 'loopback',
    '::ffff:192.168.0.1': 'private',
    '::ffff:0:127.0.0.1': 'loopback',
    '64:ff9b::a9fe:a9fe': 'link-local',
    '64:ff9b:1::1': 'local translation',
    '2002:a00:1::': 'private',
    '2001::1': 'Teredo',
    'fd00::1': 'unique-local',
    'ff02::1': 'multicast',
  })) {
    it(`refuses a name that leads to ${address}, unless the user named the name or the address`, async () => {
      zone.set('evil.test', [address])
      expect(await admitted('https://evil.test/')).to.equal(
        `not contacted: a ${use} address that was not in scope`,
      )
      const byName = keeper({ isNamed: (host) => host === 'evil.test' })
      expect(await admitted('https://evil.test/', byName)).to.have.length(1)
    })
  }

  it('refuses a name whose CNAME leads to a local one', async () => {
    zone.set('evil.test', 'inner.corp.test')
    zone.set('inner.corp.test', ['10.1.2.3'])
    expect(await admitted('https://evil.test/')).to.equal(
      'not contacted: a private address that was not in scope',
    )
    expect(dns.asked).to.include('evil.test')
  })

  it('leaves out private addresses next to public ones, and counts them', async () => {
    zone.set('both.test', ['8.8.8.8', '127.0.0.1', '127.0.0.2'])
    const admission = await keeper().admit(new URL('https://both.test/'))
    expect('addresses' in admission && admission.addresses.map(({ address }) => address)).to.deep.equal([
      '8.8.8.8',
    ])
    expect('untested' in admission && [...admission.untested]).to.deep.equal([
      ['a loopback address that was not in scope', 2],
    ])
  })

  for (const url of [
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://2130706433/',
    'http://017700000001/',
    'http://0x7f.1/',
    'http://127.0.0.1./',
    'http://１２７.0.0.1/',
    'http://[::1]/',
    'http://[::7f00:1]/',
    'http://[::ffff:0:7f00:1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[2002:7f00:1::]/',
  ]) {
    it(`refuses ${url}`, async () => {
      // As the system's resolver answers.
      for (const name of ['localhost', 'a.localhost']) zone.set(name, ['127.0.0.1'])
      expect(await admitted(url)).to.equal('not contacted: a loopback address that was not in scope')
      expect(keeper().admitAddress(new URL(url))).to.equal(undefined)
    })
  }

  it('refuses an internationalized name that leads to loopback', async () => {
    zone.set('xn--bcher-kva.test', ['127.0.0.1'])
    expect(await admitted('https://bücher.test/')).to.match(/^not contacted: a loopback/)
  })

  it('judges an address with a zone without it, and other text never as an address', async () => {
    const answering = (address: string): Gatekeeper =>
      new Gatekeeper({ scope: NOTHING, timeoutMs: 100, lookup: async () => [{ address }] })
    expect(await admitted('https://a.test/', answering('fe80::1%lo'))).to.match(/a link-local address/)
    for (const text of ['0177.0.0.1', '0x7f000001', 'localhost', '8.8.8.8 ', ''])
      expect(await admitted('https://a.test/', answering(text))).to.equal('not contacted: not an address')
  })

  it('leaves no other spelling of an address to a proxy, which may read it as the address', async () => {
    const proxied = new Gatekeeper({ scope: NOTHING, timeoutMs: 100, proxy: 'http://127.0.0.1:1' })
    for (const host of ['127.1', '0x7f.1', '10.1', '169.16689662', '2130706433', '127.0.0.1.'])
      expect(await admitted(`ssh://${host}/`, proxied), host).to.equal('not contacted: not an address')
    expect(await admitted('ssh://build.mcp-pqc.dev/', proxied)).to.deep.equal([null])
    expect(await admitted('ssh://127.mcp-pqc.x1/', proxied)).to.deep.equal([null])
  })

  it('keeps to ports and paths of a host that the user named', async () => {
    zone.set('mcp.corp.test', ['10.0.0.7'])
    const scope = keeper({
      isNamed: (host, port, path) => host === 'mcp.corp.test' && port === 443 && path.startsWith('/mcp'),
    })
    expect(await admitted('https://mcp.corp.test/mcp', scope)).to.deep.equal(['10.0.0.7'])
    for (const url of [
      'https://mcp.corp.test/admin',
      'https://mcp.corp.test:6379/mcp',
      'http://mcp.corp.test/mcp',
    ])
      expect(await admitted(url, scope), url).to.match(/^not contacted: a private address/)
  })

  it('refuses what is excluded, in each spelling, and asks no server for an excluded name', async () => {
    const exclusion = parseExclusion(['excluded.test', '8.8.4.4'])
    const scope = keeper({ ...EVERYTHING_NAMED, isExcluded: (host) => isExcluded(exclusion, host) })
    zone.set('a.test', ['8.8.4.4', '64:ff9b::808:404', '2002:808:404::'])
    expect(await admitted('https://a.test/', scope)).to.equal('not contacted: an address that is excluded')
    const withoutLoopback = keeper({
      ...EVERYTHING_NAMED,
      isExcluded: (host) => host === '127.0.0.1' || host === '::1',
    })
    const translated = [
      // RFC 6052 §2.2: behind 48, 56, 64 and 96 bits.
      ...[
        '[64:ff9b:1:7f00:0:100::]',
        '[64:ff9b:1:7f:0:1::]',
        '[64:ff9b:1:0:7f:0:100:0]',
        '[64:ff9b:1::7f00:1]',
      ],
    ]
    for (const host of ['0.0.0.0', '0', '[::]', '[::ffff:0.0.0.0]', '[64:ff9b::]', ...translated])
      expect(await admitted(`https://${host}/`, withoutLoopback), host).to.equal(
        'not contacted: an address that is excluded',
      )
    expect(await admitted('https://[64:ff9b:1::c000:201]/', withoutLoopback)).to.deep.equal([
      '64:ff9b:1::c000:201',
    ])
    expect(await admitted('https://excluded.test./', scope)).to.equal(
      'not contacted: an address that is excluded',
    )
    expect(dns.asked).to.not.include('excluded.test')
  })

  it('resolves a name once: an address that comes later is never dialled', async () => {
    zone.set('rebinding.test', [['8.8.8.8'], ['127.0.0.1']])
    const gatekeeper = keeper()
    for (let i = 0; i < 3; i++) {
      expect(await admitted(`https://rebinding.test/${i}`, gatekeeper)).to.deep.equal(['8.8.8.8'])
    }
    expect(dns.asked.filter((name) => name === 'rebinding.test')).to.have.length(2) // A and AAAA
  })

  it('rejects once where the scan has ended before: no rejection is left without a handler', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): unknown => unhandled.push(reason)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note)
    const signal = AbortSignal.abort(new Error('ended'))
    const ended = new Gatekeeper({ scope: NOTHING, timeoutMs: 5_000, lookup: dns.lookup, signal })
    try {
      const [result] = await Promise.allSettled([ended.admit(new URL('https://a.test/'), signal)])
      expect(result).to.deep.equal({ status: 'rejected', reason: signal.reason })
      await setImmediate()
      expect(unhandled).to.deep.equal([])
    } finally {
      process.removeListener('unhandledRejection', note)
      for (const other of others) process.on('unhandledRejection', other)
    }
  })

  it('counts the addresses of a name for --authorized, and dials sixteen at most', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `8.8.${i >> 8}.${i & 255}`)
    zone.set('many.test', many)
    expect(await admitted('https://many.test/')).to.equal(
      'not contacted: the name has 500 public addresses; --authorized is required for more than 16',
    )
    const admission = await keeper({ isAuthorized: true }).admit(new URL('https://many.test/'))
    expect('addresses' in admission && admission.addresses).to.have.length(16)
    expect('untested' in admission && [...admission.untested]).to.deep.equal([
      ['more than 16 addresses of one name', 484],
    ])
    zone.set(
      'inside.test',
      many.map((address) => address.replace(/^8\.8/, '10.0')),
    )
    const inside = await keeper({ isNamed: () => true }).admit(new URL('https://inside.test/'))
    expect('addresses' in inside && inside.addresses).to.have.length(16)
  })

  it('ends where the resolver never answers', async () => {
    zone.set('silent.test', undefined)
    expect(await admitted('https://silent.test/', keeper({}, 50))).to.equal(
      'the name silent.test does not resolve (no answer in 100 ms)',
    )
  })

  it('makes what is dialled: no other object passes, and the socket leads where it was judged', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    zone.set('named.test', [['127.0.0.1'], ['127.0.0.9']])
    const admission = await keeper({ isNamed: () => true }).admit(new URL(`http://named.test:${port}/`))
    const [to] = 'addresses' in admission ? admission.addresses : []
    const socket = await to?.open({ timeoutMs: 5_000 })
    expect(socket?.remoteAddress).to.equal('127.0.0.1')
    socket?.destroy()
    server.close()
    expect(() => Object.create(Object.getPrototypeOf(to), { port: { value: port } }).connect()).to.throw(
      TypeError,
    )
  })
})
