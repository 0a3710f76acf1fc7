import { expect } from 'chai'
import { pauseMs } from '../../../src/mcp/resumption.ts'

describe('a stream that is opened again', () => {
  it('waits for as long as the server asks, within bounds', () => {
    expect(pauseMs({ retryMs: 0 }, 0)).to.equal(250)
    expect(pauseMs({ retryMs: 3_000 }, 0)).to.equal(3_000)
    expect(pauseMs({ retryMs: 86_400_000 }, 0)).to.equal(30_000)
    expect(pauseMs({}, 0)).to.equal(500)
  })

  it('waits longer after each failure, whatever the server asks', () => {
    expect([1, 2, 3, 9].map((failures) => pauseMs({ retryMs: 0 }, failures))).to.deep.equal([
      1_000, 2_000, 4_000, 30_000,
    ])
  })
})
