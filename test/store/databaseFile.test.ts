import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { MIGRATIONS, SCHEMA_VERSION } from '../../src/store/sqlite/schema.ts'
import { skipIf, whyNotRoot } from '../skip.ts'
import { all, closeStores, codeOf, fleet, newFolder, newScan, numbered, open } from './storing.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/store/', import.meta.url))
const STORE = fileURLToPath(new URL('../../src/store/sqlite/sqliteStore.ts', import.meta.url))

describe('the file of the store', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = newFolder()
    path = join(folder, 'scans.db')
  })
  afterEach(closeStores)

  /** A store with one scan of `count` endpoints, closed. */
  const filled = async (count: number): Promise<string> => {
    const store = await open(path)
    const writer = await store.begin(newScan())
    await writer.put(fleet(count))
    await writer.end('finished')
    await store.close()
    return writer.id
  }

  it('has a fixture of every version that was released', () => {
    const versions = Array.from({ length: SCHEMA_VERSION }, (_, i) => `v${i + 1}.db`)
    expect(readdirSync(FIXTURES).filter((name) => name.endsWith('.db'))).to.deep.equal(versions)
    expect(MIGRATIONS).to.have.length(SCHEMA_VERSION)
  })

  for (const name of readdirSync(FIXTURES).filter((file) => file.endsWith('.db'))) {
    for (const use of ['read', 'write'] as const)
      it(`opens a file of an earlier version to ${use} it: ${name}`, async () => {
        cpSync(join(FIXTURES, name), path)
        const store = await open(path, use)
        const scans = await store.scans()
        expect(scans.map(({ id, state, summary }) => [id, state, summary.endpoints])).to.deep.equal([
          ['bbbbbbbb', 'interrupted', 2],
          ['aaaaaaaa', 'finished', 40],
        ])
        expect(await all(store.endpoints('aaaaaaaa', 'risk'))).to.have.length(40)
        if (use === 'read') return
        const { named, silent, unfinished, writer } = await store.resume('bbbbbbbb')
        expect([[...named].length, silent.size, unfinished.sweep.ranges.length]).to.deep.equal([3, 2, 1])
        await writer.put([numbered(7)])
        await writer.end('finished')
      })
  }

  it('refuses one from a later version, and leaves it as it is, byte for byte', async () => {
    await filled(10)
    const database = new DatabaseSync(path)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    database.close()
    const before = readFileSync(path)
    for (const use of ['read', 'write', 'own'] as const)
      expect(await codeOf(() => open(path, use)), use).to.equal('STORE_NEWER')
    expect(readFileSync(path).equals(before)).to.equal(true)
    expect(readdirSync(folder)).to.deep.equal(['scans.db'])
  })

  it('refuses the database of another program, and leaves it as it is', async () => {
    const database = new DatabaseSync(path)
    database.exec('CREATE TABLE bookmarks (url TEXT)')
    database.close()
    const before = readFileSync(path)
    for (const use of ['read', 'write'] as const)
      expect(await codeOf(() => open(path, use)), use).to.equal('STORE_FOREIGN')
    expect(readFileSync(path).equals(before)).to.equal(true)
  })

  it('refuses what is no database', async () => {
    for (const text of ['{}', 'x'.repeat(10_000)]) {
      writeFileSync(path, text)
      expect(await codeOf(() => open(path))).to.equal('STORE_FOREIGN')
      expect(readFileSync(path, 'utf8')).to.equal(text)
    }
  })

  it('refuses a pipe, instead of waiting for its other end', () => {
    execFileSync('mkfifo', [path])
    const script = `const { openStore } = await import(process.argv[1])
      await openStore(process.argv[2], process.argv[3]).catch(({ code }) => console.log(code))`
    for (const use of ['read', 'write']) {
      const args = ['--input-type=module', '--eval', script, STORE, path, use]
      // To open the pipe would block the whole process, which then no other signal ends.
      const options = { encoding: 'utf8', timeout: 30_000, killSignal: 'SIGKILL' } as const
      const { stdout, signal } = spawnSync(process.execPath, args, options)
      expect({ stdout, signal }, use).to.deep.equal({ stdout: 'STORE_FOREIGN\n', signal: null })
    }
  })

  it('takes an empty file, and one that another process is about to make, for a new one', async () => {
    writeFileSync(path, '')
    const stores = await Promise.all([open(path), open(path)])
    expect(await Promise.all(stores.map((store) => store.scans()))).to.deep.equal([[], []])
  })

  it('says that a damaged one is damaged, wherever it is', async function () {
    this.timeout(10_000)
    const id = await filled(200)
    const whole = readFileSync(path)
    const codes = new Set<string>()
    const read = async (content: Uint8Array): Promise<string> => {
      const copy = join(newFolder(), 'scans.db')
      writeFileSync(copy, content)
      return codeOf(async () => {
        const store = await open(copy, 'read')
        await store.scans()
        await all(store.endpoints(id, 'risk'))
      })
    }
    for (let at = 100; at < whole.length; at += 4096 * 3 + 77) {
      const damaged = Buffer.from(whole)
      damaged.fill(0xff, at, at + 2000)
      codes.add(await read(damaged))
    }
    codes.delete('no error')
    expect([...codes]).to.deep.equal(['STORE_CORRUPT'])
    expect(await read(whole.subarray(0, whole.length / 2))).to.equal('STORE_CORRUPT')
  })

  it('says that an endpoint in it is none', async () => {
    const id = await filled(3)
    const database = new DatabaseSync(path)
    database.exec(`UPDATE endpoint SET document = x'28b52ffd'`)
    database.close()
    expect(await codeOf(async () => all((await open(path, 'read')).endpoints(id, 'risk')))).to.equal(
      'STORE_CORRUPT',
    )
  })

  it('names the file that is not there', async () => {
    expect(await codeOf(() => open(path, 'read'))).to.equal('STORE_MISSING')
    expect(await codeOf(() => open(join(folder, 'no', 'scans.db')))).to.equal('STORE_UNAVAILABLE')
    expect(await codeOf(() => open(folder))).to.equal('STORE_UNAVAILABLE')
    writeFileSync(path, '')
    expect(await codeOf(() => open(join(path, 'scans.db'), 'own'))).to.equal('STORE_UNAVAILABLE')
    expect(readdirSync(folder)).to.deep.equal(['scans.db'])
  })

  it('waits for another writer', async () => {
    await filled(1)
    const script = `import { DatabaseSync } from 'node:sqlite'
      const other = new DatabaseSync(process.argv[1])
      other.exec('BEGIN EXCLUSIVE')
      console.log('locked')
      process.stdin.once('data', () => other.close())`
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script, path])
    try {
      await once(other.stdout, 'data')
      // The call below stops this process until the lock is free: the other one is asked before to free it.
      other.stdin.end('go')
      const writer = await (await open(path)).begin(newScan())
      await writer.end('finished')
    } finally {
      other.kill()
    }
  })

  it('says in the end that another writer holds the lock', async function () {
    this.timeout(15_000)
    await filled(1)
    const other = new DatabaseSync(path)
    other.exec('BEGIN EXCLUSIVE')
    try {
      const store = await open(path)
      expect(await codeOf(() => store.begin(newScan()))).to.equal('STORE_LOCKED')
      expect(readdirSync(folder).filter((name) => /-[\da-f]{8}$/.test(name))).to.deep.equal([])
    } finally {
      other.close()
    }
  })

  it('keeps all of a batch or nothing of it where the disk is full, and goes on when there is room', async function () {
    const size = '256k'
    mkdirSync(join(folder, 'small'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', join(folder, 'small')])
    if (mounted.status !== 0) skipIf(this, 'tmpfs cannot be mounted')
    try {
      path = join(folder, 'small', 'scans.db')
      const store = await open(path)
      const writer = await store.begin(newScan())
      let kept = 0
      const code = await codeOf(async () => {
        for (; kept < 5000; kept++) await writer.put([numbered(kept)])
      })
      expect(code).to.be.oneOf(['STORE_FULL', 'STORE_UNAVAILABLE'])
      expect((await store.scans())[0]?.summary.endpoints).to.equal(kept)
      execFileSync('mount', ['-o', 'remount,size=4m', join(folder, 'small')])
      await writer.put([numbered(kept), numbered(kept + 1)])
      await writer.end('finished')
      expect(await all(store.endpoints(writer.id, 'risk'))).to.have.length(kept + 2)
      await store.close()
    } finally {
      execFileSync('umount', [join(folder, 'small')])
    }
  })

  describe('for a user who may not write', () => {
    const NOBODY = 65_534

    /** Does something with the store as nobody; gives the code of the error, or what was read. */
    const asNobody = (script: string): string => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `const { openStore } = await import(${JSON.stringify(STORE)})
           const path = ${JSON.stringify(path)}
           const say = (text) => process.stdout.write(String(text))
           try { ${script} } catch (error) { say(error.code) }`,
        ],
        { uid: NOBODY, gid: NOBODY, encoding: 'utf8', env: {} },
      )
      return stdout || stderr
    }

    const READ = `const store = await openStore(path, 'read'); say((await store.scans()).length); await store.close()`
    const WRITE = `await openStore(path, 'write')`

    before(function () {
      skipIf(this, whyNotRoot())
    })

    it('reads a store in a folder that is not his, and says that he cannot write to it', async () => {
      await filled(1)
      chmodSync(folder, 0o755)
      chmodSync(path, 0o644)
      expect(asNobody(READ)).to.equal('1')
      expect(asNobody(WRITE)).to.equal('STORE_UNAVAILABLE')
      expect(readdirSync(folder)).to.deep.equal(['scans.db'])
    })

    it('reads one of an earlier version as it is', async () => {
      cpSync(join(FIXTURES, 'v1.db'), path)
      chmodSync(folder, 0o755)
      chmodSync(path, 0o644)
      expect(asNobody(READ)).to.equal('2')
      expect(readFileSync(path)).to.deep.equal(readFileSync(join(FIXTURES, 'v1.db')))
    })

    it('says that he may not read one', async () => {
      await filled(1)
      chmodSync(folder, 0o755)
      expect(asNobody(READ)).to.equal('STORE_UNAVAILABLE')
    })

    it('says that he cannot write to a file that he may write to, in a folder where he may not', async () => {
      await filled(1)
      chmodSync(folder, 0o755)
      chownSync(path, NOBODY, NOBODY)
      expect(asNobody(`const store = ${WRITE}; await store.scans()`)).to.match(/^STORE_/)
      expect(statSync(path).uid).to.equal(NOBODY)
    })
  })
})
