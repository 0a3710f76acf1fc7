import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { type Outcome, run } from './program.ts'
import { closePeers, type Peer, selfSigned, tlsPeer } from './servers.ts'

/** What a certificate can say to a terminal, in its common name and its organisation. */
const HOSTILE = {
  'a colour': '\x1b[31mred\x1b[0m',
  'a title of the window': '\x1b]0;owned\x07',
  'C1 controls': '\u009b2J\u009d0;owned\u009c',
  'backspaces and a bell': 'good\b\b\b\bevil\x07',
  'line feeds': 'first\nCRITICAL  everything is fine\r\nsecond',
  'bidirectional marks': '\u202eecnalab\u202c\u2066x\u2069\u200f',
  'zero-width characters and tags': 'pay\u200bpal\ufeff\u{e0041}\u{e0042}',
  'line separators': 'a\u2028b\u2029c',
  '100 kB': '\x1b[31m'.repeat(20_000),
}

/** Everything but printable characters, once our own line feeds are gone. */
const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('what a hostile certificate says', () => {
  let shown: Outcome
  let json: Outcome
  before(async function () {
    this.timeout(60_000)
    const peers: Peer[] = await Promise.all(
      Object.values(HOSTILE).map(async (text) =>
        tlsPeer(await selfSigned([{ CN: ['name'] }, { O: [text] }])),
      ),
    )
    const args = ['scan', ...peers.map(({ url }) => url), '--profile', 'quick']
    ;[shown, json] = await Promise.all([run([...args, '--explain']), run([...args, '--json'])])
  })
  after(closePeers)

  it('was seen', () => {
    const { endpoints } = Inventory.parse(JSON.parse(json.stdout))
    const subjects = endpoints.map(({ addresses }) => addresses[0]?.tls?.chains[0]?.certificates[0]?.subject)
    expect(subjects).to.have.length(Object.keys(HOSTILE).length)
    for (const subject of subjects) expect(subject).to.match(/^CN=name, O=./)
    expect(shown.stdout.match(/^ *CN=name,\s+O=/gm)).to.have.length(Object.keys(HOSTILE).length)
  })

  for (const [name, stream] of [
    ['the table and the evidence', () => shown.stdout],
    ['the notes', () => shown.stderr],
    ['the JSON document', () => json.stdout],
  ] as const) {
    it(`does not reach the terminal raw through ${name}`, () => {
      for (const line of stream().split('\n')) expect(line).to.not.match(RAW)
    })
  }

  it('cannot begin a line of its own', () => expect(shown.stdout).to.not.match(/^\s*CRITICAL/m))

  it('is cut where it is shown: the evidence of an endpoint stays short', () => {
    for (const endpoint of shown.stdout.split('\n\n')) expect(endpoint.length).to.be.below(6_000)
  })
})
