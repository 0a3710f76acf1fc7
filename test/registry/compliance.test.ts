import { expect } from 'chai'
import { COMPLIANCE_CLAUSES, complianceClauses } from '../../src/registry/compliance.ts'

describe('clauses of compliance', () => {
  it('each says where it stands, how it was read and when', () => {
    for (const { id, source, read, asOf, asks } of COMPLIANCE_CLAUSES) {
      expect(source, id).to.not.equal('')
      expect(['primary', 'secondary'], id).to.include(read)
      expect(asOf, id).to.match(/^\d{4}-\d\d-\d\d$/)
      expect(asks, id).to.match(/^[a-z].*[^.]$/)
    }
    expect(new Set(COMPLIANCE_CLAUSES.map(({ id }) => id)).size).to.equal(COMPLIANCE_CLAUSES.length)
  })

  it('are given in the order in which they are asked for', () =>
    expect(complianceClauses('gdpr-32-1-d', 'soc2-cc6.7').map(({ id }) => id)).to.deep.equal([
      'gdpr-32-1-d',
      'soc2-cc6.7',
    ]))
})
