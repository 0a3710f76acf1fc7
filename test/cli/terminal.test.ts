import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { skipIf } from '../skip.ts'
import { outcome, run, startShell, words } from './program.ts'
import { closePeers, type Peer, selfSigned, tlsPeer } from './servers.ts'

/** Select Graphic Rendition: colours and bold. */
const COLOUR = /\p{Cc}\[[\d;]*m/u
const CLEAR_LINE = '\r\x1b[2K'

/** What a terminal of so many columns is sent: stdout and stderr together. */
const onTerminal = async (args: readonly string[], columns: number, env: Record<string, string> = {}) => {
  const command = words(args).map((word) => `'${word}'`)
  // util-linux: script runs a command on a terminal of its own and passes on what it writes there.
  const script = `script -qec "stty cols ${columns}; ${command.join(' ')}" /dev/null`
  const { stdout, code } = await outcome(startShell(script, [], env))
  return { text: stdout.replaceAll('\r\n', '\n'), code }
}

/** One rule excludes a host, and the other matches nothing. */
const ownersFile = () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-terminal-'))
  const owners = join(folder, 'owners.yaml')
  const rules = [
    '  - match: { url: "*excluded*" }',
    '    exclude: true',
    '  - match: { url: x }',
    '    owner: a',
  ]
  writeFileSync(owners, ['rules:', ...rules].join('\n'))
  return { folder, owners }
}

describe('scan on a terminal', () => {
  let peer: Peer
  before(async function () {
    if (spawnSync('script', ['--version']).status !== 0) skipIf(this, 'no script of util-linux')
    peer = await tlsPeer(await selfSigned())
  })
  after(closePeers)

  it('has colour and progress there, neither beyond the width', async () => {
    const { text, code } = await onTerminal(['scan', peer.url, '--profile', 'quick'], 80)
    expect(code).to.equal(0)
    expect(text).to.match(COLOUR)
    expect(text).to.include(`${CLEAR_LINE}0 of 1`)
    const lines = stripVTControlCharacters(text).split(/[\r\n]/)
    for (const line of lines) expect(line.length, line).to.be.at.most(80)
  })

  it('leaves no progress behind', async () => {
    const { text } = await onTerminal(['scan', peer.url, '--profile', 'quick'], 80)
    expect(text).to.include(`${CLEAR_LINE}0 of 1`)
    const end = text.lastIndexOf(CLEAR_LINE) + CLEAR_LINE.length
    expect(text.slice(end)).to.not.match(/\d of 1\b/)
  })

  for (const [name, value] of [
    ['NO_COLOR', '1'],
    ['TERM', 'dumb'],
  ] as const) {
    it(`has no colour under ${name}=${value}`, async () => {
      const { text } = await onTerminal(['scan', peer.url, '--profile', 'quick', '--explain'], 80, {
        [name]: value,
      })
      expect(text).to.include('KEY EXCHANGE')
      expect(text).to.not.match(COLOUR)
    })
  }

  it('has no colour in its help under NO_COLOR', async () => {
    const { text } = await onTerminal(['scan', '--help'], 80, { NO_COLOR: '1' })
    expect(text).to.include('USAGE')
    expect(text).to.not.match(COLOUR)
  })

  it('erases the progress before every other line', async () => {
    const { folder, owners } = ownersFile()
    const { text } = await onTerminal(['scan', peer.url, '--profile', 'quick', '--owners', owners], 80)
    rmSync(folder, { recursive: true })
    const unmatched = `${owners}:4: this rule matches no endpoint`
    expect(text).to.include(unmatched).and.include(`${CLEAR_LINE}1 of 1`)
    const lines = text.split('\n').map((line) => line.split(CLEAR_LINE).at(-1))
    expect(lines).to.include(unmatched)
    expect(lines.filter((line) => /^\d of 1/.test(line ?? ''))).to.deep.equal([])
  })

  it('shows progress with --json too, and keeps stdout to the document', async () => {
    const json = "'scan' '--json' '--profile' 'quick'"
    const [node, dev] = words([])
    const script = `script -qec "'${node}' '${dev}' ${json} '${peer.url}' > /dev/null" /dev/null`
    const { stdout } = await outcome(startShell(script, []))
    expect(stdout.replaceAll(CLEAR_LINE, '|')).to.match(/^\|0 of 1(\|1 of 1[^|]*)?\|$/)
  })
})

describe('scan into a pipe', () => {
  after(closePeers)

  it('names its settings and what they exclude before it probes, and rules without endpoints after it', async () => {
    const peer = await tlsPeer(await selfSigned())
    const { folder, owners } = ownersFile()
    const args = ['scan', peer.url, 'https://excluded.invalid/', '--profile', 'quick', '--owners', owners]
    const command = words(args).map((word) => `'${word}'`)
    const { stdout } = await outcome(startShell(`${command.join(' ')} 2>&1`, []))
    rmSync(folder, { recursive: true })
    const [settings, excluded, head, row] = stdout.split('\n')
    expect(settings).to.equal(`Settings: ${owners} (--owners)`)
    expect(excluded).to.equal(`Excluded: https://excluded.invalid/ is excluded by ${owners}:2`)
    expect(head).to.match(/^RISK/)
    expect(row).to.include(new URL(peer.url).host)
    expect(stdout.indexOf(`${owners}:4: this rule`)).to.be.greaterThan(stdout.indexOf(row ?? ''))
  })

  it('has no escape sequence, on stdout or stderr, and is as wide whoever looks on', async () => {
    const peer = await tlsPeer(await selfSigned())
    const args = ['scan', peer.url, '--profile', 'quick', '--explain']
    const [piped, narrow] = await Promise.all([run(args), run(args, { env: { COLUMNS: '40' } })])
    for (const { stdout, stderr } of [piped, narrow]) {
      expect(stderr).to.equal('')
      expect(stdout).to.include('KEY EXCHANGE')
      expect(stdout).to.not.include('\x1b')
    }
    const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))
    expect(widest(narrow.stdout)).to.equal(widest(piped.stdout)).and.be.within(81, 120)
  })
})
