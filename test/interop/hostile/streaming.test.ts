import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import type { Inventory } from '../../../src/model/inventory.ts'
import { jsonText } from '../../../src/report/text/json.ts'
import { killAll, outcome, run, start } from '../../cli/program.ts'
import { closePeers, type Peer, selfSigned, silentPeer, tlsPeer } from '../../cli/servers.ts'
import { INVENTORY } from '../../report/inventory.ts'
import { numbered } from '../../store/storing.ts'

describe('a document that ends early', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-streaming-'))
  })
  afterEach(async () => {
    killAll()
    rmSync(folder, { recursive: true })
    await closePeers()
  })

  describe('of a scan', () => {
    let done: Peer
    let slow: Peer
    beforeEach(async () => {
      done = await tlsPeer(await selfSigned())
      slow = await silentPeer()
    })

    const args = () => ['scan', done.url, slow.url, '--json', '--timeout', '600', '--profile', 'quick']

    /** Something that is done when the first endpoint has been stored, while the other is pending. */
    const atFirst = (what: string): Record<string, string> => {
      const preload = join(folder, 'preload.mjs')
      writeFileSync(
        preload,
        `import { DatabaseSync } from 'node:sqlite'
const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (statement) {
  const prepared = prepare.call(this, statement)
  if (!statement.startsWith('INSERT INTO endpoint')) return prepared
  const run = prepared.run.bind(prepared)
  prepared.run = (...values) => {
    const result = run(...values)
    setImmediate(() => { ${what} })
    return result
  }
  return prepared
}
`,
      )
      return { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` }
    }

    for (const [name, what, exitCode] of [
      ['Ctrl-C', `process.kill(process.pid, 'SIGINT')`, 130],
      ['SIGTERM', `process.kill(process.pid, 'SIGTERM')`, 130],
      ['a bug that nothing catches', `throw new TypeError('a bug')`, 70],
      [
        'two bugs, one after the other',
        `setImmediate(() => { throw new TypeError('another') }); throw new TypeError('a bug')`,
        70,
      ],
      ['a promise that nobody handles', `Promise.reject(new TypeError('a bug'))`, 70],
    ] as const) {
      it(`has what was finished and says that it is interrupted: ${name}`, async () => {
        const { code, stdout } = await run(args(), { env: atFirst(what) })
        const document = JSON.parse(stdout) as Inventory
        expect({ code, interrupted: document.interrupted }).to.deep.equal({
          code: exitCode,
          interrupted: true,
        })
        expect(document.endpoints.map(({ url }) => url)).to.deep.equal([done.url])
        expect(document.summary).to.include({ endpoints: 1, interrupted: true })
      })
    }
  })

  /** More than a pipe and the buffers behind it hold. */
  const bigInventory = (): string => {
    const path = join(folder, 'big.json')
    const endpoints = Array.from({ length: 3_000 }, (_, i) => numbered(i + 1))
    writeFileSync(path, jsonText({ ...INVENTORY, endpoints }))
    return path
  }

  for (const [format, isMarked] of [
    ['json', (document: Inventory) => document.interrupted === true],
    ['sarif', (document: { properties: object }) => 'interrupted' in document.properties],
    ['cyclonedx', (document: { properties: unknown[] }) => document.properties.length === 1],
  ] as [string, (document: unknown) => boolean][]) {
    it(`is valid where a report is interrupted while its reader waits: ${format}`, async function () {
      this.timeout(60_000)
      const child = start(['report', format, '--from', bigInventory()])
      child.stdin.end()
      await once(child.stdout, 'readable')
      // It is blocked by the pipe, and sees the signal when somebody reads on.
      child.kill('SIGINT')
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      expect({ code, stderr }).to.deep.include({ code: 130 })
      expect(isMarked(JSON.parse(stdout))).to.equal(true)
    })
  }

  it('leaves a file of --output as it was', async function () {
    this.timeout(60_000)
    const output = join(folder, 'kept.json')
    writeFileSync(output, 'before')
    const child = start(['report', 'json', '--from', bigInventory(), '-o', output])
    child.stdin.end()
    const ended = outcome(child)
    while (!readdirSync(folder).some((name) => name.endsWith('.partial'))) await new Promise(setImmediate)
    child.kill('SIGINT')
    const { code } = await ended
    expect([code, readFileSync(output, 'utf8')]).to.deep.equal([130, 'before'])
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).to.deep.equal([])
  })
})
