import { isIP } from 'node:net'
import { expect } from 'chai'
import { contains, readAddress, readCidr } from '../../../src/registry/net/address.ts'
import {
  addressScope,
  bareHost,
  carriedIpv4,
  hostOf,
  isLocalName,
  isLoopback,
  isOwnAddress,
  isSpecialHost,
  isThisMachine,
  isWildcard,
  ownNetworks,
  portOf,
  SPECIAL_ADDRESSES,
  type SpecialAddressRow,
  specialUse,
  urlHost,
} from '../../../src/registry/net/host.ts'
import { expectLinear } from '../../growth.ts'

describe('an address', () => {
  for (const text of [
    '192.0.2.1',
    '0.0.0.0',
    '255.255.255.255',
    '01.2.3.4',
    '1.2.3',
    '1.2.3.4.',
    '1.2.3.4.5',
    '256.1.1.1',
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '1:2:3:4:5:6:192.0.2.1',
    '::ffff:192.0.2.1',
    '::01.2.3.4',
    '1::2::3',
    '12345::',
    '1:2:3',
    ':',
    'abcd',
    '',
    'localhost',
  ]) {
    it(`${text || '(nothing)'} is read as node:net reads it`, () =>
      expect(readAddress(text) !== undefined).to.equal(isIP(text) !== 0))
  }

  it('has one value in all spellings', () => {
    for (const [one, other] of [
      ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
      ['[::1]', '::1'],
      ['::ffff:192.0.2.1', '192.0.2.1'],
      ['0:0:0:0:0:ffff:c000:201', '192.0.2.1'],
      ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ] as const)
      expect(readAddress(one), one).to.deep.equal(readAddress(other))
    expect(readAddress('192.0.2.1')).to.deep.equal({ version: 4, value: 0xc0000201n })
  })

  it('with a prefix is a network', () => {
    expect(readCidr('192.0.2.77/24')).to.deep.equal({ version: 4, first: 0xc0000200n, last: 0xc00002ffn })
    expect(readCidr('::ffff:10.0.0.0/104')).to.deep.equal(readCidr('10.0.0.0/8'))
    expect(readCidr('::/0')?.last).to.equal((1n << 128n) - 1n)
    for (const text of ['10/8', '192.0.2.1/33', '192.0.2.1/', '::/129', '[::1]/64', '010.0.0.0/8'])
      expect(readCidr(text), text).to.equal(undefined)
  })
})

/** The address blocks of both registries of 2025-10-09, without the three that carry IPv4 addresses. */
const IANA = `
0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24
192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128 2001:1::2/128 2001:1::3/128
2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2620:4f:8000::/48 3fff::/20
5f00::/16 fc00::/7 fe80::/10`

