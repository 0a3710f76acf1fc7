import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { killAll, outcome, start } from './program.ts'
import { closePeers, type Peer, selfSigned, silentPeer, tlsPeer } from './servers.ts'

describe('Ctrl-C in the middle of a scan', () => {
  let folder: string
  let done: Peer
  let slow: Peer[]
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-interrupt-'))
    done = await tlsPeer(await selfSigned())
    slow = await Promise.all(Array.from({ length: 5 }, silentPeer))
  })
  afterEach(async () => {
    killAll()
    rmSync(folder, { recursive: true })
    await closePeers()
  })

  /** All of them are at one address. */
  const UNLIMITED = ['--per-host', '100', '--timeout', '600']

  const urls = (): string[] => [done, ...slow].map(({ url }) => url)
  const allDialled = () =>
    Promise.all(slow.map(({ connections, events }) => connections || once(events, 'connection')))

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // If it waited for the slow servers, it would wait for longer than this test may take: --timeout is ten minutes.
    it(`ends at once with 130 and what was finished (${signal})`, async () => {
      const output = join(folder, 'inventory.json')
      const child = start(['scan', ...urls(), '--profile', 'quick', ...UNLIMITED, '-o', output])
      const row = new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          if (chunk.includes(`127.0.0.1:${done.port}`)) resolve()
        })
      })
      const ended = outcome(child)
      await Promise.all([row, allDialled()])
      child.kill(signal)
      const { code, stdout } = await ended
      expect(code).to.equal(130)
      expect(stdout).to.include('The scan was interrupted')
      const { endpoints, summary } = Inventory.parse(JSON.parse(readFileSync(output, 'utf8')))
      expect(endpoints.map(({ url }) => url)).to.deep.equal([done.url])
      expect(endpoints[0]?.addresses[0]?.tls?.versions['TLS 1.3'].state).to.equal('accepted')
      expect(summary).to.include({ endpoints: 1, probed: 1, unreachable: 0, interrupted: true })
    })
  }

  it('is one valid document with --json', async () => {
    const child = start(['scan', ...slow.map(({ url }) => url), '--json', ...UNLIMITED])
    const ended = outcome(child)
    await allDialled()
    child.kill('SIGINT')
    const { code, stdout, stderr } = await ended
    expect({ code, stderr }).to.deep.equal({ code: 130, stderr: '' })
    expect(Inventory.parse(JSON.parse(stdout))).to.deep.include({ endpoints: [] })
  })

  it('does not wait for a look-up that cannot be cancelled', async () => {
    // A read from a pipe that nobody writes to blocks a thread just as the system's resolver does.
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const blocking = join(folder, 'blocking.mjs')
    writeFileSync(
      blocking,
      `import { readFile } from 'node:fs'\nreadFile(${JSON.stringify(pipe)}, () => {})\n`,
    )
    const child = start(['scan', ...slow.map(({ url }) => url), '--json', ...UNLIMITED], {
      env: { NODE_OPTIONS: `--import=${blocking}` },
    })
    const ended = outcome(child)
    await allDialled()
    child.kill('SIGINT')
    const { code, signal, stdout } = await ended
    // A shell makes 130 of either.
    expect(code ?? signal).to.be.oneOf([130, 'SIGINT'])
    expect(Inventory.parse(JSON.parse(stdout)).summary.interrupted).to.equal(true)
  })

  it('ends at once while a list is still awaited on standard input', async () => {
    const child = start(['scan', '-', '--json'])
    const ended = outcome(child)
    // More than a pipe holds: when it is all written, the program has begun to read, and the end never comes.
    await new Promise<void>((resolve) => child.stdin.write('# comment\n'.repeat(50_000), () => resolve()))
    child.kill('SIGINT')
    expect((await ended).signal).to.equal('SIGINT')
  })
})

describe('Ctrl-C in the middle of the lab', () => {
  afterEach(killAll)

  it('stops the fleet and ends with 0: that is how a lab ends', async () => {
    const child = start(['lab'])
    const ended = outcome(child)
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.includes('Ctrl-C')) resolve()
      })
    })
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).to.equal(0)
    expect(stdout.trim().split('\n')).to.have.length(14)
  })

  it('is one document with --json, and runs on until then', async () => {
    const child = start(['lab', '--json'])
    const ended = outcome(child)
    await new Promise<void>((resolve) => {
      child.stderr.on('data', () => resolve())
    })
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).to.equal(0)
    const { endpoints, ca } = JSON.parse(stdout)
    expect(endpoints[0]).to.have.all.keys('name', 'title', 'url')
    expect(ca).to.include('BEGIN CERTIFICATE')
  })
})
