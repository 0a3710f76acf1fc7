import { expect } from 'chai'
import { numberText, parseExactly, readJson } from '../../src/mcp/json.ts'

describe('JSON of peers', () => {
  it('keeps the numbers that JavaScript cannot represent', () => {
    for (const text of [
      '{"a":12345678901234567890,"b":"1234567890123456"}',
      '[1e999,0.1234567890123456789]',
      '[1,2.5]',
    ]) {
      expect(JSON.stringify(parseExactly(text))).to.equal(text)
    }
    expect(parseExactly('{"id":1700000000000123}')).to.deep.equal({ id: 1_700_000_000_000_123 })
  })

  it('gives the text of a number, however it was parsed', () => {
    expect(numberText(parseExactly('12345678901234567890'))).to.equal('12345678901234567890')
    expect(numberText(1.5)).to.equal('1.5')
    for (const value of ['1', null, undefined, {}, [1]]) expect(numberText(value)).to.equal(undefined)
  })

  it('is refused where it is not JSON or nested too deeply, brackets in strings aside', () => {
    expect(readJson('{"a":[1]}')).to.deep.equal({ value: { a: [1] } })
    expect(readJson('{"a":')).to.deep.equal({ problem: 'not valid JSON' })
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    expect(readJson(nested(128))).to.have.property('value')
    expect(readJson(nested(129))).to.deep.equal({ problem: 'JSON nested deeper than 128' })
    expect(readJson(`["\\"${'['.repeat(200)}"]`)).to.have.property('value')
  })

  it('that is nested beyond the stack is an error that can be caught', () => {
    const deep = `${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`
    expect(() => parseExactly(deep)).to.throw(RangeError)
  })
})
