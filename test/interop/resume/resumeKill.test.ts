import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Inventory } from '../../../src/model/inventory.ts'
import type { ScanRecord } from '../../../src/model/scanRecord.ts'
import { comparable } from '../../cli/comparable.ts'
import { killAll, outcome, run, start } from '../../cli/program.ts'
import { closedPort, closePeers, selfSigned, tlsPeer } from '../../cli/servers.ts'
import { randomNumbers } from '../../random.ts'

/** Another seed is another fifty points in time. */
const SEED = Number(process.env['RESUME_SEED'] ?? 20_270_101)
const KILLS = 50

/** New connections a second: slow enough to be killed on the way. Some 90 of them take so many milliseconds. */
const RATE = 60
const SPAN_MS = 1500

describe('a scan that is killed at any moment', function () {
  this.timeout(600_000)
  let folder: string
  let words: string[]
  let count = 0
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-kill-'))
    const identity = await selfSigned()
    const peers = await Promise.all(Array.from({ length: 6 }, () => tlsPeer(identity)))
    count = peers.length
    const range = ['127.0.0.30-90', '--port', String(await closedPort())]
    words = [...peers.map(({ url }) => url), ...range, '--profile', 'quick']
  })
  after(async () => {
    killAll()
    await closePeers()
    rmSync(folder, { recursive: true, force: true })
  })

  it(`comes to the same inventory when it is resumed, ${KILLS} times (seed ${SEED})`, async () => {
    const store = (name: string) => ['--store', join(folder, `${name}.db`)]
    const undisturbed = JSON.parse((await run(['scan', '--json', ...words, ...store('undisturbed')])).stdout)
    const random = randomNumbers(SEED)
    const found = { nothing: 0, part: 0, finished: 0 }
    for (let kill = 0; kill < KILLS; kill++) {
      const place = store(String(kill))
      const child = start(['scan', ...words, '--rate', String(RATE), ...place])
      let rows = 0
      child.stdout.on('data', (chunk: Buffer) => {
        rows += chunk
          .toString()
          .split('\n')
          .filter((line) => line.includes('127.0.0.1:')).length
      })
      const ended = outcome(child)
      // What comes before is the start of the program.
      while (!existsSync(join(folder, `${kill}.db`)) && child.exitCode === null) await sleep(2)
      await Promise.race([sleep(random() * SPAN_MS), ended])
      child.kill('SIGKILL')
      await ended
      const history = await run(['history', '--json', ...place])
      const record = (JSON.parse(history.stdout).scans as ScanRecord[] | undefined)?.[0]
      if (record?.state !== 'interrupted') {
        found[record ? 'finished' : 'nothing']++
        continue
      }
      found.part++
      // What was shown is kept.
      if (rows <= count) expect(record.summary.endpoints, `kill ${kill}`).to.be.at.least(rows)
      const { stdout, stderr } = await run(['scan', '--resume', '--rate', '10000', '--json', ...place])
      expect(comparable(JSON.parse(stdout) as Inventory), `kill ${kill}: ${stderr}`).to.deep.equal(
        comparable(undisturbed as Inventory),
      )
    }
    // A test that kills too early or too late shows nothing.
    expect(found.part, JSON.stringify(found)).to.be.above(KILLS / 2)
  })
})
