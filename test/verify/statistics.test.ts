import { expect } from 'chai'
import { bootstrapMedian, median, quantiles } from '../../src/verify/timings/statistics.ts'

describe('statistics of timings', () => {
  it('quantiles of one value are that value', () =>
    expect(quantiles([3])).to.deep.equal({ p50: 3, p95: 3, p99: 3, min: 3, max: 3 }))

  it('interpolates between values in any order', () => {
    const values = Array.from({ length: 101 }, (_, i) => (i * 37) % 101)
    expect(quantiles(values)).to.deep.equal({ p50: 50, p95: 95, p99: 99, min: 0, max: 100 })
    expect(quantiles([2, 1]).p50).to.equal(1.5)
  })

  it('does not change its input', () => {
    const values = [3, 1, 2]
    quantiles(values)
    median(values)
    expect(values).to.deep.equal([3, 1, 2])
  })

  it('throws without values', () => expect(() => median([])).to.throw(RangeError))

  it('gives the same interval for the same values', () => {
    const values = [1, 5, 2, 8, 3, 9, 4]
    expect(bootstrapMedian(values)).to.deep.equal(bootstrapMedian(values))
  })

  it('holds the median, and narrows with more values', () => {
    const few = Array.from({ length: 10 }, (_, i) => i)
    const many = Array.from({ length: 1000 }, (_, i) => i / 100)
    const width = ([low, high]: [number, number]): number => high - low
    const [low, high] = bootstrapMedian(few)
    expect(low).to.be.below(median(few))
    expect(high).to.be.above(median(few))
    expect(width(bootstrapMedian(many))).to.be.below(width([low, high]) / 2)
  })

  it('covers the true median about 95 times in 100', () => {
    // A generator of its own (Park and Miller), so that the test depends on nothing it tests.
    let state = 42
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    let covered = 0
    for (let i = 0; i < 200; i++) {
      const [low, high] = bootstrapMedian(Array.from({ length: 25 }, random), i)
      if (low <= 0.5 && 0.5 <= high) covered++
    }
    expect(covered).to.be.within(180, 200)
  })

  it('is zero wide if all differences are the same', () =>
    expect(bootstrapMedian([2, 2, 2])).to.deep.equal([2, 2]))
})
