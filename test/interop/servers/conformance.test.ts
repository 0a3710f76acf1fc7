import { expect } from 'chai'
import { type Fixture, startFixture } from './conformance/fixtureServer.ts'
import { type Outcomes, runSuite } from './conformance/suite.ts'

describe('the official conformance suite', () => {
  let fixture: Fixture
  let directly: Outcomes
  before(async () => {
    fixture = await startFixture()
    directly = await runSuite(fixture.url)
  })
  after(() => fixture.close())

  it('is passed by the fixture server, every check of every scenario', () => {
    expect(Object.keys(directly)).to.have.length.above(40)
    expect(new Set(Object.values(directly))).to.deep.equal(new Set(['SUCCESS']))
  })
})
