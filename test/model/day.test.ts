import { expect } from 'chai'
import { addDays, daysBetween, isDate } from '../../src/model/day.ts'

describe('a day', () => {
  it('exists in the calendar', () => {
    for (const text of ['2026-11-22', '2024-02-29', '0001-01-01']) expect(isDate(text), text).to.equal(true)
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-22T00:00:00Z', 'tomorrow', ''])
      expect(isDate(text), text).to.equal(false)
  })

  it('is added to and counted across years and leap days', () => {
    expect(addDays('2024-02-28', 2)).to.equal('2024-03-01')
    expect(addDays('2026-01-01', -1)).to.equal('2025-12-31')
    expect(daysBetween('2024-02-28', '2024-03-01')).to.equal(2)
  })
})
