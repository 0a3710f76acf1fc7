import { expect } from 'chai'
import type { Check, VerifiedEndpoint } from '../../../src/model/verification.ts'
import { overheadText, verifyChart } from '../../../src/report/verify/chart.ts'
import { verifyJunit } from '../../../src/report/verify/junit.ts'
import { verifyMarkdown } from '../../../src/report/verify/markdown.ts'
import { verifyText } from '../../../src/report/verify/text.ts'

const HOSTILE = '<b>"&\' | \u001b[31m\u0000*x*'

const check = (id: string, changes: Partial<Check> = {}): Check => ({
  id,
  title: `title of ${id}`,
  result: 'pass',
  evidence: 'seen',
  ...changes,
})

const Q = { p50: 2, p95: 4, p99: 5, min: 1, max: 6 }

const ENDPOINT: VerifiedEndpoint = {
  url: 'https://mcp.example.com/mcp?a=1&b=2',
  requirement: 'hybrid',
  verdict: 'fail',
  checks: [
    check('good'),
    check('bad', { result: 'fail', evidence: HOSTILE, remedy: 'mend it' }),
    check('odd', {
      result: 'warn',
      title: 'A title that is longer than a terminal of eighty columns, and that has to be broken somewhere',
    }),
    check('absent', { result: 'skipped' }),
    check('open', { result: 'skipped', inconclusive: true }),
  ],
  timings: {
    samples: 20,
    groups: { classical: 'x25519', hybrid: 'X25519MLKEM768' },
    connect: Q,
    firstAnswer: { classical: Q, hybrid: Q },
    handshake: {
      classical: Q,
      hybrid: { ...Q, p50: 3 },
      overheadMs: 1,
      interval: [0.5, 1.5],
      insideNoise: false,
    },
    bytes: { classical: { sent: 217, received: 930 }, hybrid: { sent: 1393, received: 2006 } },
    segmentsAtMss1460: { classical: { sent: 2, received: 1 }, hybrid: { sent: 2, received: 2 } },
    notes: ['no MCP timings: there is no MCP session'],
  },
}

describe('reports of verify', () => {
  it('JUnit counts what it holds, and escapes what XML would read', () => {
    const xml = verifyJunit([ENDPOINT])
    expect(xml).to.include('<testsuites name="mcp-pqc verify" tests="5" failures="1" errors="1" skipped="1">')
    expect(xml.match(/<testcase /g)).to.have.lengthOf(5)
    expect(xml).to.include('message="&lt;b&gt;&quot;&amp;&#39; | \ufffd[31m\ufffd*x*"')
    expect(xml).to.include('?a=1&amp;b=2')
    expect(xml.match(/<(failure|error|skipped|system-out)[ >]/g)).to.have.lengthOf(5)
    // Nothing that XML 1.0 §2.2 forbids.
    expect(xml).not.to.match(/[^\P{Cc}\t\n]/u)
  })

  it('JUnit without endpoints is a document', () =>
    expect(verifyJunit([])).to.include('tests="0" failures="0" errors="0" skipped="0"'))

  it('Markdown keeps its tables whole', () => {
    const text = verifyMarkdown({})([ENDPOINT])
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    const columns = (row: string): number => row.replaceAll('\\|', '').split('|').length
    expect(rows.slice(0, 7).map(columns)).to.deep.equal(Array(7).fill(6))
    expect(text).not.to.include('<b>')
    expect(text).to.include('| open | `open`')
  })

  it('Markdown shows the chart of a file next to it', () => {
    expect(verifyMarkdown({ chart: 'my charts/a.svg' })([ENDPOINT])).to.include(
      '![TLS handshake times](<my%20charts/a.svg>)',
    )
    expect(verifyMarkdown({})([ENDPOINT])).not.to.include('![')
  })

  it('text shows no control character, keeps to the width, and has the remedy', () => {
    const text = verifyText({ width: 80, colours: false })([ENDPOINT])
    expect(text).not.to.include('\u001b')
    expect(text).to.include('> mend it').and.include('1 endpoint: 1 fail').and.include('? open')
    for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(80)
  })

  it('the chart has one scale for both kinds', () => {
    const timings = ENDPOINT.timings as NonNullable<VerifiedEndpoint['timings']>
    const [, classical = '', hybrid = ''] = verifyChart(timings, 80)
    expect(classical.indexOf('●')).to.be.below(hybrid.indexOf('●'))
    expect(classical.indexOf('┤')).to.equal(hybrid.indexOf('┤'))
  })

  it('says how certain a difference is', () => {
    const timings = ENDPOINT.timings as NonNullable<VerifiedEndpoint['timings']>
    expect(overheadText(timings)).to.match(/^Post-quantum key exchange costs \+1\.00 ms/)
    const noisy = { ...timings.handshake, interval: [-1, 2] as [number, number], insideNoise: true }
    expect(overheadText({ ...timings, handshake: noisy })).to.match(/within the noise/)
    expect(overheadText({ ...timings, handshake: { hybrid: Q } })).to.match(
      /No classical handshake to compare/,
    )
  })
})
