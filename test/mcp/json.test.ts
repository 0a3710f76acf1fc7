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
    for (const text of [
      '9999999999999999',
      '9007199254740993',
      '1e-999',
      '12345678.123456789012',
      '-1e400',
    ]) {
      const nested = `{"a\\"1234567890123456789":[{"__proto__":${text}},"${text}",[${text}]]}`
      expect(JSON.stringify(parseExactly(nested))).to.equal(nested)
    }
    const marks = '{"\\u00000":"\\u00000","a":["\\u0000","\\u00001\\"",12345678901234567890,"\\u0000x"]}'
    expect(JSON.stringify(parseExactly(marks))).to.equal(marks)
    expect(() => parseExactly('["\\u0000')).to.throw(SyntaxError)
    expect(parseExactly('[-0.5e-7, 0.30000000000000004 ]')).to.deep.equal([-0.5e-7, 0.1 + 0.2])
  })

  it('refuses a long number where JSON has none', () => {
    const long = '12345678901234567890'
    for (const text of [
      `{${long}:1}`,
      `{${long} \n:1}`,
      `[0${long}]`,
      `[${long}.1.2]`,
      `[${long}${long}-]`,
      `[.${long}]`,
    ]) {
      expect(() => parseExactly(text), text).to.throw(SyntaxError)
    }
    expect(() => parseExactly(`["${long}`)).to.throw(SyntaxError)
  })

  it('with one long number costs little more than without', () => {
    const body = `{"b":[${'1,'.repeat(400_000)}1],"a":`
    const cost = (text: string): number => {
      const times = Array.from({ length: 3 }, () => {
        const start = process.cpuUsage()
        parseExactly(text)
        const { user, system } = process.cpuUsage(start)
        return user + system
      })
      return Math.min(...times)
    }
    expect(cost(`${body}12345678901234567890}`) / cost(`${body}1}`)).to.be.below(8)
  })

  it('of too many values is refused before anything is built', () => {
    const long = '12345678901234567890'
    const problem = 'JSON of more than 1000000 values'
    const { parse } = JSON
    const parsed: string[] = []
    JSON.parse = (text: string) => parsed.push(text)
    try {
      for (const text of [`[${long}${',{}'.repeat(1_000_000)}]`, `[${long}${',1'.repeat(1_000_000)}]`]) {
        expect(() => parseExactly(text)).to.throw(RangeError, problem)
        expect(readJson(text)).to.deep.equal({ problem })
      }
    } finally {
      JSON.parse = parse
    }
    const longs = `[${`${long},`.repeat(200_000)}${long}]`
    expect(() => parseExactly(longs)).to.throw(RangeError, 'JSON of more than 200000 long numbers')
    expect(parsed).to.deep.equal([])
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

  it('of too many levels is an error that can be caught', () => {
    const deep = `${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`
    expect(() => parseExactly(deep)).to.throw(RangeError)
  })
})
