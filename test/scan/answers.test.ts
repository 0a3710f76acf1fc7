import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { run } from '../cli/program.ts'
import { type FakeServer, json, modern, serve, toolsPage } from '../probe/mcp/mcpServer.ts'

const URLS = 6
/** docs/limits.md: of MCP. */
const MAX_MCP = 4_194_304

describe('a scan of one server under many URLs', () => {
  let folder: string
  let server: FakeServer
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-answers-'))
    const description = 'd'.repeat(8_000)
    const inputSchema = { description: 's'.repeat(60_000) }
    const tools = Array.from({ length: 90 }, (_, i) => ({ name: `tool-${i}`, description, inputSchema }))
    server = await serve(modern((asked, response) => json(response, toolsPage(asked, tools))))
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  it('has a document and a store whose size is bounded, and says what was left out', async function () {
    this.timeout(60_000)
    const store = join(folder, 'scans.db')
    const urls = Array.from({ length: URLS }, (_, i) => `${server.url}?${i}`)
    const output = join(folder, 'inventory.json')
    const args = ['--json', '--store', store, '--timeout', '10', '--output', output]
    const { code, stdout } = await run(['scan', ...urls, ...args])
    expect(code).to.equal(0)
    expect(stdout.length).to.be.below(URLS * MAX_MCP)
    expect(statSync(output).size).to.equal(Buffer.byteLength(stdout))
    const { endpoints } = Inventory.parse(JSON.parse(stdout))
    expect(endpoints).to.have.length(URLS)
    for (const { mcp } of endpoints) {
      expect(mcp?.tools.length).to.be.within(1, 89)
      expect(mcp?.truncated[0]?.why).to.match(/^\d+ of 90 entries left out/)
    }
    // The list is stored once.
    expect(statSync(store).size).to.be.below(400_000)
  })
})
