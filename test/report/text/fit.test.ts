import { expect } from 'chai'
import stringWidth from 'string-width'
import { cut, cutMiddle, padded, wrap } from '../../../src/report/text/fit.ts'
import { expectLinear } from '../../growth.ts'

const TEXTS = [
  'short',
  'https://mcp.example.com/a/rather/long/path/to/the/mcp/endpoint',
  '顧客関係管理システムの本番環境サーバー',
  '😀😀😀😀😀😀😀😀😀😀😀😀',
  'ééééééééééééééééééééé'.normalize('NFD'),
]

describe('fitting text into columns', () => {
  for (const text of TEXTS) {
    for (const columns of [8, 9, 20]) {
      it(`${text.slice(0, 12)}… into ${columns}`, () => {
        expect(stringWidth(cut(text, columns))).to.be.at.most(columns)
        expect(stringWidth(cutMiddle(text, columns))).to.be.at.most(columns)
        expect(stringWidth(padded(text, columns))).to.equal(columns)
        for (const line of wrap(text, columns)) expect(stringWidth(line)).to.be.at.most(columns)
      })
    }
  }

  it('does not change text that fits', () => {
    expect(cut('abc', 3)).to.equal('abc')
    expect(cutMiddle('abc', 3)).to.equal('abc')
    expect(wrap('a b c', 5)).to.deep.equal(['a b c'])
  })

  it('keeps the host and the end of a long URL', () =>
    expect(cutMiddle('https://mcp.example.com/a/rather/long/path/to/the/mcp', 35)).to.equal(
      'https://mcp.example.com…/to/the/mcp',
    ))

  it('wraps at spaces, with the following lines indented', () =>
    expect(wrap('  - one two three four', 14)).to.deep.equal(['  - one two', '    three four']))

  it('breaks a word that is longer than a line, without losing a part', () => {
    const lines = wrap(`  start ${'x'.repeat(50)} end`, 20)
    expect(lines.join('').replace(/ /g, '')).to.equal(`start${'x'.repeat(50)}end`)
    for (const line of lines) expect(line.length).to.be.at.most(20)
  })

  it('breaks a long word in time that grows with its length', () =>
    expectLinear(
      'wrap',
      (size) => '"'.repeat(size),
      (text) => wrap(text, 20),
      2048,
    ))

  it('gives an empty text one empty line', () => expect(wrap('', 10)).to.deep.equal(['']))
})
