import { expect } from 'chai'
import fc from 'fast-check'
import { normalizeUrl, shownTarget } from '../../../src/discover/endpointUrl.ts'
import { isExcluded, parseExclusion } from '../../../src/discover/range/exclusion.ts'
import { parseInterval, parseRange } from '../../../src/discover/range/ranges.ts'
import { ipv6Host } from '../../../src/discover/range/sweep.ts'
import { parseTarget, targetLines } from '../../../src/discover/targets.ts'
import { UsageError } from '../../../src/model/error.ts'
import { contains, readAddress, readCidr } from '../../../src/registry/net/address.ts'
import { addressScope, isSpecialHost, specialUse } from '../../../src/registry/net/host.ts'
import { type Codec, property, textReader } from '../harness.ts'

const hasCode =
  (...codes: string[]) =>
  (error: unknown): boolean =>
    error instanceof UsageError && codes.includes(error.code)

const v4 = fc
  .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.nat({ max: 255 }))
  .map((four) => four.join('.'))
const v6 = fc.oneof(
  fc.ipV6(),
  fc.constantFrom('::1', '::', 'fe80::1', '64:ff9b::7f00:1', '2002:7f00:1::1', '::127.0.0.1'),
)
const host = fc.oneof(
  fc.domain(),
  v4,
  v6.map((address) => `[${address}]`),
  fc.constantFrom('localhost', 'a', 'a_b', 'bücher.example', 'xn--a', 'a..b', '-a'),
)
const path = fc.oneof(
  fc.constantFrom('', '/', '/mcp', '/mcp?a=b&token=x', '/a#b', '/%ff', '/../a'),
  fc.webUrl().map((url) => url.slice(url.indexOf('/', 8))),
)
const url = fc
  .tuple(
    fc.constantFrom('https', 'http', 'wss', 'ws', 'ssh'),
    fc.constantFrom('', 'a@', 'a:b@'),
    host,
    fc.constantFrom('', ':1', ':443', ':65535'),
    path,
  )
  .map(([scheme, user, name, port, rest]) => `${scheme}://${user}${name}${port}${rest}`)
/** Ports as a target has them: not 0. */
const port = fc.integer({ min: 1, max: 65_535 })
const target = fc.oneof(
  fc.tuple(fc.domain(), port).map(([name, number]) => `${name}:${number}`),
  fc.tuple(v4, port).map(([address, number]) => `${address}:${number}`),
  fc.tuple(fc.ipV6(), port).map(([address, number]) => `[${address}]:${number}`),
  fc.tuple(v4, fc.integer({ min: 12, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`),
  fc.domain().map((name) => `https://${name}/mcp`),
)

const MARKS = [
  'https://',
  'http://',
  'ssh://',
  '://',
  '@',
  ':',
  '[',
  ']',
  '::',
  '/24',
  '/0',
  '-',
  '1.2.3.4',
  '*.',
  ',',
  '?',
  '#',
  '%2f',
  '\\',
]

export const targets = (): Codec => ({
  readers: [
    textReader({
      name: 'target',
      read: (text) => parseTarget(text, { kind: 'argument' }),
      valid: target,
      isOwn: hasCode('TARGET_INVALID', 'URL_INVALID', 'RANGE_INVALID'),
      tokens: MARKS,
      weight: 20,
    }),
    textReader({
      name: 'list of targets',
      read: targetLines,
      valid: fc.array(target).map((all) => all.join('\n')),
      tokens: ['#', ' #', '\n'],
      weight: 12,
    }),
    textReader({
      name: 'exclusion',
      read: (text) => isExcluded(parseExclusion([text]), 'a.example'),
      valid: fc.oneof(
        v4,
        fc.ipV6(),
        fc.domain(),
        fc.domain().map((name) => `*.${name}`),
        v4.map((one) => `${one}/24`),
      ),
      isOwn: hasCode('EXCLUSION_INVALID', 'RANGE_INVALID'),
      tokens: MARKS,
    }),
    textReader({
      name: 'URL of an endpoint',
      read: normalizeUrl,
      valid: fc.domain().map((name) => `https://${name}/mcp`),
      isOwn: hasCode('URL_INVALID'),
      tokens: MARKS,
    }),
    textReader({ name: 'target that is shown', read: shownTarget, valid: url, tokens: MARKS }),
    textReader({
      name: 'address',
      read: (text) => [
        readAddress(text),
        readCidr(text),
        specialUse(text),
        addressScope(text),
        isSpecialHost(text),
      ],
      valid: fc.oneof(
        v4,
        v6,
        v4.map((one) => `${one}/24`),
        v6.map((one) => `[${one}]`),
      ),
      tokens: MARKS,
    }),
  ],
  properties: [
    property('targets: a normalized URL stays as it is, and shows no user information', url, (text) => {
      let once: string
      try {
        once = normalizeUrl(text)
      } catch (error) {
        if (hasCode('URL_INVALID')(error)) return
        throw error
      }
      expect(normalizeUrl(once)).to.equal(once)
      const { username, password, hash } = new URL(once)
      expect(username + password + hash).to.equal('')
    }),
    property('targets: a written target is read', fc.tuple(fc.domain(), port), ([name, number]) => {
      const read = parseTarget(`${name}:${number}`, { kind: 'argument' })
      expect(read.kind === 'endpoint' && read.endpoint.url).to.equal(
        new URL(`https://${name}:${number}/`).href,
      )
    }),
    property(
      'addresses: a written IPv6 address is read',
      fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
      (value) => {
        const text = ipv6Host(value)
        expect(new URL(`http://${text}/`).hostname).to.equal(text)
        const isMapped = value >> 32n === 0xffffn
        expect(readAddress(text)).to.deep.equal({
          version: isMapped ? 4 : 6,
          value: isMapped ? value & 0xffff_ffffn : value,
        })
      },
    ),
    property('addresses: all spellings of an address have one meaning', fc.oneof(v4, fc.ipV6()), (text) => {
      const name = text.includes(':') ? `[${text}]` : text
      const spelled = new URL(`http://${name}/`).hostname
      expect(readAddress(spelled)).to.deep.equal(readAddress(text))
      expect(specialUse(spelled.replace(/^\[|\]$/g, ''))).to.equal(specialUse(text))
      expect(isSpecialHost(spelled)).to.equal(isSpecialHost(name))
    }),
    property(
      'ranges: a range has its own addresses and no others',
      fc.tuple(v4, fc.integer({ min: 12, max: 32 })),
      ([address, prefix]) => {
        const range = parseRange(`${address}/${prefix}`)
        const own = readAddress(address)
        if (!range || !own) throw new Error(address)
        expect(range.last - range.first + 1n).to.equal(1n << BigInt(32 - prefix))
        expect(contains(range, own)).to.equal(true)
        expect(contains(range, { ...own, value: range.last + 1n })).to.equal(false)
        expect(parseInterval(`${address}-${address}`)).to.deep.equal({
          version: 4,
          first: own.value,
          last: own.value,
        })
      },
    ),
    property(
      'exclusions: an excluded address is excluded in all its spellings',
      fc.oneof(v4, fc.ipV6()),
      (text) => {
        const exclusion = parseExclusion([text])
        expect(
          isExcluded(exclusion, new URL(`http://${text.includes(':') ? `[${text}]` : text}/`).hostname),
        ).to.equal(true)
        if (!text.includes(':')) expect(isExcluded(exclusion, `[::ffff:${text}]`)).to.equal(true)
      },
    ),
  ],
})
