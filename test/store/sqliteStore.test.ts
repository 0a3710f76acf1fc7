import { createHash } from 'node:crypto'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { byRisk } from '../../src/model/questions/endpoint.ts'
import { jsonPieces, jsonText } from '../../src/report/text/json.ts'
import { openOwnStore } from '../../src/store/openStore.ts'
import { openStore } from '../../src/store/sqlite/sqliteStore.ts'
import { mcpFacts, summarize } from '../facts.ts'
import { skipIf, whyNotRoot } from '../skip.ts'
import { all, closeStores, codeOf, fleet, newFolder, newScan, numbered, open } from './storing.ts'

describe('the store', () => {
  let path: string
  beforeEach(() => {
    path = join(newFolder(), 'scans.db')
  })
  afterEach(closeStores)

  it('gives back what was put, highest risk first or by id, as often as it is asked', async () => {
    const endpoints = fleet(300)
    const store = await open(path)
    const writer = await store.begin(newScan())
    for (const endpoint of endpoints) await writer.put([endpoint])
    await writer.end('finished')
    const byId = endpoints.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    expect(await all(store.endpoints(writer.id, 'risk'))).to.deep.equal(endpoints.toSorted(byRisk))
    const reader = await open(path, 'read')
    for (let i = 0; i < 2; i++) expect(await all(reader.endpoints(writer.id, 'id'))).to.deep.equal(byId)
  })

  it('counts the summary as it goes', async () => {
    const store = await open(path)
    const writer = await store.begin(newScan())
    await writer.put(fleet(30))
    const [half] = await store.scans()
    expect(half).to.include({ state: 'running' })
    expect(half?.summary).to.deep.equal(summarize(fleet(30), { silentAddresses: 0, interrupted: true }))
    writer.silent('00112233445566ff')
    await writer.put([numbered(30)])
    await writer.end('finished')
    const [whole] = await store.scans()
    expect(whole).to.include({ state: 'finished', startedAt: '2027-01-01T00:00:00.000Z' })
    expect(whole?.summary).to.deep.equal(summarize(fleet(31), { silentAddresses: 1, interrupted: false }))
  })

  it('keeps an endpoint that is put twice as it was, and counts it once', async () => {
    const store = await open(path)
    const writer = await store.begin(newScan())
    await writer.put([numbered(1)])
    await writer.put([{ ...numbered(1), transport: 'ssh' }, numbered(2)])
    expect((await store.scans())[0]?.summary.endpoints).to.equal(2)
    expect((await all(store.endpoints(writer.id, 'risk'))).map(({ transport }) => transport)).to.not.include(
      'ssh',
    )
  })

  it('lets two scans of one file run at once, and a reader see what was there when it began', async () => {
    const [one, two] = [await open(path), await open(path)]
    const [a, b] = [await one.begin(newScan()), await two.begin(newScan())]
    await a.put(fleet(10))
    let read = 0
    for await (const _ of (await open(path, 'read')).endpoints(a.id, 'risk')) {
      if (read++ > 0) continue
      await a.put(fleet(50))
      await b.put(fleet(20))
    }
    expect(read).to.equal(10)
    expect((await two.scans()).map(({ id, summary }) => [id, summary.endpoints])).to.deep.equal([
      [b.id, 20],
      [a.id, 50],
    ])
  })

  it('takes an eighth of the room of the JSON at most', async () => {
    const store = await open(path)
    const writer = await store.begin(newScan())
    const endpoints = fleet(2000)
    await writer.put(endpoints)
    await writer.end('finished')
    await store.close()
    expect(statSync(path).size).to.be.below(JSON.stringify(endpoints).length / 8)
  })

  it('is for its owner alone', async () => {
    const folder = join(newFolder(), 'data')
    const store = await open(join(folder, 'scans.db'), 'own')
    await store.begin(newScan())
    expect(statSync(folder).mode & 0o777).to.equal(0o700)
    for (const name of ['scans.db', 'scans.db-wal'])
      expect(statSync(join(folder, name)).mode & 0o777, name).to.equal(0o600)
  })

  it('of the program itself is not used in a folder of others', async function () {
    const folder = join(newFolder(), 'data')
    const file = join(folder, 'scans.db')
    const store = await open(file, 'own')
    await store.close()
    const codes = async () => [
      await codeOf(() => openStore(file, 'own')),
      await codeOf(() => openOwnStore(undefined, folder, 'read')),
    ]
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    chmodSync(folder, 0o777)
    expect(await codes()).to.deep.equal(['STORE_FOREIGN_FOLDER', 'STORE_FOREIGN_FOLDER'])
    chmodSync(folder, 0o700)
    skipIf(this, whyNotRoot())
    chownSync(folder, 1234, 1234)
    expect(await codes()).to.deep.equal(['STORE_FOREIGN_FOLDER', 'STORE_FOREIGN_FOLDER'])
    chownSync(folder, 0, 0)
    chownSync(file, 1234, 1234)
    expect(await codes()).to.deep.equal(['STORE_FOREIGN_FOLDER', 'STORE_FOREIGN_FOLDER'])
  })

  it('keeps the mode of its file', async () => {
    const store = await open(path)
    await store.close()
    for (const mode of [0o600, 0o640]) {
      chmodSync(path, mode)
      const again = await open(path)
      await (await again.begin(newScan())).end('finished')
      await again.remove((await again.scans()).map(({ id }) => id))
      await again.close()
      expect(statSync(path).mode & 0o777).to.equal(mode)
    }
  })

  it('resumes with what was named, what is silent, and what is done', async () => {
    const named = fleet(3).map(({ id, url, transport, sources }) => ({ id, url, transport, sources }))
    const unfinished = {
      sweep: { ranges: [{ text: '192.0.2.0/30' }], hosts: [], ports: [443], exclude: ['192.0.2.1'] },
      ca: ['PEM'],
      owners: [{ path: 'o.yaml', text: 'rules: []', origin: 'named' as const }],
    }
    const store = await open(path)
    const writer = await store.begin(newScan({ named, unfinished }))
    const silent = Array.from({ length: 5000 }, (_, i) => i.toString(16).padStart(16, '0'))
    for (const id of silent) writer.silent(id)
    await writer.put([numbered(0)])
    expect(await codeOf(() => store.resume(writer.id))).to.equal('SCAN_RUNNING')
    await writer.end('interrupted')

    const other = await open(path)
    const resumed = await other.resume(writer.id)
    expect(resumed.unfinished).to.deep.equal(unfinished)
    expect([...resumed.named]).to.deep.equal(named)
    expect([...resumed.silent]).to.deep.equal(silent)
    await resumed.writer.put([numbered(1)])
    await resumed.writer.end('finished')
    const [scan] = await other.scans()
    expect(scan).to.include({ id: writer.id, state: 'finished' })
    expect(scan?.summary).to.include({ endpoints: 2, silentAddresses: 5000, interrupted: false })
    expect(await codeOf(() => other.resume(writer.id))).to.equal('SCAN_FINISHED')
    expect(await codeOf(() => other.resume('ffffffff'))).to.equal('SCAN_UNKNOWN')
  })

  it('removes scans, what resuming them would need, and gives the room back; never one that runs', async () => {
    const store = await open(path)
    const named = fleet(10)
    const writers = []
    for (let i = 0; i < 3; i++) {
      const writer = await store.begin(newScan({ named }))
      await writer.put(fleet(2000 * i + 100))
      writer.silent('00112233445566ff')
      writers.push(writer)
    }
    const [a, b, c] = writers.map(({ id }) => id) as [string, string, string]
    await writers[0]?.end('finished')
    await writers[2]?.end('interrupted')
    const other = await open(path)
    await store.close()
    const full = statSync(path).size + statSync(`${path}-wal`).size
    await other.remove([b, c])
    expect((await other.scans()).map(({ id }) => id)).to.deep.equal([b, a])
    await other.close()
    expect(statSync(path).size).to.be.below(full / 1.4)
    const reader = await open(path, 'read')
    expect(await all(reader.endpoints(a, 'id'))).to.have.length(100)
    expect(await codeOf(() => all(reader.endpoints(c, 'id')))).to.equal('SCAN_UNKNOWN')
  })

  it('keeps every character and number of a document', async () => {
    const strange: InventoryEndpoint = {
      ...numbered(1),
      url: 'https://xn--e1afmkfd.example/\u202e\u0000😀?a=%00',
      sources: [{ kind: 'file', path: '\ud800 lone', line: 1 }],
    }
    const store = await open(path)
    const writer = await store.begin(newScan())
    await writer.put([strange])
    expect(await all(store.endpoints(writer.id, 'risk'))).to.deep.equal([strange])
  })

  it('gives its writer what was put as it was: the document of a scan is that of the endpoints in memory', async () => {
    const store = await open(join(newFolder(), 'scans.db'))
    const writer = await store.begin(newScan())
    // Members in another order than the schema has them.
    const endpoints = fleet(60).map(({ url, ...rest }) => ({
      ...withTools(rest as InventoryEndpoint, 200),
      url,
    }))
    await writer.put(endpoints)
    const head = { schemaVersion: '1', tool: { name: 'mcp-pqc' }, none: undefined }
    const pieces = jsonPieces({
      ...head,
      endpoints: writer.endpoints(),
      summary: { endpoints: 60, none: {} },
    })
    const whole = { ...head, endpoints: endpoints.toSorted(byRisk), summary: { endpoints: 60, none: {} } }
    expect((await all(pieces)).join('')).to.equal(jsonText(whole))
  })

  it('keeps a long list once, in the file and in memory, however many endpoints have it', async () => {
    const path = join(newFolder(), 'scans.db')
    const store = await open(path)
    const writer = await store.begin(newScan())
    const endpoints = fleet(40).map((endpoint) => withTools(endpoint, 1_000))
    await writer.put(endpoints)
    const one = JSON.stringify(endpoints[0]?.mcp?.tools).length
    await writer.end('finished')
    const read = await all(store.endpoints(writer.id, 'id'))
    expect(new Set(read.map(({ mcp }) => mcp?.tools)).size).to.equal(1)
    expect(read).to.deep.equal(endpoints.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    await store.remove([])
    expect(statSync(path).size).to.be.below(2 * one)
    await store.remove([writer.id])
    await store.close()
    const database = new DatabaseSync(path)
    expect(database.prepare('SELECT count(*) AS count FROM list').get()?.['count']).to.equal(0)
    database.close()
  })
})

/** An endpoint with tools whose texts do not become much shorter when they are compressed. */
const withTools = (endpoint: InventoryEndpoint, count: number): InventoryEndpoint => ({
  ...endpoint,
  mcp: mcpFacts({
    tools: Array.from({ length: count }, (_, i) => ({
      name: `tool-${i}`,
      description: createHash('sha512').update(String(i)).digest('base64'),
      inputSchema: {},
    })),
  }),
})
