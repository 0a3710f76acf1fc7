import { expect } from 'chai'
import { skipIf } from '../../skip.ts'
import { whyNoOpenSsl } from '../servers/openSslClient.ts'
import { CONFIGURATIONS } from './configurations.ts'
import { type Material, makeMaterial } from './material.ts'
import { runAll, whyNotRun } from './run.ts'

describe('facts about real servers, compared with what other tools say', function () {
  this.timeout(600_000)
  let material: Material
  let all: ReturnType<typeof runAll>
  before(function () {
    skipIf(this, whyNoOpenSsl())
    material = makeMaterial()
    all = runAll(CONFIGURATIONS, material)
  })
  after(async () => {
    await all?.done
    material?.remove()
  })

  for (const one of CONFIGURATIONS)
    it(`${one.stack}: ${one.name}`, async function () {
      skipIf(this, whyNotRun(one))
      const outcome = await all.outcomes.get(one)
      const wrong = outcome?.compared.filter(({ verdict }) => verdict === 'wrong')
      expect(wrong).to.deep.equal([])
    })
})
