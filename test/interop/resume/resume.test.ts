import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Inventory } from '../../../src/model/inventory.ts'
import type { ScanRecord } from '../../../src/model/scanRecord.ts'
import { openStore } from '../../../src/store/sqlite/sqliteStore.ts'
import { comparable } from '../../cli/comparable.ts'
import { killAll, outcome, run, start } from '../../cli/program.ts'
import { closePeers, type Peer, selfSigned, silentPeer, tlsPeer } from '../../cli/servers.ts'
import { all } from '../../store/storing.ts'

const SECRET = 'c2VjcmV0LXRva2VuLW9mLW5vYm9keQ9f8a7d6e5c4b'

describe('scan --resume', () => {
  let folder: string
  let peers: Peer[]
  let slow: Peer
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-resume-'))
    const identity = await selfSigned()
    peers = await Promise.all(Array.from({ length: 3 }, () => tlsPeer(identity)))
    slow = await silentPeer()
  })
  afterEach(async () => {
    killAll()
    await closePeers()
    rmSync(folder, { recursive: true, force: true })
  })

  const env = () => ({ XDG_DATA_HOME: folder })
  const scan = (...words: string[]) => run(['scan', '--json', ...words], { env: env() })
  const resume = (...words: string[]) => scan('--resume', ...words)
  const codeOf = ({ stdout }: { stdout: string }): string => JSON.parse(stdout).error.code as string
  const history = async (): Promise<ScanRecord[]> =>
    JSON.parse((await run(['history', '--json'], { env: env() })).stdout).scans as ScanRecord[]

  /** Begins a scan that cannot end, and stops it when `rows` endpoints have been shown. */
  const interrupt = async (
    signal: NodeJS.Signals,
    rows: number,
    words: readonly string[],
    stdin = '',
  ): Promise<void> => {
    const child = start(['scan', ...words], { env: env() })
    child.stdin.end(stdin)
    let shown = ''
    const enough = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString()
        // The head is a line too.
        if (shown.split('\n').length - 2 >= rows) resolve()
      })
    })
    const ended = outcome(child)
    if (rows > 0) await Promise.race([enough, ended])
    if (slow.connections === 0) await once(slow.events, 'connection')
    child.kill(signal)
    await ended
  }

  for (const signal of ['SIGINT', 'SIGKILL'] as const)
    it(`gives the same inventory as an undisturbed scan, and probes nothing again (${signal})`, async () => {
      const closed = await silentPeer()
      const [low, high] = ['127.0.0.20', '127.0.0.25']
      const words = ['--port', String(closed.port), '--timeout', '600', '--profile', 'quick']
      const list = [...peers, slow].map(({ url }) => url).join('\n')
      const shared = [`${low}-${high.split('.').at(-1)}`, ...words]
      await interrupt(signal, peers.length, ['-', ...shared], list)
      await closed.close()
      const [record] = await history()
      expect(record).to.deep.include({ state: 'interrupted' })
      expect(record?.summary).to.include({ endpoints: 3, interrupted: true })
      const before = peers.map(({ connections }) => connections)
      // What never answered has gone meanwhile, so that the scan can end.
      await slow.close()
      const resumed = JSON.parse((await resume()).stdout) as Inventory
      expect(peers.map(({ connections }) => connections)).to.deep.equal(before)
      writeFileSync(join(folder, 'list.txt'), list)
      const undisturbed = JSON.parse(
        (await scan('-f', '-', ...shared, '--store', join(folder, 'other.db'))).stdout,
      )
      expect(undisturbed.endpoints).to.deep.equal([])
      const fresh = await run(['scan', '--json', '-', ...shared, '--store', join(folder, 'other.db')], {
        env: env(),
        stdin: list,
      })
      expect(comparable(resumed)).to.deep.equal(comparable(JSON.parse(fresh.stdout) as Inventory))
      expect(resumed.startedAt).to.equal(record?.startedAt)
      const [finished] = await history()
      expect(finished).to.include({ id: record?.id, state: 'finished' })
      expect(readdirSync(join(folder, 'mcp-pqc'))).to.not.include(`scans.db-${record?.id}`)
      expect(codeOf(await resume())).to.equal('INTERRUPTED_SCAN_MISSING')
    })

  it('keeps no secret, and asks for credentials again', async () => {
    const home = join(folder, 'home')
    execFileSync('mkdir', ['-p', home])
    const configuration = {
      mcpServers: { tickets: { url: peers[0]?.url, headers: { Authorization: `Bearer ${SECRET}` } } },
    }
    writeFileSync(join(home, '.claude.json'), JSON.stringify(configuration))
    const url = new URL(slow.url)
    const target = `https://user:${SECRET}@${url.host}/?token=${SECRET}`
    const words = [
      target,
      '--home',
      home,
      '--with-config-credentials',
      '--header',
      `Authorization: Bearer ${SECRET}`,
    ]
    await interrupt('SIGKILL', 1, words)
    const data = join(folder, 'mcp-pqc')
    for (const name of readdirSync(data))
      expect(readFileSync(join(data, name)).includes(SECRET), name).to.equal(false)
    const store = await openStore(join(data, 'scans.db'), 'write')
    try {
      const [record] = await store.scans()
      expect(record?.scope.credentials).to.deep.equal(['command-line', 'configurations'])
      const { named, unfinished, writer } = await store.resume(record?.id ?? '')
      const done = await all(store.endpoints(writer.id, 'risk'))
      expect([[...named].length, done.length]).to.deep.equal([2, 1])
      expect(JSON.stringify([record, [...named], unfinished, done])).to.not.include(SECRET)
      await writer.end('interrupted')
    } finally {
      await store.close()
    }
    expect(codeOf(await resume())).to.equal('CREDENTIAL_AGAIN')
    expect((await history())[0]).to.include({ state: 'interrupted' })
    await slow.close()
    const { code, stderr } = await resume('--header', 'Authorization: Bearer other')
    expect(code, stderr).to.equal(3)
  })

  it('takes no other sources and options, and none but what may be given anew', async () => {
    await interrupt('SIGKILL', 0, [slow.url])
    expect(codeOf(await resume('--profile', 'quick'))).to.equal('RESUME_CONTRADICTED')
    expect(codeOf(await resume('--header', 'A: b', slow.url))).to.equal('SCAN_UNKNOWN')
    expect(codeOf(await resume('--token-env', 'PATH'))).to.equal('RESUME_CONTRADICTED')
    await slow.close()
    const [record] = await history()
    const { code } = await resume(record?.id.slice(0, 6) ?? '', '--concurrency', '2', '--rate', '50')
    expect(code).to.equal(3)
  })

  it('does not go on with the lab, which went with its scan', async () => {
    const child = start(['scan', '--lab'], { env: env() })
    const ended = outcome(child)
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await ended
    expect((await history())[0]).to.deep.include({ state: 'interrupted' })
    expect(codeOf(await resume())).to.equal('LAB_IS_GONE')
  })

  it('does not go on with a scan that still runs', async () => {
    const child = start(['scan', slow.url, '--timeout', '600'], { env: env() })
    const ended = outcome(child)
    if (slow.connections === 0) await once(slow.events, 'connection')
    const [record] = await history()
    expect(record?.state).to.equal('running')
    expect(codeOf(await resume())).to.equal('INTERRUPTED_SCAN_MISSING')
    expect(codeOf(await resume(record?.id ?? ''))).to.equal('SCAN_RUNNING')
    child.kill('SIGKILL')
    await ended
  })

  it('says what to do where nothing was interrupted', async () => {
    expect(codeOf(await resume())).to.equal('INTERRUPTED_SCAN_MISSING')
    expect(codeOf(await resume('--store', join(folder, 'none.db')))).to.equal('INTERRUPTED_SCAN_MISSING')
  })
})
