import { expect } from 'chai'
import { parseBounded } from '../../../src/model/text/boundedJson.ts'

describe('JSON that anyone may have written', () => {
  it('is what JSON.parse makes of it, also with brackets and commas in strings', () => {
    const value = { a: ['[{,"\\'.repeat(40_000), 1e308, null], ['__proto__']: {}, b: [[]] }
    expect(parseBounded(JSON.stringify(value))).to.deep.equal(JSON.parse(JSON.stringify(value)))
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
    expect(parseBounded(deep)).to.be.an('array')
  })

  for (const text of [
    '['.repeat(30_000_000),
    '{"a":'.repeat(100_000),
    `"${'x'.repeat(70_000)}"${'['.repeat(70_000)}`,
  ])
    it(`is refused before it is built where it is nested too deeply: ${text.slice(0, 5)}…`, () => {
      expect(() => parseBounded(text)).to.throw(RangeError, /^is nested deeper than 65536 levels$/)
    })

  it('is refused before it is built where it has too many values', () => {
    expect(() => parseBounded(`[${'[],'.repeat(9_000_000)}[]]`)).to.throw(
      RangeError,
      /^has more than 5000000 values$/,
    )
  })
})
