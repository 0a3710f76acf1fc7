import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { expect } from 'chai'
import { all, closeStores, codeOf, fleet, newFolder, newScan, open } from './storing.ts'

const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)'
const BIGGEST = 9_223_372_036_854_775_000n

/** Changes the types of a table, and lets its statement look as before. */
const untyped = (database: DatabaseSync, table: string, columns: string, row: string): void => {
  const { sql } = database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(table) as {
    sql: string
  }
  database.exec(`DROP TABLE ${table}; CREATE TABLE ${table} (${columns}); INSERT INTO ${table} VALUES (${row});
    PRAGMA writable_schema = ON`)
  database.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(sql, table)
}

const document =
  (json: string | Buffer) =>
  (database: DatabaseSync): void =>
    void database.prepare('UPDATE endpoint SET packed = 0, document = ?').run(zstdCompressSync(json))

const statement =
  (sql: string) =>
  (database: DatabaseSync): void =>
    database.exec(sql)

const EDITS: Record<string, (database: DatabaseSync) => void> = {
  'an endless view in the place of the endpoints': statement(
    `DROP TABLE endpoint; CREATE VIEW endpoint AS ${ENDLESS}
     SELECT x AS number, 1 AS scan, 'a' AS id, 1.0 AS score, 'a' AS url, 0 AS packed, x'00' AS document FROM n`,
  ),
  'an endless view in the place of the states': statement(
    `DROP TABLE progress; CREATE VIEW progress AS ${ENDLESS}
     SELECT 1 AS scan, 'finished' AS state, 'a' AS changed_at, '{}' AS summary FROM n`,
  ),
  'a trigger': statement(`CREATE TRIGGER t AFTER UPDATE ON progress BEGIN UPDATE scan SET scope = 'x'; END`),
  'a table without types': statement('DROP TABLE silent; CREATE TABLE silent (number, scan, ids)'),
  'an id that moves a terminal': statement(`UPDATE scan SET id = char(27) || ']0;x' || char(7)`),
  'an id that is a path': statement(`UPDATE scan SET id = '../../planted'`),
  'a start that moves a terminal': statement(`UPDATE scan SET started_at = char(27) || '[2J'`),
  'an end that is not a time': statement(`UPDATE progress SET changed_at = '1e308'`),
  'a number of a scan that is too large': statement(
    `UPDATE scan SET number = ${BIGGEST}; UPDATE progress SET scan = ${BIGGEST}`,
  ),
  'a number of an endpoint that is too large': statement(`UPDATE endpoint SET number = number + ${BIGGEST}`),
  'an endpoint of 50,000,000 levels': document(Buffer.alloc(50_000_000, '[')),
  'an endpoint of 20,000,000 empty lists': document(`[${'[],'.repeat(20_000_000)}[]]`),
  'an endpoint that is null': document('null'),
  'a summary of 10,000,000 values': (database) =>
    void database.prepare('UPDATE progress SET summary = ?').run(`[${'1,'.repeat(10_000_000)}1]`),
  'a dictionary that is a number': (database) =>
    untyped(database, 'dictionary', 'scan INTEGER PRIMARY KEY, content', '1, 5'),
  'silent addresses that are a number': (database) =>
    untyped(database, 'silent', 'number INTEGER PRIMARY KEY, scan, ids', '1, 1, 5'),
}

describe('a store that somebody else has written', function () {
  this.timeout(60_000)
  afterEach(closeStores)

  for (const [what, edit] of Object.entries(EDITS))
    it(`is damaged, and costs neither the program nor another file, with ${what}`, async () => {
      const folder = newFolder()
      const path = join(folder, 'data', 'a', 'scans.db')
      const own = await open(path, 'own')
      const writer = await own.begin(newScan())
      await writer.put(fleet(3))
      await writer.end('interrupted')
      await own.close()
      const database = new DatabaseSync(path, { defensive: false })
      edit(database)
      database.close()
      const readAll = async (): Promise<void> => {
        const store = await open(path, 'read')
        for (const { id } of await store.scans()) await all(store.endpoints(id, 'risk'))
      }
      const resume = async (): Promise<void> => {
        const store = await open(path)
        for (const { id } of await store.scans()) await store.resume(id)
      }
      const codes = [await codeOf(readAll), await codeOf(resume)]
      expect(codes).to.include('STORE_CORRUPT')
      expect(codes.filter((code) => code !== 'STORE_CORRUPT' && code !== 'no error')).to.deep.equal([])
      for (const at of [folder, join(folder, 'data')])
        expect(existsSync(join(at, 'planted')) || existsSync(join(at, 'planted.lock'))).to.equal(false)
    })

  for (const [json, why] of [
    [Buffer.alloc(100_000, '['), 'an endpoint is nested deeper than 65536 levels'],
    [`[${'1,'.repeat(5_000_000)}1]`, 'an endpoint has more than 5000000 values'],
    [Buffer.alloc(90 << 20, ' '), 'an endpoint is larger than 83886080 bytes'],
    ['{}', 'an endpoint cannot be read'],
  ] as const)
    it(`is named with what is wrong with it: ${why}`, async () => {
      const path = join(newFolder(), 'scans.db')
      const own = await open(path, 'own')
      const writer = await own.begin(newScan())
      await writer.put(fleet(1))
      await writer.end('finished')
      await own.close()
      const database = new DatabaseSync(path, { defensive: false })
      document(json)(database)
      database.close()
      const store = await open(path, 'read')
      const [scan] = await store.scans()
      const error = await all(store.endpoints(scan?.id ?? '', 'risk')).catch((reason: unknown) => reason)
      expect(error).to.have.property('message').that.includes(why)
    })
})
