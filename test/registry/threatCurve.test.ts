import { expect } from 'chai'
import { probabilityWithin, THREAT_CURVE, yearsUntil } from '../../src/registry/threatCurve.ts'

describe('the threat curve', () => {
  it('goes through its points and rises', () => {
    for (const side of ['low', 'high'] as const) {
      for (const point of THREAT_CURVE.points)
        expect(probabilityWithin(point.years, side)).to.equal(point[side])
      const probabilities = Array.from({ length: 61 }, (_, years) => probabilityWithin(years, side))
      expect(probabilities).to.deep.equal(probabilities.toSorted((a, b) => a - b))
    }
  })

  it('begins at 0 and is flat after its last point', () => {
    expect(probabilityWithin(0, 'high')).to.equal(0)
    expect(probabilityWithin(1000, 'low')).to.equal(0.81)
  })

  it('gives the years until a probability is reached, and those of the last point if it never is', () => {
    expect(yearsUntil(0.51, 'low')).to.be.closeTo(15, 1e-9)
    expect(yearsUntil(0.5, 'high')).to.be.closeTo(10.24, 0.01)
    expect(yearsUntil(0.99, 'low')).to.equal(30)
  })

  it('has the cautious below the others', () => {
    for (const { low, high } of THREAT_CURVE.points) expect(low).to.be.below(high)
  })
})
