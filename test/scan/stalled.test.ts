import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { killAll, run } from '../cli/program.ts'
import { closePeers, type Peer, selfSigned, tlsPeer } from '../cli/servers.ts'

const UNDICI = pathToFileURL(createRequire(import.meta.url).resolve('undici')).href

describe('a scan next to a server that stalls', () => {
  let folder: string
  let healthy: Peer
  let stalling: Http2SecureServer
  let url: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-stalled-'))
    const identity = await selfSigned()
    healthy = await tlsPeer(identity)
    stalling = createSecureServer({ ...identity, allowHTTP1: false, settings: { maxConcurrentStreams: 0 } })
    stalling.on('sessionError', () => {})
    stalling.listen(0, '127.0.0.1')
    await once(stalling, 'listening')
    url = `https://127.0.0.1:${(stalling.address() as AddressInfo).port}/stall`
  })
  afterEach(async () => {
    killAll()
    stalling.close()
    rmSync(folder, { recursive: true })
    await closePeers()
  })

  it('has complete results of a healthy endpoint next to a server that allows no streams', async () => {
    const args = ['--json', '--timeout', '1', '--store', join(folder, 'store.db')]
    const { code, stdout } = await run(['scan', healthy.url, url, ...args])
    const { endpoints, summary } = Inventory.parse(JSON.parse(stdout))
    const [good, bad] = [healthy.url, url].map((one) => endpoints.find((endpoint) => endpoint.url === one))
    expect(code).to.equal(0)
    expect(summary).to.include({ endpoints: 2, probed: 2, interrupted: false })
    expect(good?.mcp).to.include({ state: 'not-mcp' })
    expect(good?.addresses[0]?.tls?.versions['TLS 1.3'].state).to.equal('accepted')
    expect(bad?.mcp).to.include({ state: 'unreachable' })
    expect(bad?.addresses[0]?.tls?.versions['TLS 1.3'].state).to.equal('accepted')
  })

  it('has complete results of a healthy endpoint next to WebSockets', async () => {
    const plain = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const open = `ws://127.0.0.1:${(plain.address() as AddressInfo).port}/`
    const sockets = [healthy.url.replace('https', 'wss'), open]
    const args = ['--json', '--timeout', '1', '--store', join(folder, 'store.db')]
    const { code, stdout } = await run(['scan', healthy.url, ...sockets, ...args])
    plain.close()
    const { endpoints, summary } = Inventory.parse(JSON.parse(stdout))
    expect(code).to.equal(0)
    expect(summary).to.include({ endpoints: 3, probed: 3, interrupted: false })
    for (const { mcp, url } of endpoints) expect(mcp, url).to.include({ state: 'not-mcp' })
    const found = endpoints.map((one) => one.assessment.keyExchange.category)
    expect(found.toSorted()).to.deep.equal(['classical', 'classical', 'plaintext'])
  })

  it('has complete results of a healthy endpoint next to one that meets a bug', async () => {
    const preload = join(folder, 'preload.mjs')
    writeFileSync(
      preload,
      `import { Pool } from ${JSON.stringify(UNDICI)}
const { dispatch } = Pool.prototype
Pool.prototype.dispatch = function (request, handler) {
  if (request.path === '/stall') throw new RangeError('provoked by token=hunter2')
  return dispatch.call(this, request, handler)
}
`,
    )
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` }
    // One after the other: the bug comes while other endpoints wait.
    const args = ['--json', '--timeout', '1', '--concurrency', '1', '--store', join(folder, 'store.db')]
    const { code, stdout } = await run(['scan', url, healthy.url, ...args], { env })
    const { endpoints, summary } = Inventory.parse(JSON.parse(stdout))
    const [good, bad] = [healthy.url, url].map((one) => endpoints.find((endpoint) => endpoint.url === one))
    expect(code).to.equal(3)
    expect(summary).to.include({ endpoints: 2, probed: 1, unreachable: 1, interrupted: false })
    expect(good?.mcp).to.include({ state: 'not-mcp' })
    expect(bad?.problem).to.have.property('code', 'BUG')
    expect(bad?.problem?.message).to.include('RangeError: provoked by').and.not.include('hunter2')
    expect(bad?.problem?.message, 'the place of the bug').to.include('preload.mjs:')
  })

  it('prints and stores what was finished where nothing is left to wait for', async () => {
    // A request that is never sent, and timers that do not keep the process alive: as if nobody had set any.
    const preload = join(folder, 'preload.mjs')
    writeFileSync(
      preload,
      `import { Pool } from ${JSON.stringify(UNDICI)}
const { dispatch } = Pool.prototype
const set = globalThis.setTimeout
Pool.prototype.dispatch = function (request, handler) {
  return request.path === '/stall' || dispatch.call(this, request, handler)
}
globalThis.setTimeout = (task, ms, ...rest) => {
  const timer = set(task, ms, ...rest)
  return ms >= 30_000 ? timer.unref() : timer
}
`,
    )
    const store = join(folder, 'store.db')
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` }
    const args = ['--json', '--timeout', '20', '--store', store]
    const { code, stdout, stderr } = await run(['scan', healthy.url, url, ...args], { env })
    const { endpoints, summary, interrupted } = Inventory.parse(JSON.parse(stdout))
    expect(code).to.equal(3)
    expect(interrupted).to.equal(true)
    expect(endpoints.map((endpoint) => endpoint.url)).to.deep.equal([healthy.url])
    expect(summary.interrupted).to.equal(true)
    expect(stderr).to.equal(
      'mcp-pqc: the scan stopped before its end, because nothing was left to wait for\n  What was finished is stored and printed. Run mcp-pqc scan --resume, and report this as a bug in mcp-pqc.\n',
    )
    const { stdout: history } = await run(['history', '--json', '--store', store])
    const { scans } = JSON.parse(history) as { scans: { state: string; summary: { endpoints: number } }[] }
    expect(scans.map(({ state, summary }) => [state, summary.endpoints])).to.deep.equal([['interrupted', 1]])
  })
})
