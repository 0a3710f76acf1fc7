import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { History, Pruned, type ScanRecord } from '../../src/model/scanRecord.ts'
import { historyText } from '../../src/report/diff/history.ts'
import { findScan, outdated } from '../../src/store/findScan.ts'
import type { ScanStore } from '../../src/store/scanStore.ts'
import { openStore } from '../../src/store/sqlite/sqliteStore.ts'
import { runHere } from '../cli/program.ts'
import { closeStores, codeOf, fleet, newScan } from '../store/storing.ts'

describe('the scans that are kept', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-history-'))
    path = join(folder, 'scans.db')
  })
  afterEach(async () => {
    await closeStores()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Scans of one day each, the last on the fourth of January. */
  const fill = async (): Promise<string[]> => {
    const store = await openStore(path, 'write')
    const ids = []
    for (let day = 1; day <= 4; day++) {
      const writer = await store.begin(newScan({ startedAt: new Date(`2027-01-0${day}T00:00:00Z`) }))
      await writer.put(fleet(day * 10))
      await writer.end(day === 4 ? 'interrupted' : 'finished')
      ids.push(writer.id)
    }
    await store.close()
    return ids
  }

  const json = async (...words: string[]) =>
    JSON.parse((await runHere([...words, '--store', path, '--json'])).stdout)

  it('are listed, the newest first, and pruned', async () => {
    const [, , third, fourth] = await fill()
    const before = statSync(path).size
    const { scans } = History.parse(await json('history'))
    expect(scans.map(({ id, state }) => [id, state]).slice(0, 2)).to.deep.equal([
      [fourth, 'interrupted'],
      [third, 'finished'],
    ])
    expect(scans[0]?.summary.endpoints).to.equal(40)
    const dry = Pruned.parse(await json('history', 'prune', '--keep', '2', '--dry-run'))
    expect([dry.dryRun, dry.removed.length, dry.kept]).to.deep.equal([true, 2, 2])
    expect(statSync(path).size).to.equal(before)
    const { stdout } = await runHere(['history', 'prune', '--keep', '2', '--store', path])
    expect(stdout).to.include('2 scans deleted, 2 kept.')
    expect(statSync(path).size).to.be.below(before)
    expect((await json('history')).scans.map(({ id }: ScanRecord) => id)).to.deep.equal([fourth, third])
  })

  it('are none where there was no scan, and a store that was named must be there', async () => {
    const env = { XDG_DATA_HOME: folder }
    expect(JSON.parse((await runHere(['history', '--json'], { env })).stdout)).to.deep.equal({
      schemaVersion: '1',
      scans: [],
    })
    expect((await runHere(['history', 'prune', '--keep', '1'], { env })).stdout).to.equal(
      '0 scans deleted, 0 kept.\n',
    )
    expect((await json('history')).error.code).to.equal('STORE_MISSING')
    expect((await runHere(['history', 'prune', '--store', path])).code).to.equal(2)
  })

  it('begin a plan, by name and by id; a file of that name comes first', async function () {
    this.timeout(60_000)
    const [first = ''] = await fill()
    const endpoints = async (...words: string[]) => (await json('plan', ...words)).summary.endpoints
    expect(await endpoints()).to.equal(30)
    expect(await endpoints('--from', 'previous')).to.equal(20)
    expect(await endpoints('--from', first.slice(0, 6))).to.equal(10)
    writeFileSync(join(folder, 'broken.json'), '{')
    expect((await json('plan', '--from', join(folder, 'broken.json'))).error.code).to.equal('DOCUMENT_BROKEN')
  })

  describe('by name', () => {
    const record = (id: string, state: ScanRecord['state'] = 'finished', day = 1): ScanRecord => ({
      id,
      state,
      startedAt: `2027-01-0${day}T00:00:00.000Z`,
      finishedAt: `2027-01-0${day}T00:00:00.000Z`,
      tool: { name: 'mcp-pqc', version: '0' },
      scope: newScan().scope,
      summary: {
        endpoints: 0,
        probed: 0,
        unreachable: 0,
        silentAddresses: 0,
        interrupted: state !== 'finished',
        keyExchange: { classical: 3, hybrid: 1 },
        authentication: {},
      },
    })
    const NAMED = [
      record('aa112233', 'running'),
      record('aa998877', 'interrupted'),
      record('00000001'),
      record('00000002'),
    ]
    const store = (scans: ScanRecord[]) => ({ scans: async () => scans }) as unknown as ScanStore
    const find = async (name: string, scans = NAMED) => (await findScan(store(scans), name)).id

    it('latest and previous are the last two that were finished', async () => {
      expect([await find('latest'), await find('previous')]).to.deep.equal(['00000001', '00000002'])
      expect(await codeOf(() => find('latest', NAMED.slice(0, 2)))).to.equal('SCAN_MISSING')
      expect(await codeOf(() => find('previous', NAMED.slice(0, 3)))).to.equal('SCAN_MISSING')
    })

    it('so much of an id as no other begins with means any', async () => {
      expect(await find('aa9')).to.equal('aa998877')
      expect(await codeOf(() => find('aa'))).to.equal('SCAN_AMBIGUOUS')
      expect(await codeOf(() => find('bb'))).to.equal('SCAN_UNKNOWN')
    })

    it('are outdated by number or by age, and never while they run', () => {
      const scans = [
        record('aa', 'finished', 4),
        record('bb', 'interrupted', 3),
        record('cc', 'running', 2),
        record('dd'),
      ]
      const now = new Date('2027-01-04T12:00:00Z')
      const ids = (retention: object) => outdated(scans, { ...retention, now }).map(({ id }) => id)
      expect(ids({ keep: 1 })).to.deep.equal(['bb', 'dd'])
      expect(ids({ olderThanDays: 2 })).to.deep.equal(['dd'])
      expect(ids({ keep: 0 })).to.deep.equal(['aa', 'bb', 'dd'])
    })

    it('are shown in one line each, whatever their scope says', () => {
      const hostile = {
        ...record('aa'),
        scope: { ...newScan().scope, files: ['\u001b[31m\n\u202e'], profile: 'quick' as const },
      }
      const lines = historyText([hostile, record('bb')], 160).split('\n')
      expect(lines).to.have.length(3)
      expect(lines[1]).to.match(/^aa +2027-01-01 00:00 +finished +0 +3 classical, 1 hybrid/)
      expect(lines.join('')).to.not.match(/[\p{Cc}\p{Cf}]/u)
    })
  })
})
