import { expect } from 'chai'
import { Seen } from '../../../src/report/inventory/cyclonedx/seen.ts'

describe('the references that a CBOM has written', () => {
  it('are distinguished exactly, also beyond the first ones', () => {
    const seen = new Seen()
    const refs = Array.from({ length: 40_000 }, (_, i) => `certificate/${i}`)
    expect(refs.filter((ref) => seen.add(ref))).to.have.length(refs.length)
    expect(refs.filter((ref) => seen.add(ref))).to.deep.equal([])
    expect(refs.every((ref) => seen.has(ref))).to.equal(true)
    expect(seen.has('certificate/40000')).to.equal(false)
  })
})
