import { expect } from 'chai'
import { readToolCall } from '../../../src/cli/input/verifyInputs.ts'

describe('verify: the arguments of a tool', () => {
  it('are sent with long numbers as they were written', () => {
    const text = '{"id":12345678901234567890,"price":1.5,"list":[1,{}]}'
    expect(JSON.stringify(readToolCall('x', text)?.arguments)).to.equal(text)
  })

  it('are refused where they are not an object', () => {
    for (const text of ['', '{', '[]', '"x"', 'null', '1', '12345678901234567890'])
      expect(() => readToolCall('x', text), text).to.throw('--args is not a JSON object')
  })

  it('are refused where they have more levels than a server is sent', () => {
    const nested = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(readToolCall('x', nested(127))).to.have.property('name', 'x')
    for (const levels of [128, 20_000])
      expect(() => readToolCall('x', nested(levels)))
        .to.throw('--args is refused: JSON nested deeper than 128')
        .with.include({ code: 'ARGUMENTS_INVALID' })
  })
})
