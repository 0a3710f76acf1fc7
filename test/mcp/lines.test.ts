import { expect } from 'chai'
import { Lines } from '../../src/mcp/lines.ts'
import { pieces } from './pieces.ts'

describe('lines of a stream', () => {
  const read = (chunks: readonly Uint8Array[], maxBytes = 100, tooLong: 'cut' | 'scan' = 'scan') => {
    const lines = new Lines(maxBytes, tooLong)
    const found = [...chunks.flatMap((chunk) => lines.read(chunk)), ...lines.rest()]
    return found.map((line) => (typeof line === 'string' ? line : { ids: line.ids, answered: line.answered }))
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
      const lines = new Lines(1_000, 'scan')
      const { user } = process.cpuUsage()
      for (let times = 0; times < 16; times++) expect(lines.read(chunk)).to.be.an('array')
      return process.cpuUsage().user - user
    }
    const least = (text: string): number => Math.min(...[1, 2, 3].map(() => cpu(text)))
    // A line of two bytes has to be taken.
    expect(least('\n')).to.be.below(least('1\n'))
  })

  it('are given when they have ended, and not before', () => {
    const lines = new Lines(100, 'scan')
    expect(lines.read(Buffer.from('{"a":1}'))).to.deep.equal([])
    expect(lines.read(Buffer.from('\n{'))).to.deep.equal(['{"a":1}'])
  })

  it('give the ids in them where they are too long, at their end, and their neighbours are whole', () => {
    const [request, response] = ['{"id":1,"method":"x"}', '{"result":{"id":2},"id":3}']
    for (const chunks of pieces(`1234\n12345\n${request}\n${response}\n1\n`)) {
      const none = { ids: [], answered: [] }
      const found = [none, { ids: ['1'], answered: [] }, { ids: [], answered: ['3'] }]
      expect(read(chunks, 4)).to.deep.equal(['1234', ...found, '1'])
    }
    const lines = new Lines(4, 'scan')
    expect(lines.read(Buffer.from('{"result":'))).to.deep.equal([])
    expect(lines.read(Buffer.from('{},"id":4}'))).to.deep.equal([])
    expect(lines.read(Buffer.from('\n1\n')))
      .to.have.lengthOf(2)
      .and.include('1')
  })

  it('are cut where that is asked for', () => {
    for (const chunks of pieces('1234\n12345\n123456789\n1\n')) {
      expect(read(chunks, 4, 'cut')).to.deep.equal(['1234', '1234', '1234', '1'])
    }
  })
})
