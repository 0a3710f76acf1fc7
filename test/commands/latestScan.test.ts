import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { run } from '../cli/program.ts'

describe('plan without --from', () => {
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'mcp-pqc-latest-'))
  })
  afterEach(() => rmSync(data, { recursive: true, force: true }))

  it('says what to do where there has been no scan', async () => {
    const { code, stdout } = await run(['plan', '--json'], { env: { XDG_DATA_HOME: data } })
    expect(code).to.equal(2)
    expect(JSON.parse(stdout).error.code).to.equal('NO_SCAN')
  })

  it('begins with the latest scan', async () => {
    const env = { XDG_DATA_HOME: data }
    // Port 1 is closed on loopback: a scan all the same, of an endpoint that somebody has to look for.
    expect((await run(['scan', '127.0.0.1:1', '--json'], { env })).code).to.equal(3)
    const { code, stdout } = await run(['plan', '--json'], { env })
    expect(code).to.equal(0)
    expect(JSON.parse(stdout).summary).to.include({ endpoints: 1 })
  })

  it('does not fail a scan that cannot be kept', async () => {
    const file = join(data, 'a file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    const { code, stderr } = await run(['scan', '127.0.0.1:1', '--json'], { env: { XDG_DATA_HOME: file } })
    expect(code).to.equal(3)
    expect(stderr).to.match(/not kept for later/)
  })
})
