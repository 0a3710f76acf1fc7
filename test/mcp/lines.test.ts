import { expect } from 'chai'
import { type Line, Lines, TOO_LONG } from '../../src/mcp/lines.ts'
import { pieces } from './pieces.ts'

describe('lines of a stream', () => {
  const read = (chunks: readonly Uint8Array[], maxBytes = 100, tooLong: 'cut' | 'drop' = 'drop'): Line[] => {
    const lines = new Lines(maxBytes, tooLong)
    return [...chunks.flatMap((chunk) => lines.read(chunk)), ...lines.rest()]
  }

  const CASES: [what: string, text: string, lines: string[]][] = [
    ['end in LF', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['end in CR LF', '{"a":1}\r\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    ['may contain CR', '{"a":\r1}\n', ['{"a":\r1}']],
    ['may begin with a byte order mark', '\ufeff{"a":1}\n\ufeff{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    ['are left out where they are empty', '\n \t\n\r\n\ufeff\n{}\n\n', ['{}']],
    ['keep the white space around them', '  {"a":1} \n', ['  {"a":1} ']],
    ['are UTF-8', '{"é":"😀"}\n', ['{"é":"😀"}']],
    ['may have no end', '{"a":1}\n{"b"', ['{"a":1}', '{"b"']],
  ]
  for (const [what, text, lines] of CASES) {
    it(what, () => {
      for (const chunks of pieces(text)) expect(read(chunks)).to.deep.equal(lines)
    })
  }

  it('cost no more than their bytes where they are empty', () => {
    const cpu = (text: string): number => {
      const chunk = Buffer.from(text.repeat(65_536 / text.length))
      const lines = new Lines(1_000, 'drop')
      const { user } = process.cpuUsage()
      for (let times = 0; times < 16; times++) expect(lines.read(chunk)).to.be.an('array')
      return process.cpuUsage().user - user
    }
    const least = (text: string): number => Math.min(...[1, 2, 3].map(() => cpu(text)))
    // A line of two bytes has to be taken.
    expect(least('\n')).to.be.below(least('1\n'))
  })

  it('are given when they have ended, and not before', () => {
    const lines = new Lines(100, 'drop')
    expect(lines.read(Buffer.from('{"a":1}'))).to.deep.equal([])
    expect(lines.read(Buffer.from('\n{'))).to.deep.equal(['{"a":1}'])
  })

  it('are dropped where they are too long, as soon as they are, and their neighbours are not', () => {
    for (const chunks of pieces('1234\n12345\n123456789\n1\n')) {
      expect(read(chunks, 4)).to.deep.equal(['1234', TOO_LONG, TOO_LONG, '1'])
    }
    const lines = new Lines(4, 'drop')
    expect(lines.read(Buffer.from('12345'))).to.deep.equal([TOO_LONG])
    expect(lines.read(Buffer.from('6789'))).to.deep.equal([])
    expect(lines.read(Buffer.from('\n1\n'))).to.deep.equal(['1'])
  })

  it('are cut where that is asked for', () => {
    for (const chunks of pieces('1234\n12345\n123456789\n1\n')) {
      expect(read(chunks, 4, 'cut')).to.deep.equal(['1234', '1234', '1234', '1'])
    }
  })
})
