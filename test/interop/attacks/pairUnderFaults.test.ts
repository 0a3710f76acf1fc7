import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { killAll } from '../../cli/program.ts'
import { FAULTS } from './faultyRelay.ts'
import { pairUnderFaults } from './pairUnderFaults.ts'

/** An hour of it: `npm run bench -- faults`. */
describe('connect and serve over a network path with faults', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-faults-'))
  after(() => {
    killAll()
    rmSync(folder, { recursive: true })
  })

  it('answer or refuse each call once, and carry none out twice', async function () {
    this.timeout(300_000)
    const tally = await pairUnderFaults({ folder, seed: 1, calls: 800, perSecond: 20 })
    expect(tally).to.include({ sent: 800, lost: 0, wrong: 0, repeated: 0 })
    expect(tally.answered + tally.refused).to.equal(800)
    expect(tally.answered).to.be.above(400)
    for (const kind of FAULTS) expect(tally.faults[kind]).to.be.above(0)
  })
})
