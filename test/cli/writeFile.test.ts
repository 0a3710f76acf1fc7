import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkWritable, writeFileAtomically } from '../../src/cli/writeFile.ts'
import { McpPqcError } from '../../src/model/error.ts'

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

  it('finds out before the work what would fail after it, and touches nothing', async () => {
    expect(await failure(checkWritable(path('a')))).to.equal('undefined')
    expect(existsSync(path('a'))).to.equal(false)
    expect(await failure(checkWritable(path('no/a')))).to.match(/^WRITE_FAILED .*\(ENOENT\)$/)
    expect(await failure(checkWritable(folder))).to.match(/^WRITE_FAILED .*\(EISDIR\)$/)
    writeFileSync(path('file'), '')
    expect(await failure(checkWritable(path('file/a')))).to.match(/^WRITE_FAILED .*\(ENOTDIR\)$/)
  })
})
