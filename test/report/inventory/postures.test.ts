import { expect } from 'chai'
import { AuthenticationCategory, Headline, Tier } from '../../../src/model/assessment.ts'
import { AUTHENTICATION, KEY_EXCHANGE, TIERS } from '../../../src/report/inventory/postures.ts'

describe('the postures that reports name', () => {
  it('are each category of the model once, with a label and a meaning', () => {
    const tables = [
      [KEY_EXCHANGE, Headline],
      [AUTHENTICATION, AuthenticationCategory],
    ] as const
    for (const [postures, { options }] of tables) {
      expect(postures.map(({ category }) => category)).to.have.members(options)
      for (const posture of postures) {
        expect(Object.keys(posture)).to.deep.equal(['category', 'label', 'meaning'])
        expect(posture.label && posture.meaning, posture.category).to.not.equal('')
      }
    }
    expect(TIERS.map(({ tier }) => tier)).to.have.members(Tier.options)
  })
})
