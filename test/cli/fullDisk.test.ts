import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { skipIf } from '../skip.ts'
import { killAll, outcome, run, start } from './program.ts'
import { closePeers, type Peer, selfSigned, silentPeer, tlsPeer } from './servers.ts'

describe('a disk that is full in the middle of a scan', () => {
  let folder: string
  let disk: string
  let done: Peer
  let slow: Peer
  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-full-'))
    disk = join(folder, 'disk')
    mkdirSync(disk)
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk])
    if (status !== 0) skipIf(this, 'a file system of 2 MB cannot be mounted')
  })
  after(() => {
    spawnSync('umount', [disk])
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    done = await tlsPeer(await selfSigned())
    slow = await silentPeer()
  })
  afterEach(async () => {
    killAll()
    execFileSync('find', [disk, '-type', 'f', '-delete'])
    await closePeers()
  })

  const fill = (): void => {
    try {
      for (;;) appendFileSync(join(disk, 'filler'), Buffer.alloc(4096))
    } catch {}
  }

  /** The disk is full from the first connection on. The slow server would answer for longer than this test may last. */
  const scanned = async (...args: string[]) => {
    const pace = ['--profile', 'quick', '--timeout', '600', '--per-host', '100']
    const child = start(['scan', done.url, ...pace, ...args])
    const ended = outcome(child)
    await once(done.events, 'connection')
    fill()
    return ended
  }

  it('ends with what was finished and says that it is interrupted, where the user named the store', async () => {
    const [store, output] = [join(disk, 'scans.db'), join(disk, 'out.json')]
    const { code, stdout, stderr } = await scanned(slow.url, '--json', '--store', store, '-o', output)
    const { endpoints, interrupted, summary } = Inventory.parse(JSON.parse(stdout))
    expect({ code, interrupted }).to.deep.equal({ code: 2, interrupted: true })
    expect(endpoints.map(({ url }) => url)).to.deep.equal([done.url])
    expect(summary).to.include({ endpoints: 1, interrupted: true })
    expect(stderr).to.match(/^mcp-pqc: (there is no space left for )?the store \S+scans\.db.*\n {2}.+\n/)
    expect(stderr).to.match(/\nmcp-pqc: \S+out\.json cannot be written \(ENOSPC\)\n/)
    expect(readdirSync(disk).filter((name) => name.startsWith('out'))).to.deep.equal([])

    rmSync(join(disk, 'filler'))
    await slow.close()
    const resumed = await run(['scan', '--resume', '--json', '--store', store])
    expect(resumed.code).to.equal(3)
    const all = Inventory.parse(JSON.parse(resumed.stdout)).endpoints.map(({ url }) => url)
    expect(all).to.have.members([done.url, slow.url])
  })

  it('prints the whole document where only --output is on it', async () => {
    const output = join(disk, 'out.json')
    const { code, stdout, stderr } = await scanned('--json', '-o', output)
    const { endpoints, interrupted } = Inventory.parse(JSON.parse(stdout))
    expect({ code, interrupted }).to.deep.equal({ code: 2, interrupted: undefined })
    expect(endpoints.map(({ url }) => url)).to.deep.equal([done.url])
    expect(stderr).to.match(/^mcp-pqc: \S+out\.json cannot be written \(ENOSPC\)\n/)
  })
})
