import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startLab } from '../../../src/lab/fleet.ts'
import { Inventory } from '../../../src/model/inventory.ts'
import { Plan } from '../../../src/model/plan.ts'
import { Verification } from '../../../src/model/verification.ts'
import { run } from '../../cli/program.ts'
import { cutsLargeHellos } from '../../middleboxes/cutsLargeHellos.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import { checkOf } from '../../verify/verifying.ts'

/** Runtimes that offer a hybrid group; one of them sends no key share for it. */
const CUT_OFF = '15 of 16 client runtimes get no answer'

describe('A middlebox that cuts off hellos over 1,400 bytes in front of a hybrid server', function () {
  this.timeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-cut-off-'))
  const file = (name: string): string => join(folder, name)
  let lab: Awaited<ReturnType<typeof startLab>>
  before(async () => {
    lab = await startLab()
    writeFileSync(file('ca.pem'), lab.ca)
  })
  after(async () => {
    await lab.close()
    rmSync(folder, { recursive: true })
  })

  for (const by of ['reset', 'silence', { alert: 80 }] satisfies Ending[])
    it(`${JSON.stringify(by)}: the scan, its gate, the plan and verify name it`, async () => {
      // Its groups are in two tuples: without the middlebox every runtime gets the hybrid one.
      const behind = Number(new URL(lab.endpoints.find(({ name }) => name === 'hr')?.url ?? '').port)
      const box = await cutsLargeHellos({ port: behind }, { over: 1400, of: 'message', by })
      const url = `https://localhost:${box.port}/mcp`
      const ca = ['--ca', file('ca.pem'), '--timeout', '1']
      try {
        const inventory = file('inventory.json')
        const store = ['--store', file('scans.db')]
        const gate = ['--fail-on', 'prefers-classical', '--output', inventory]
        const scan = await run(['scan', url, ...ca, ...store, ...gate])
        expect(scan.code, scan.stderr).to.equal(1)
        expect(scan.stdout).to.include('clients that send a hybrid key share are cut off')
        const [endpoint] = Inventory.parse(JSON.parse(readFileSync(inventory, 'utf8'))).endpoints
        expect(endpoint?.assessment.keyExchange).to.include({ category: 'hybrid', clientsGet: 'mixed' })
        expect(endpoint?.assessment.keyExchange.reasons.join('\n')).to.include(CUT_OFF)

        const planned = await run(['plan', '--from', inventory, '--json'])
        const items = Plan.parse(JSON.parse(planned.stdout)).waves.flatMap((wave) => wave.items)
        expect(items.map(({ findings = [] }) => findings[0])).to.include('hybrid-clients-cut-off')

        const verified = await run(['verify', url, ...ca, '--samples', '0', '--json'])
        expect(verified.code, verified.stderr).to.equal(1)
        const [result] = Verification.parse(JSON.parse(verified.stdout)).endpoints
        if (!result) throw new Error(verified.stdout)
        expect(checkOf(result, 'client-runtimes').result).to.equal('fail')
        expect(checkOf(result, 'client-runtimes').evidence).to.include('is cut off here')
        expect(checkOf(result, 'default-client').result).to.not.equal('pass')
      } finally {
        await box.close()
      }
    })
})
