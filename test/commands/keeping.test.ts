import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { ScanRecord } from '../../src/model/scanRecord.ts'
import { run, runHere } from '../cli/program.ts'

describe('keeping scans', () => {
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'mcp-pqc-keeping-'))
  })
  afterEach(() => rmSync(data, { recursive: true, force: true }))

  const surroundings = (folder: string) => ({ env: { XDG_DATA_HOME: folder } })
  // Port 1 is closed on loopback: a scan all the same, of an endpoint that somebody has to look for.
  const scan = (...words: string[]) => run(['scan', '127.0.0.1:1', '--json', ...words], surroundings(data))

  it('says what to do where there has been no scan', async () => {
    const { code, stdout } = await runHere(['plan', '--json'], surroundings(data))
    expect(code).to.equal(2)
    expect(JSON.parse(stdout).error.code).to.equal('SCAN_MISSING')
  })

  it('lets a plan begin with the latest, without a word on stderr', async () => {
    const { code, stderr } = await scan()
    expect({ code, stderr }).to.deep.equal({ code: 3, stderr: '' })
    const plan = await runHere(['plan', '--json'], surroundings(data))
    expect({ code: plan.code, stderr: plan.stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(JSON.parse(plan.stdout).summary).to.include({ endpoints: 1 })
  })

  it('does not fail a scan whose own store cannot be used', async () => {
    const file = join(data, 'a file')
    writeFileSync(file, '')
    const { code, stderr } = await runHere(['scan', '127.0.0.1:1', '--json'], surroundings(file))
    expect(code).to.equal(3)
    expect(stderr).to.match(/^This scan is not stored: the store .* \(ENOTDIR\)$/m)
  })

  it('fails one whose store was named and cannot be used, before anything is probed', async () => {
    const { code, stdout, stderr } = await scan('--store', join(data, 'no', 'scans.db'))
    expect([code, JSON.parse(stdout).error.code, stderr]).to.deep.equal([2, 'STORE_UNAVAILABLE', ''])
  })

  it('keeps scans of several processes at once, which make the store together', async () => {
    const outcomes = await Promise.all([scan(), scan(), scan(), scan()])
    expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).to.deep.equal(
      Array(4).fill({ code: 3, stderr: '' }),
    )
    const { scans } = JSON.parse((await runHere(['history', '--json'], surroundings(data))).stdout) as {
      scans: ScanRecord[]
    }
    expect(scans.map(({ state, summary }) => [state, summary.endpoints])).to.deep.equal(
      Array(4).fill(['finished', 1]),
    )
  })
})
