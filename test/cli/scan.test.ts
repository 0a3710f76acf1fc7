import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { killAll, type Outcome, outcome, run, runHere, runShell, start, words } from './program.ts'
import {
  closedPort,
  closePeers,
  type Identity,
  type Peer,
  selfSigned,
  silentPeer,
  tlsPeer,
} from './servers.ts'

describe('the command line of scan', () => {
  let identity: Identity
  let peer: Peer
  let folder: string
  before(async () => {
    identity = await selfSigned('CN=peer', ['peer.example'])
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-scan-'))
    writeFileSync(join(folder, 'ca.pem'), identity.cert)
  })
  after(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    peer = await tlsPeer(identity)
  })
  afterEach(async () => {
    killAll()
    await closePeers()
  })

  const scan = (args: readonly string[], stdin?: string): Promise<Outcome> =>
    stdin === undefined
      ? runHere(['scan', '--json', '--profile', 'quick', ...args])
      : run(['scan', '--json', '--profile', 'quick', ...args], { stdin })

  const inventoryOf = ({ stdout, stderr }: Outcome): Inventory => {
    expect(stderr).to.equal('')
    return Inventory.parse(JSON.parse(stdout))
  }

  const path = (name: string): string => join(folder, name)

  it('ends with 0 when all is done', async () => {
    const done = await scan([peer.url])
    const { endpoints } = inventoryOf(done)
    expect(done.code).to.equal(0)
    expect(endpoints.map(({ url, sources }) => ({ url, sources }))).to.deep.equal([
      { url: peer.url, sources: [{ kind: 'argument' }] },
    ])
  })

  it('ends with 1 when a gate fails, and says which and for how many', async () => {
    const failed = await run(['scan', peer.url, '--json', '--fail-on', 'classical', '--fail-on', 'plaintext'])
    expect(failed.code).to.equal(1)
    expect(failed.stderr).to.match(/^--fail-on classical: 1 with no post-quantum key exchange.*\n$/)
    Inventory.parse(JSON.parse(failed.stdout))
  })

  it('ends with 3 when some could not be probed, and has the others complete', async () => {
    const silent = await silentPeer()
    const closed = `https://127.0.0.1:${await closedPort()}/`
    const partial = await scan([closed, peer.url, silent.url, 'https://nowhere.invalid/', '--timeout', '0.3'])
    const { endpoints, summary } = inventoryOf(partial)
    expect(partial.code).to.equal(3)
    expect(summary).to.include({ endpoints: 4, probed: 1, unreachable: 3, interrupted: false })
    const of = (url: string) => endpoints.find((one) => one.url === url)
    expect(of(peer.url)?.addresses[0]?.tls?.versions['TLS 1.3'].state).to.equal('accepted')
    expect(of(closed)?.addresses[0]).to.deep.include({ state: 'closed' })
    expect(of(silent.url)?.addresses[0]).to.deep.include({ state: 'open', service: 'silent' })
    expect(of('https://nowhere.invalid/')?.problem?.code).to.equal('UNRESOLVED')
    for (const url of [closed, silent.url, 'https://nowhere.invalid/'])
      expect(of(url)?.assessment.keyExchange).to.include({ category: 'unknown', classicalAccepted: null })
  })

  it('names for a person what could not be probed, and why', async () => {
    const port = await closedPort()
    const { stdout, code } = await run(['scan', `127.0.0.1:${port}`])
    expect(code).to.equal(3)
    expect(stdout).to.include('unknown: port closed')
    expect(stdout).to.include(`1 could not be probed:\n  https://127.0.0.1:${port}/: 127.0.0.1 closed`)
    expect(stdout).to.not.include('Fix first')
  })

  it('ends with 70 on a bug, with a trace on stderr and the document on stdout', async () => {
    const bug = path('bug.mjs')
    writeFileSync(bug, 'Date.prototype.toISOString = () => { throw new TypeError("no such date") }\n')
    const args = ['scan', `127.0.0.1:${await closedPort()}`]
    const env = { NODE_OPTIONS: `--import=${bug}` }
    const [plain, json] = await Promise.all([run(args, { env }), run([...args, '--json'], { env })])
    expect([plain.code, json.code]).to.deep.equal([70, 70])
    for (const { stderr } of [plain, json])
      expect(stderr).to.match(/TypeError: no such date\n +at [\s\S]*please report it/)
    expect(JSON.parse(json.stdout).error).to.include({ code: 'BUG', message: 'no such date' })
  })

  it('ends with 70 when the bug is in nobody’s hands', async () => {
    const bug = path('stray.mjs')
    writeFileSync(bug, 'setImmediate(() => Promise.reject(new TypeError("stray")))\n')
    const { code, stderr } = await run(['scan', peer.url], { env: { NODE_OPTIONS: `--import=${bug}` } })
    expect(code).to.equal(70)
    expect(stderr).to.match(/TypeError: stray/)
  })

  it('reads a list from standard input, and names its lines', async () => {
    for (const source of [['-'], ['--file', '-']]) {
      const { endpoints } = inventoryOf(await scan(source, `# fleet\n\n${peer.url}  # the one\n`))
      expect(endpoints[0]?.sources).to.deep.equal([{ kind: 'file', path: '-', line: 3 }])
    }
  })

  it('merges what is named twice', async () => {
    writeFileSync(path('list.txt'), `${peer.url}\r\n127.0.0.1:${peer.port}\r\n`)
    const { endpoints } = inventoryOf(await scan([peer.url, '-f', path('list.txt')]))
    expect(endpoints.map(({ sources }) => sources)).to.deep.equal([
      [
        { kind: 'argument' },
        { kind: 'file', path: path('list.txt'), line: 1 },
        { kind: 'file', path: path('list.txt'), line: 2 },
      ],
    ])
  })

  it('searches a range on the ports that are named, and counts where nothing listens', async () => {
    const range = inventoryOf(
      await scan(['127.0.0.1/32', '--port', `${await closedPort()},${peer.port}`, '--port', `${peer.port}`]),
    )
    expect(range.endpoints.map(({ url, sources }) => ({ url, sources }))).to.deep.equal([
      { url: peer.url, sources: [{ kind: 'range', name: '127.0.0.1/32' }] },
    ])
    expect(range.summary).to.include({ silentAddresses: 1, unreachable: 0 })
  })

  it('takes at most five connections an address with --profile quick', async () => {
    await scan([peer.url])
    expect(peer.connections).to.be.within(2, 5)
  })

  it('has one connection at a time with --per-host 1', async () => {
    const done = await run(['scan', peer.url, '--json', '--per-host', '1'])
    expect(done.code).to.equal(0)
    // A connection that the program has closed may still be open at the other end.
    expect(peer.atOnce).to.be.at.most(2)
  })

  it('spaces connections with --rate', async () => {
    // The second connection is due 100 seconds after the first.
    const child = start(['scan', peer.url, '--rate', '0.01'])
    const ended = outcome(child)
    await once(peer.events, 'connection')
    await once(peer.events, 'close')
    child.kill('SIGINT')
    expect((await ended).code).to.equal(130)
    expect(peer.connections).to.equal(1)
  })

  it('asks for the name of --sni, and compares the certificate with it', async () => {
    const { endpoints } = inventoryOf(await scan([peer.url, '--sni', 'peer.example']))
    expect([...peer.names]).to.deep.equal(['peer.example'])
    expect(endpoints[0]?.addresses[0]?.tls?.chains[0]?.nameMatches).to.equal(true)
  })

  it('trusts the certificates of --ca', async () => {
    const [without, with_] = await Promise.all([scan([peer.url]), scan([peer.url, '--ca', path('ca.pem')])])
    const trusted = (outcome: Outcome) =>
      inventoryOf(outcome).endpoints[0]?.addresses[0]?.tls?.chains[0]?.trusted
    expect([trusted(without), trusted(with_)]).to.deep.equal([false, true])
  })

  it('waits no longer than --timeout says', async () => {
    const [silent, other] = [await silentPeer(), await silentPeer()]
    const patient = start(['scan', other.url, '--timeout', '3600'])
    const ended = outcome(patient)
    await once(other.events, 'connection')
    const { code } = await scan([silent.url, '--timeout', '0.1'])
    expect(code).to.equal(3)
    expect([other.connections, other.open]).to.deep.equal([1, 1])
    patient.kill('SIGINT')
    expect((await ended).code).to.equal(130)
  })

  it('probes one endpoint after the other with --concurrency 1', async () => {
    const other = await tlsPeer(identity)
    let both = false
    other.events.on('connection', () => {
      both ||= peer.open > 0 && other.open > 0
    })
    // In a process of its own: here the peers would hear late of connections that the program has closed.
    const args = ['scan', '--json', '--profile', 'quick', peer.url, other.url, '--concurrency', '1']
    const { endpoints } = inventoryOf(await run(args))
    expect(endpoints).to.have.length(2)
    expect(both).to.equal(false)
  })

  for (const flag of ['--explain', '-v']) {
    it(`shows the evidence with ${flag}`, async () => {
      const { stdout } = await run(['scan', peer.url, '--profile', 'quick', flag])
      expect(stdout).to.match(/\n {4}Found in: argument\n/)
      expect(stdout).to.match(/\n {6}TLS 1\.1: not tested\n/)
      expect(stdout).to.match(/Accepts classical clients: yes/)
    })
  }

  describe('--output', () => {
    it('writes what --json prints, and nothing else beside it', async () => {
      const done = await run(['scan', peer.url, '--json', '--profile', 'quick', '-o', path('out.json')])
      expect(readFileSync(path('out.json'), 'utf8')).to.equal(done.stdout)
      expect(done.stderr).to.equal(`Inventory: ${path('out.json')}\n`)
      expect(readdirSync(folder).filter((name) => name.includes('partial'))).to.deep.equal([])
    })

    it('leaves the file of before as it was where the write fails', async () => {
      writeFileSync(path('kept.json'), 'before')
      const script = 'ulimit -f 1; exec "$0" "$@"'
      const failed = await runShell(script, words(['scan', peer.url, '-o', path('kept.json')]))
      expect(failed.code).to.equal(2)
      expect(failed.stderr).to.match(/kept\.json cannot be written \(EFBIG\)/)
      expect(readFileSync(path('kept.json'), 'utf8')).to.equal('before')
      expect(readdirSync(folder).filter((name) => name.includes('partial'))).to.deep.equal([])
    })

    it('writes into a device without putting a file in its place', async () => {
      const failed = await scan([peer.url, '-o', '/dev/full'])
      expect(failed.code).to.equal(2)
      expect(failed.stderr).to.match(/^mcp-pqc: \/dev\/full cannot be written \(ENOSPC\)\n/)
      expect(Inventory.parse(JSON.parse(failed.stdout)).endpoints).to.have.length(1)
      expect(statSync('/dev/full').isCharacterDevice()).to.equal(true)
    })
  })

  it('says so where standard output is full, and ends quietly where nobody reads on', async () => {
    const command = words(['scan', peer.url, '--profile', 'quick', '--json'])
    const [full, closed] = await Promise.all([
      runShell('"$0" "$@" > /dev/full', command),
      runShell('set -o pipefail; "$0" "$@" | true', command),
    ])
    expect({ code: full.code, stderr: full.stderr }).to.deep.equal({
      code: 2,
      stderr: 'mcp-pqc: standard output cannot be written (ENOSPC)\n',
    })
    expect({ code: closed.code, stderr: closed.stderr }).to.deep.equal({ code: 0, stderr: '' })
  })
})
