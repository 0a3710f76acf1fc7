import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { run } from './program.ts'
import { selfSigned, tlsPeer } from './servers.ts'

/** What a certificate can say to a terminal, each as a part of a name. */
const HOSTILE = {
  'a colour': '\x1b[31mred\x1b[0m',
  'a title of the window': '\x1b]0;owned\x07',
  'a C1 control': '\u009b2J\u009d0;owned\u009c',
  'a backspace and a bell': 'good\b\b\b\bevil\x07',
  'new lines': 'first\nCRITICAL  everything is fine\r\nsecond',
  'bidirectional marks': '\u202eecnalab\u202c\u2066x\u2069\u200f',
  'zero-width characters and tags': 'pay\u200bpal\ufeff\u{e0041}\u{e0042}',
  'line separators': 'a\u2028b\u2029c',
}

/** Everything but printable characters and our own line feeds. */
const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('what a hostile certificate says', () => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    it(`does not reach the terminal: ${what}`, async () => {
      const identity = await selfSigned([{ CN: [`${text} CN`] }, { O: [text] }])
      await checked(identity)
    })
  }

  it('does not reach the terminal: 100 kB of it', async () => {
    const identity = await selfSigned([{ CN: ['start'] }, { O: ['\x1b[31m'.repeat(20_000)] }])
    const { stdout } = await checked(identity)
    expect(stdout.length).to.be.below(20_000)
  })

  const checked = async (identity: Awaited<ReturnType<typeof selfSigned>>) => {
    const peer = await tlsPeer(identity)
    const args = ['scan', peer.url, '--profile', 'quick', '--timeout', '2']
    const [shown, json] = await Promise.all([run([...args, '--explain']), run([...args, '--json'])])
    await peer.close()
    for (const output of [shown.stdout, shown.stderr, json.stdout, json.stderr])
      for (const line of output.split('\n')) expect(line).to.not.match(RAW)
    expect(shown.stdout).to.include('EC secp256r1')
    const [chain] = Inventory.parse(JSON.parse(json.stdout)).endpoints[0]?.addresses[0]?.tls?.chains ?? []
    expect(chain?.certificates[0]?.subject).to.match(/^CN=/)
    return shown
  }
})
