import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { checkWritable, writeFileAtomically, writePiecesAtomically } from '../../src/cli/output/writeFile.ts'
import { McpPqcError } from '../../src/model/error.ts'
import { skipIf, whyNotRoot } from '../skip.ts'

describe('writing a file whole or not at all', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-write-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const path = (name: string): string => join(folder, name)
  const failure = async (work: Promise<void>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return error instanceof McpPqcError ? `${error.code} ${error.message.replace(folder, '')}` : String(error)
  }

  it('writes, and writes over', async () => {
    await writeFileAtomically(path('a'), 'one')
    await writeFileAtomically(path('a'), 'two')
    expect(readFileSync(path('a'), 'utf8')).to.equal('two')
    expect(readdirSync(folder)).to.deep.equal(['a'])
  })

  it('preserves the mode of an existing file, and creates others by the umask', async () => {
    for (const mode of [0o600, 0o640, 0o664]) {
      writeFileSync(path('a'), 'one')
      chmodSync(path('a'), mode)
      await writeFileAtomically(path('a'), 'two')
      expect([readFileSync(path('a'), 'utf8'), statSync(path('a')).mode & 0o777]).to.deep.equal(['two', mode])
    }
    writeFileSync(path('b'), '')
    await writeFileAtomically(path('new'), 'x')
    expect(statSync(path('new')).mode).to.equal(statSync(path('b')).mode)
  })

  it('preserves the mode of a file that a link leads to, and where pieces come late', async () => {
    writeFileSync(path('a'), 'one', { mode: 0o600 })
    symlinkSync('a', path('link'))
    const pieces = async function* () {
      yield 'x'.repeat(100_000)
      for (const name of readdirSync(folder)) expect(statSync(path(name)).mode & 0o077, name).to.equal(0)
      yield 'y'
    }
    await writePiecesAtomically(path('link'), pieces())
    expect(statSync(path('a')).mode & 0o777).to.equal(0o600)
    expect(readFileSync(path('a'), 'utf8')).to.have.length(100_001)
  })

  it('preserves the owner and the group, where this user may', async function () {
    skipIf(this, whyNotRoot())
    writeFileSync(path('a'), 'one')
    chownSync(path('a'), 1234, 2345)
    chmodSync(path('a'), 0o640)
    await writeFileAtomically(path('a'), 'two')
    expect(statSync(path('a'))).to.deep.include({ uid: 1234, gid: 2345 })
    expect(statSync(path('a')).mode & 0o777).to.equal(0o640)
  })

  it('writes what a link leads to, and leaves the link', async () => {
    mkdirSync(path('real'))
    writeFileSync(path('real/a'), 'one')
    symlinkSync(path('real/a'), path('link'))
    await writeFileAtomically(path('link'), 'two')
    expect(readFileSync(path('real/a'), 'utf8')).to.equal('two')
    expect(readdirSync(folder).toSorted()).to.deep.equal(['link', 'real'])
  })

  it('leaves nothing behind where it fails', async () => {
    expect(await failure(writeFileAtomically(path('no/a'), 'x'))).to.equal(
      'WRITE_FAILED /no/a cannot be written (ENOENT)',
    )
    expect(await failure(writeFileAtomically(folder, 'x'))).to.match(/^WRITE_FAILED .*\(EISDIR\)$/)
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('writes a text that comes in pieces, asking for the next when those before it are written', async () => {
    const size = 300_000
    let asked = 0
    const pieces = async function* () {
      for (let i = 0; i < size; i++) {
        if (i % 100_000 === 0) expect(readdirSync(folder).join()).to.match(/^(?:a\..+\.partial)?$/)
        asked++
        yield 'ü\n'
      }
    }
    expect(await writePiecesAtomically(path('a'), pieces())).to.equal(size * 3)
    expect(asked).to.equal(size)
    expect(readFileSync(path('a'), 'utf8')).to.equal('ü\n'.repeat(size))
    expect(readdirSync(folder)).to.deep.equal(['a'])
  })

  it('leaves what was there where a piece cannot be had, and passes on why', async () => {
    writeFileSync(path('a'), 'as it was')
    const pieces = async function* () {
      yield 'x'.repeat(200_000)
      throw new McpPqcError('STORE_CORRUPT', 'as the test has it', 'none')
    }
    expect(await failure(writePiecesAtomically(path('a'), pieces()).then(() => {}))).to.match(
      /^STORE_CORRUPT /,
    )
    expect(readFileSync(path('a'), 'utf8')).to.equal('as it was')
    expect(readdirSync(folder)).to.deep.equal(['a'])
  })

  it('refuses a pipe that nothing reads from, instead of waiting', async () => {
    execFileSync('mkfifo', [path('pipe')])
    expect(await failure(writeFileAtomically(path('pipe'), 'x'))).to.match(/^WRITE_FAILED .*\(ENXIO\)$/)
    expect(statSync(path('pipe')).isFIFO()).to.equal(true)
  })

  it('writes into a pipe that is read from, more than it holds', async () => {
    execFileSync('mkfifo', [path('pipe')])
    const reader = spawn('cat', [path('pipe')])
    const read = text(reader.stdout)
    const long = 'x'.repeat(1_000_000)
    // The reader may not have opened it yet.
    while ((await failure(writeFileAtomically(path('pipe'), long))) !== 'undefined')
      await new Promise(setImmediate)
    expect(await read).to.equal(long)
  })

  it('fails where the reader of a pipe leaves before the end, instead of waiting', async () => {
    execFileSync('mkfifo', [path('pipe')])
    const reader = openSync(path('pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
    const pieces = async function* () {
      // As much as a pipe holds.
      yield 'x'.repeat(65_536)
      closeSync(reader)
      yield 'y'.repeat(65_536)
    }
    expect(await failure(writePiecesAtomically(path('pipe'), pieces()).then(() => {}))).to.match(
      /^WRITE_FAILED .*\((EPIPE|ECONNRESET)\)$/,
    )
  })

  describe('where another user can write', () => {
    const STRANGER = 1234
    const refused = (what: string): string =>
      `WRITE_FAILED ${what} belongs to another user (uid ${STRANGER})`.replaceAll('FOLDER', folder)
    const bothRefuse = async (name: string, why: string): Promise<void> => {
      expect(await failure(checkWritable(path(name)))).to.equal(why)
      expect(await failure(writeFileAtomically(path(name), 'x'))).to.equal(why)
    }
    beforeEach(function () {
      skipIf(this, whyNotRoot())
      mkdirSync(path('mine'))
      writeFileSync(path('mine/rc'), 'as it was')
      mkdirSync(path('shared'))
      chmodSync(path('shared'), 0o1777)
    })
    afterEach(() => {
      if (existsSync(path('mine/rc'))) expect(readFileSync(path('mine/rc'), 'utf8')).to.equal('as it was')
    })

    it('does not follow a symbolic link of that user, at the end of the path or on it', async () => {
      symlinkSync(path('mine/rc'), path('shared/report'))
      symlinkSync(path('mine'), path('shared/folder'))
      symlinkSync(path('mine/new'), path('shared/dangling'))
      symlinkSync(path('shared/report'), path('mine/own'))
      for (const name of ['report', 'folder', 'dangling'])
        lchownSync(path(`shared/${name}`), STRANGER, STRANGER)
      const link = (name: string): string => `the symbolic link FOLDER/shared/${name}`
      await bothRefuse('shared/report', refused(`/shared/report is not written: ${link('report')}`))
      await bothRefuse('shared/folder/rc', refused(`/shared/folder/rc is not written: ${link('folder')}`))
      await bothRefuse('shared/dangling', refused(`/shared/dangling is not written: ${link('dangling')}`))
      await bothRefuse('mine/own', refused(`/mine/own is not written: ${link('report')}`))
      expect(readdirSync(path('mine')).toSorted()).to.deep.equal(['own', 'rc'])
    })

    it('follows the user’s own link there, and writes to a new file', async () => {
      writeFileSync(path('mine/out'), '')
      symlinkSync(path('mine/out'), path('shared/out'))
      await writeFileAtomically(path('shared/out'), 'x')
      await writeFileAtomically(path('shared/new'), 'y')
      expect(readFileSync(path('mine/out'), 'utf8')).to.equal('x')
      expect(readFileSync(path('shared/new'), 'utf8')).to.equal('y')
    })

    it('gives no report to a file or pipe that this user put there', async () => {
      writeFileSync(path('shared/file'), 'planted')
      execFileSync('mkfifo', [path('shared/pipe')])
      const reader = openSync(path('shared/pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
      for (const name of ['file', 'pipe']) {
        chownSync(path(`shared/${name}`), STRANGER, STRANGER)
        await bothRefuse(`shared/${name}`, refused(`/shared/${name} is not written: it`))
      }
      closeSync(reader)
      expect(readFileSync(path('shared/file'), 'utf8')).to.equal('planted')
      expect(readdirSync(path('shared')).toSorted()).to.deep.equal(['file', 'pipe'])
    })
  })

  it('finds out before the work what would fail after it, and touches nothing', async () => {
    expect(await failure(checkWritable(path('a')))).to.equal('undefined')
    expect(existsSync(path('a'))).to.equal(false)
    expect(await failure(checkWritable(path('no/a')))).to.match(/^WRITE_FAILED .*\(ENOENT\)$/)
    expect(await failure(checkWritable(folder))).to.match(/^WRITE_FAILED .*\(EISDIR\)$/)
    writeFileSync(path('file'), '')
    expect(await failure(checkWritable(path('file/a')))).to.match(/^WRITE_FAILED .*\(ENOTDIR\)$/)
  })
})
