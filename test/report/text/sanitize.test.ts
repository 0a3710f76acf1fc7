import { expect } from 'chai'
import { jsonText } from '../../../src/report/text/json.ts'
import { sanitize } from '../../../src/report/text/sanitize.ts'

describe('sanitize', () => {
  it('does not change readable text', () => {
    for (const text of [
      '',
      'mcp.example.com',
      'Zoë Müller, Ünïcode',
      '顧客関係管理',
      'עברית',
      '👩‍💻'.slice(0, 2),
      'a  b',
    ])
      expect(sanitize(text)).to.equal(text)
  })

  const HOSTILE: [string, string][] = [
    ['escape sequences', '\x1b[31m'],
    ['line ends', '\r\n'],
    ['tabs and backspaces', '\t\b'],
    ['DEL and C1 controls', '\x7f\u009b\u0085'],
    ['bidirectional marks', '\u200e\u200f\u202a\u202e\u2066\u2069\u061c'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
    ['soft hyphens and interlinear marks', '\u00ad\ufff9\ufffb'],
    ['separators', '\u2028\u2029'],
    ['tags', '\u{e0001}\u{e0041}'],
    ['lone surrogates', '\ud800x\udc00'],
    ['private use', '\ue000\u{f0000}'],
  ]
  for (const [what, text] of HOSTILE) {
    it(`shows ${what} as replacement characters`, () => {
      expect(sanitize(`a${text}b`)).to.match(/^a[\ufffdx[31m]+b$/)
      expect(sanitize(text)).to.not.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u)
    })
  }

  const COMMANDS: [string, string][] = [
    ['::set-output name=ok::yes', ': :set-output name=ok::yes'],
    ['a ::add-mask::b', 'a : :add-mask::b'],
    ['##vso[task.prependpath]/tmp', '# #vso[task.prependpath]/tmp'],
    ['###VSO[x]##[group]', '## #VSO[x]# #[group]'],
  ]
  for (const [text, inert] of COMMANDS)
    it(`leaves no command of a CI runner: ${text}`, () => {
      expect(sanitize(text)).to.equal(inert)
      expect(sanitize(inert)).to.equal(inert)
      expect(jsonText([text])).to.not.match(/##(?:vso)?\[/i)
      expect(JSON.parse(jsonText([text]))).to.deep.equal([text])
    })

  it('leaves addresses of IPv6 and comments as they are', () => {
    for (const text of ['::1', '[::]:443', 'fe80::abcd, ::ffff:10.0.0.1', '## hybrid first', '#[x]'])
      expect(sanitize(text)).to.equal(text)
  })

  it('does not let marks pile up over other lines', () =>
    expect(sanitize(`a${'\u0301'.repeat(500)}b`)).to.have.length(5))

  it('cuts between characters', () => {
    expect(sanitize('x'.repeat(200))).to.equal('x'.repeat(200))
    expect(sanitize('x'.repeat(201))).to.equal(`${'x'.repeat(199)}…`)
    expect(sanitize('😀'.repeat(11), 10)).to.equal(`${'😀'.repeat(9)}…`)
  })

  it('marks a cut, even if most of the text was combining marks', () =>
    expect(sanitize(`a${'\u0301'.repeat(5000)}`)).to.match(/…$/))

  it('reads no more of a text without end than it may show', () => {
    expect(sanitize('\x1b'.repeat(5_000_000))).to.have.length(200)
    const hidden = `a${'\u0301'.repeat(5_000_000)}b`
    expect(sanitize(hidden)).to.equal(`a${'\u0301'.repeat(3)}…`)
  })
})
