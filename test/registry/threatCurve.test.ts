import { expect } from 'chai'
import { oddsWithin, THREAT_CURVE, yearsUntil } from '../../src/registry/threatCurve.ts'

describe('the threat curve', () => {
  it('goes through its points, and rises', () => {
    for (const side of ['low', 'high'] as const) {
      for (const point of THREAT_CURVE.points) expect(oddsWithin(point.years, side)).to.equal(point[side])
      const odds = Array.from({ length: 61 }, (_, years) => oddsWithin(years, side))
      expect(odds).to.deep.equal(odds.toSorted((a, b) => a - b))
    }
  })

  it('begins at nothing and is flat after its last point', () => {
    expect(oddsWithin(0, 'high')).to.equal(0)
    expect(oddsWithin(1000, 'low')).to.equal(0.81)
  })

  it('tells when odds are reached, and the last point where they never are', () => {
    expect(yearsUntil(0.51, 'low')).to.be.closeTo(15, 1e-9)
    expect(yearsUntil(0.5, 'high')).to.be.closeTo(10.24, 0.01)
    expect(yearsUntil(0.99, 'low')).to.equal(30)
  })

  it('keeps the cautious below the others', () => {
    for (const { low, high } of THREAT_CURVE.points) expect(low).to.be.below(high)
  })
})