describe('special addresses', () => {
  /** An IPv4 address as the last 32 bits of an IPv6 address. */
  const ipv4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  const ipv6 = (value: bigint): string =>
    Array.from({ length: 8 }, (_, i) => ((value >> BigInt(16 * (7 - i))) & 0xffffn).toString(16)).join(':')
  const sixToFour = (value: bigint): string => ipv6((0x2002n << 112n) | (value << 80n) | 0xabcdn)

  /** The longest prefix counts: 192.0.0.9/32 is reachable in 192.0.0.0/24, which is not. */
  const rowAt = (text: string): SpecialAddressRow | undefined =>
    SPECIAL_ADDRESSES.filter(({ prefix, bits }) => {
      const [network, address] = [readCidr(`${prefix}/${bits}`), readAddress(text)]
      return network && address && contains(network, address)
    }).toSorted((a, b) => b.bits - a.bits)[0]

  for (const { prefix, bits, what, global = false } of SPECIAL_ADDRESSES) {
    it(`${prefix}/${bits} is ${what}${global ? ', on the Internet' : ''}, to its last address, also inside of IPv6`, () => {
      const network = readCidr(`${prefix}/${bits}`) as { version: 4 | 6; first: bigint; last: bigint }
      for (const value of [network.first, network.last]) {
        const text = network.version === 4 ? ipv4(value) : ipv6(value)
        const row = rowAt(text)
        const use = row?.global ? undefined : row?.what
        expect(specialUse(text), text).to.equal(use)
        expect(addressScope(text), text).to.equal(
          use === undefined ? 'public' : use === 'loopback' ? 'loopback' : 'private',
        )
        if (network.version === 6) continue
        for (const carried of [`::ffff:${text}`, `64:ff9b::${text}`, `::ffff:0:${text}`, sixToFour(value)]) {
          expect(specialUse(carried), carried).to.equal(use)
          expect(carriedIpv4(carried), carried).to.equal(
            carried.startsWith('::ffff:') && !carried.startsWith('::ffff:0:') ? undefined : text,
          )
        }
      }
    })
  }

  it('are all that IANA lists', () => {
    const listed = SPECIAL_ADDRESSES.map(({ prefix, bits }) => `${prefix}/${bits}`)
    expect(listed).to.include.members(IANA.trim().split(/\s+/))
    for (const prefix of ['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'])
      expect(specialUse(prefix.replaceAll('8.8.8.8', '127.0.0.1').replace('808:808', '7f00:1'))).to.equal(
        'loopback',
      )
  })

  it('are told from long texts in linear time', () =>
    expectLinear('zones without end', (size) => `${'%00'.repeat(size / 3)}\r\n`, specialUse))

  it('end where the Internet begins', () => {
    for (const address of [
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '2606:4700::1111',
      '::ffff:8.8.8.8',
      '64:ff9b::8.8.8.8',
      '2002:808:808::1',
    ]) {
      expect(specialUse(address), address).to.equal(undefined)
      expect(addressScope(address), address).to.equal('public')
    }
  })

  for (const [address, what] of Object.entries({
    'fe80::1%eth0': 'link-local',
    '::': 'unspecified',
    '::7f00:1': 'loopback',
    '::ffff:192.168.0.1': 'private',
    '64:ff9b::a9fe:a9fe': 'link-local',
    'mcp.example': 'not an address',
  })) {
    it(`${address}: ${what}`, () => expect(specialUse(address)).to.equal(what))
  }

  it('of the user are the private ones, without shared address space', () => {
    for (const address of [
      '127.0.0.1',
      '::1',
      '10.1.2.3',
      'fe80::1',
      '::ffff:127.0.0.1',
      '64:ff9b::10.0.0.1',
    ])
      expect(isOwnAddress(address), address).to.equal(true)
    for (const address of ['8.8.8.8', '100.64.0.1', '2001:db8::1', 'localhost', '0.0.0.0'])
      expect(isOwnAddress(address), address).to.equal(false)
    const nat64 = readAddress('64:ff9b::10.0.0.1')
    expect(nat64 && ownNetworks().some((network) => contains(network, nat64))).to.equal(true)
  })

  it('may not be named by a public list, nor may this machine', () => {
    for (const host of [
      'localhost',
      'a.localhost.',
      '[::1]',
      '10.0.0.1',
      '[64:ff9b::a00:1]',
      '[2002:a00:1::]',
    ])
      expect(isSpecialHost(host), host).to.equal(true)
    for (const host of ['mcp.example', '8.8.8.8', '[2606:4700::1111]'])
      expect(isSpecialHost(host), host).to.equal(false)
  })

  it('of private networks have names that the Internet does not have', () => {
    const local = [
      'intranet',
      'a.local',
      'localhost.localdomain',
      'kubernetes.default.svc',
      'nas.lan',
      'a.corp',
    ]
    const more = [
      'a.home',
      'a.intranet',
      'a.PRIVATE.',
      '1.0.0.127.in-addr.arpa',
      '1.0.ip6.arpa',
      'a.internal',
      'localhost4.localdomain4',
      'localhost6.localdomain6',
      'vault.service.consul',
      'db.lxd',
      'nas.tail1234.ts.net',
      'db.default.svc.cluster.local',
      'db',
      'host.docker.internal',
      'host.containers.internal',
      'web.docker',
      'web.dns.podman',
      'vm.incus',
      'vm.multipass',
      'pc.mshome.net',
      'nas.fritz.box',
      'nas.localdomain',
      'a.test',
    ]
    expect([...local, ...more].filter((host) => !isLocalName(host))).to.deep.equal([])
    expect(
      ['mcp.example.com', 'corp.example.net', 'svc.io', 'lan.com', 'docker.com', 'mcp.box'].filter(
        isLocalName,
      ),
    ).to.deep.equal([])
  })

  it('are this machine where they are loopback', () => {
    for (const host of ['localhost', '127.9.9.9', '[::1]', '[::ffff:7f00:1]', 'host.docker.internal'])
      expect(isThisMachine(host), host).to.equal(true)
    for (const host of ['10.0.0.1', 'localhost.example', '[::2]'])
      expect(isThisMachine(host), host).to.equal(false)
    expect([isLoopback('::ffff:127.0.0.1'), isLoopback('0.0.0.0')]).to.deep.equal([true, false])
    expect(['0.0.0.0', '::', '[::]', '0.0.0.1', '::1', 'host'].filter(isWildcard)).to.deep.equal([
      '0.0.0.0',
      '::',
      '[::]',
    ])
  })
})

describe('a host', () => {
  it('of IPv6 has brackets in a URL alone', () => {
    expect([bareHost('[::1]'), bareHost('a.example')]).to.deep.equal(['::1', 'a.example'])
    expect([urlHost('::1'), urlHost('[::1]'), urlHost('192.0.2.1')]).to.deep.equal([
      '[::1]',
      '[::1]',
      '192.0.2.1',
    ])
    expect(hostOf('https://[2001:db8::1]:8443/mcp')).to.equal('2001:db8::1')
  })

  it('has the port of its URL, or that of the scheme', () => {
    const ports = ['https://a/', 'http://a/', 'wss://a/', 'ws://a/', 'ssh://a', 'https://a:8443/', 'x://a']
    expect(ports.map((url) => portOf(new URL(url)))).to.deep.equal([443, 80, 443, 80, 22, 8443, 443])
  })
})
