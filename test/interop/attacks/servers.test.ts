import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { Inventory, type InventoryEndpoint } from '../../../src/model/inventory.ts'
import { killAll, run } from '../../cli/program.ts'
import { type Misbehaving, misbehavingServers, type Started } from './misbehavingServers.ts'

const SERVERS = await misbehavingServers()
const ROWS = Object.entries(SERVERS).flatMap(([layer, rows]) =>
  Object.entries(rows).map(([name, row]) => ({ name: `${layer}: ${name}`, row })),
)
/** Seconds. */
const TIMEOUT = '3'

describe('Servers that misbehave', () => {
  let folder: string
  let preload: string
  let healthy: { ca: string; urls: string[]; close(): void }
  const open: Started[] = []
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-attacks-'))
    preload = join(folder, 'preload.mjs')
    writeFileSync(
      preload,
      `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)))
`,
    )
    healthy = await startHealthy()
    writeFileSync(join(folder, 'ca.pem'), healthy.ca)
  })
  after(() => {
    healthy.close()
    killAll()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })

  const start = async (rows: Misbehaving[]): Promise<Started[]> => {
    // An address each: connections to one address wait for each other.
    open.push(...(await Promise.all(rows.map((row, i) => row.start(`127.20.${i >> 7}.${1 + (i & 127)}`)))))
    return open
  }

  /** A scan in a process of its own, and the most memory that it had (MiB). */
  const scan = async (urls: string[]) => {
    const peakFile = join(folder, 'peak')
    const { code, signal, stdout, stderr } = await run(
      [
        'scan',
        ...urls,
        '--json',
        '--timeout',
        TIMEOUT,
        '--ca',
        join(folder, 'ca.pem'),
        '--store',
        join(folder, 'store.db'),
      ],
      { env: { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, PEAK_FILE: peakFile } },
    )
    expect(signal).to.equal(null)
    return {
      code,
      stderr,
      inventory: Inventory.parse(JSON.parse(stdout)),
      peak: Number(readFileSync(peakFile, 'utf8')) / 1024,
    }
  }

  it('are at least forty', () => {
    expect(ROWS.length).to.be.at.least(40)
  })

  it('change nothing in the results of the healthy ones next to them', async function () {
    this.timeout(600_000)
    const alone = await scan(healthy.urls)
    const started = await start(ROWS.map(({ row }) => row))
    const together = await scan([...healthy.urls, ...started.map(({ url }) => url)])
    expect(together.inventory.summary.interrupted).to.equal(false)
    expect(together.stderr).to.equal('')
    expect(together.code).to.equal(3)
    for (const url of started.map(({ url }) => url)) expect(urlsOf(together.inventory)).to.include(url)
    expect(facts(together.inventory, healthy.urls)).to.deep.equal(facts(alone.inventory, healthy.urls))
    expect(together.peak).to.be.below(1_500)
  })

  describe('cost no more than is stated', () => {
    let base: number
    before(async () => {
      base = (await scan(healthy.urls.slice(0, 1))).peak
    })
    for (const { name, row } of ROWS)
      it(name, async function () {
        this.timeout(row.seconds * 1000)
        const [server] = (await start([row])) as [Started]
        const { code, inventory, peak } = await scan([server.url])
        expect(code).to.be.oneOf([0, 3])
        expect(urlsOf(inventory)).to.include(server.url)
        expect(server.connections()).to.be.at.most(row.connections)
        expect(peak - base).to.be.below(row.mebibytes)
      })
  })
})

const urlsOf = ({ endpoints }: Inventory): string[] => endpoints.map(({ url }) => url ?? '')

/** What is known of these endpoints, without what differs from run to run. */
const facts = ({ endpoints }: Inventory, urls: string[]): unknown[] =>
  urls.map((url) => {
    const endpoint = endpoints.find((one) => one.url === url) as InventoryEndpoint
    return JSON.parse(JSON.stringify(endpoint, (key, value) => (CHANGING.has(key) ? undefined : value)))
  })

const CHANGING = new Set(['timings', 'connectMs', 'connections', 'requests'])

const startHealthy = async () => {
  const script = fileURLToPath(new URL('healthyServers.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { ...(JSON.parse(line) as { ca: string; urls: string[] }), close: () => child.stdin.end() }
}
