import { expect } from 'chai'
import { jsonText } from '../../../src/report/text/json.ts'

describe('jsonText', () => {
  it('keeps every character, and escapes those that control a terminal', () => {
    const value = { text: 'a\x1b[31m\x7f\u009b\u202e\u200b\u2028\ufeff\u{e0041}\u{f0000}é顧😀' }
    const text = jsonText(value)
    expect(JSON.parse(text)).to.deep.equal(value)
    expect(text.slice(0, -1).replaceAll('\n', '')).to.not.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u)
    expect(text).to.include('é顧😀')
  })

  it('is indented, and ends with one line feed', () =>
    expect(jsonText({ a: [1] })).to.equal('{\n  "a": [\n    1\n  ]\n}\n'))
})
