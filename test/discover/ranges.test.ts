import { expect } from 'chai'
import { endpointId, normalizeUrl } from '../../src/discover/endpointUrl.ts'
import { publicScope } from '../../src/discover/range/authorization.ts'
import { isExcluded, parseExclusion } from '../../src/discover/range/exclusion.ts'
import { parseRange, type Range } from '../../src/discover/range/ranges.ts'
import { type Sweep, sweepEndpoints, sweepSize } from '../../src/discover/range/sweep.ts'
import { UsageError } from '../../src/model/error.ts'

const range = (text: string): Range => {
  const read = parseRange(text)
  if (!read) throw new Error(`${text} was not read`)
  return read
}
const urls = (sweep: Partial<Sweep> & { texts?: string[] }): string[] =>
  [...sweepEndpoints({ ranges: (sweep.texts ?? []).map(range), ports: [443], ...sweep })].map(
    ({ url }) => url,
  )
const sorted = (list: readonly string[]): string[] =>
  list.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))

describe('ranges', () => {
  describe('notations', () => {
    const READ: Record<string, [first: string, last: string, count: number]> = {
      '10.0.0.0/30': ['10.0.0.0', '10.0.0.3', 4],
      '10.0.0.6/30': ['10.0.0.4', '10.0.0.7', 4],
      '10.0.0.1/32': ['10.0.0.1', '10.0.0.1', 1],
      '10.0.0.1-20': ['10.0.0.1', '10.0.0.20', 20],
      '10.0.0.254-10.0.1.1': ['10.0.0.254', '10.0.1.1', 4],
      '2001:DB8::/126': ['[2001:db8::]', '[2001:db8::3]', 4],
      'fd00::fffe-fd00::1:1': ['[fd00::fffe]', '[fd00::1:1]', 4],
      '::ffff:10.0.0.0/126': ['10.0.0.0', '10.0.0.3', 4],
    }
    for (const [text, [first, last, count]] of Object.entries(READ)) {
      it(`reads ${text}`, () => {
        const found = urls({ texts: [text] })
        expect(found).to.have.lengthOf(count)
        expect(new Set(found)).to.have.lengthOf(count)
        expect(found).to.include.members([`https://${first}/`, `https://${last}/`])
      })
    }

    for (const text of ['mcp.example.com', '10.0.0.1', 'dead-beef', '10-20', 'a-b.example.com', '10.0.0-5'])
      it(`takes ${text} for no range`, () => expect(parseRange(text)).to.equal(undefined))

    for (const text of [
      ...['10.0.0.0/33', '10/8', '1.2/16', '010.0.0.0/8', '10.0.0.0/8', '2001:db8::/64', '300.0.0.0/24'],
      ...['10.0.0.20-10', '10.0.0.1-256', '::2-::1', '10.0.0.0-11.0.0.0', '10.0.0.300-301'],
    ]) {
      it(`refuses ${text}`, () =>
        expect(() => parseRange(text))
          .to.throw(UsageError)
          .with.property('code', 'RANGE_INVALID'))
    }
  })

  describe('order', () => {
    it('writes every URL as the URL standard does', () => {
      const texts = [
        '10.0.0.0/29',
        '2001:db8::fffe-2001:db8::1:1',
        '::1-::2',
        'fd00:0:0:1::/126',
        '2001:0:0:1::1:0/126',
      ]
      for (const { url, id } of sweepEndpoints({ ranges: texts.map(range), ports: [443, 8443] })) {
        expect(url).to.equal(normalizeUrl(url))
        expect(id).to.equal(endpointId(url))
      }
    })

    it('visits every host on one port before the next port', () => {
      const found = urls({ texts: ['10.0.0.0/30', '10.0.9.0/30'], ports: [443, 8443] })
      expect(found).to.have.lengthOf(16)
      expect(new Set(found.slice(0, 8).map((url) => new URL(url).hostname))).to.have.lengthOf(8)
      expect(found.slice(0, 8).every((url) => new URL(url).port === '')).to.equal(true)
    })

    it('puts no two neighbours in a row, and spreads over the ranges', () => {
      const last = urls({ texts: ['10.0.0.0/24', '10.0.9.0/24'] }).map((url) =>
        new URL(url).hostname.split('.'),
      )
      const steps = last.slice(1).map((octets, i) => Math.abs(Number(octets[3]) - Number(last[i]?.[3])))
      expect(Math.min(...steps)).to.be.greaterThan(1)
      const switches = last.slice(1).filter((octets, i) => octets[2] !== last[i]?.[2])
      expect(switches.length).to.be.greaterThan(last.length / 2)
    })

    it('visits addresses of overlapping ranges once, and says every range that names them', () => {
      const sweep = {
        ranges: [range('10.0.0.0/29'), range('10.0.0.4-11'), range('10.0.0.0/29')],
        ports: [443],
      }
      const found = [...sweepEndpoints(sweep)]
      expect(sorted(found.map(({ url }) => url))).to.deep.equal(
        Array.from({ length: 12 }, (_, i) => `https://10.0.0.${i}/`),
      )
      const named = (url: string) => found.find((one) => one.url === url)?.sources.map(({ name }) => name)
      expect(named('https://10.0.0.5/')).to.have.members(['10.0.0.0/29', '10.0.0.0/29', '10.0.0.4-11'])
      expect(named('https://10.0.0.11/')).to.deep.equal(['10.0.0.4-11'])
      expect(sweepSize(sweep)).to.equal(12)
    })

    it('asks the hosts of a list on every port, each once', () => {
      const source = { kind: 'file', path: 'hosts.txt', line: 3 } as const
      const hosts = ['a.example', '10.0.0.1', '[::1]', 'a.example'].map((host) => ({ host, source }))
      const found = [...sweepEndpoints({ ranges: [range('10.0.0.0/31')], hosts, ports: [443, 8000] })]
      expect(sorted(found.map(({ url }) => url))).to.deep.equal(
        sorted(
          ['a.example', '10.0.0.0', '10.0.0.1', '[::1]'].flatMap((host) => [
            `https://${host}/`,
            `https://${host}:8000/`,
          ]),
        ),
      )
      const both = found.find(({ url }) => url === 'https://10.0.0.1/')?.sources
      expect(both).to.have.deep.members([{ kind: 'range', name: '10.0.0.0/31' }, source])
    })

    it('gives the first of a million addresses without making the others', () => {
      const first = sweepEndpoints({ ranges: [range('10.0.0.0/12')], ports: [443] }).next()
      expect(first.done).to.equal(false)
      expect(sweepSize({ ranges: [range('10.0.0.0/12')], ports: [443, 8443] })).to.equal(2 ** 21)
    })

    it('gives nothing where there is nothing', () => expect(urls({ texts: [], hosts: [] })).to.deep.equal([]))
  })

  describe('--exclude', () => {
    it('leaves out addresses, ranges and names', () => {
      const exclusion = parseExclusion(['10.0.0.2-5, 10.0.0.7', 'B.example.', '*.c.example', '2001:db8::/32'])
      const source = { kind: 'argument' } as const
      const names = ['a.example', 'b.example', 'c.example', 'x.c.example', '[2001:db8::1]']
      const hosts = names.map((host) => ({ host, source }))
      const sweep = { ranges: [range('10.0.0.0/29')], hosts, ports: [443], exclusion }
      const left = ['10.0.0.0', '10.0.0.1', '10.0.0.6', 'a.example', 'c.example']
      expect(sorted(urls(sweep))).to.deep.equal(left.map((host) => `https://${host}/`))
      expect(sweepSize(sweep)).to.equal(5)
    })

    it('knows an address in every spelling', () => {
      const exclusion = parseExclusion(['10.0.0.0/8'])
      expect(isExcluded(exclusion, '[::ffff:a00:1]')).to.equal(true)
      expect(isExcluded(exclusion, '::ffff:10.0.0.1')).to.equal(true)
      expect(isExcluded(exclusion, '11.0.0.1')).to.equal(false)
      expect(isExcluded(exclusion, '10.example.com')).to.equal(false)
    })

    for (const text of ['', 'https://a.example/', 'a.example:443', '*', '*.', 'a b', '10.0.0', '\u001b[2J'])
      it(`refuses ${JSON.stringify(text)}`, () =>
        expect(() => parseExclusion([text]))
          .to.throw(UsageError)
          .with.property('code', 'EXCLUSION_INVALID'))
  })

  describe('authorization', () => {
    const scope = (texts: string[], list: string[] = [], excluded: string[] = []) =>
      publicScope(texts.map(range), list, parseExclusion(excluded))

    it('is not needed for loopback and private networks', () => {
      const texts = [
        '127.0.0.0/16',
        '10.0.0.0/12',
        '192.168.0.0/16',
        'fd00::/112',
        '169.254.0.0/16',
        '::1/128',
      ]
      expect(scope(texts)).to.deep.equal({ hosts: 0n, needsAuthorization: false, scope: [] })
    })

    it('is needed beyond 16 public addresses', () => {
      expect(scope(['8.8.8.0/28'])).to.include({ hosts: 16n, needsAuthorization: false })
      expect(scope(['8.8.8.0-16'])).to.include({ hosts: 17n, needsAuthorization: true })
      expect(scope(['2001:4860::/123'])).to.include({ hosts: 32n, needsAuthorization: true })
    })

    it('counts the addresses of lists, each once, and no names', () => {
      const list = Array.from({ length: 16 }, (_, i) => `https://8.8.8.${i}/`)
      const more = [
        'https://8.8.8.1:8443/mcp',
        'https://mcp.example.com/',
        'https://[::ffff:8.8.8.3]/',
        'stdio:npm/x',
      ]
      expect(scope([], [...list, ...more])).to.include({ hosts: 16n, needsAuthorization: false })
      expect(scope(['8.8.8.15-16'], list)).to.include({ hosts: 17n, needsAuthorization: true })
      expect(scope(['8.8.8.15-16'], list, ['8.8.8.0'])).to.include({ hosts: 16n })
    })

    it('counts shared address space, and the public part of a range that is private in part', () => {
      expect(scope(['100.64.0.0/24']).hosts).to.equal(256n)
      expect(scope(['64:ff9b::10.0.0.0/120']).hosts).to.equal(0n)
      expect(scope(['10.255.255.250-11.0.0.9'])).to.include({ hosts: 10n })
    })

    it('names what it is about', () =>
      expect(scope(['10.0.0.0/24', '8.8.8.0/27'], ['https://1.1.1.1/']).scope).to.have.members([
        '8.8.8.0/27',
        '1.1.1.1',
      ]))
  })
})
