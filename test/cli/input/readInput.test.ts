import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readInput } from '../../../src/cli/input/readInput.ts'
import { McpPqcError } from '../../../src/model/error.ts'
import { run, runHere, runShell, start, words } from '../program.ts'

/** 512 MiB. */
const MAX_DOCUMENT_BYTES = 536_870_912

describe('files that are named on the command line', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-input-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('reads no more of a file, a device or standard input than its limit', async () => {
    const path = join(folder, 'file')
    writeFileSync(path, 'é'.repeat(50_000))
    expect(await readInput(path, 100_000)).to.equal('é'.repeat(50_000))
    for (const [large, limit] of [
      [path, 99_999],
      ['/dev/zero', 1_000_000],
    ] as const) {
      const error = await readInput(large, limit).catch((reason: unknown) => reason)
      expect(error).to.be.an.instanceOf(McpPqcError)
      expect((error as McpPqcError).code).to.equal('FILE_TOO_LARGE')
    }
    const piped = await runShell('"$0" "$@" < /dev/zero', words(['discover', '-', '--json']))
    expect(JSON.parse(piped.stdout).error.code).to.equal('FILE_TOO_LARGE')
  })

  for (const args of [
    ['scan', '--file', '/dev/zero'],
    ['scan', '127.0.0.1:1', '--ca', '/dev/zero'],
    ['discover', '127.0.0.1:1', '--owners', '/dev/zero'],
  ])
    it(`costs a message with the limit: ${args.join(' ')}`, async () => {
      const { code, stdout } = await run(
        [...args, '--json', '--store', join(folder, 'store.db')].slice(0, args.length + 1),
      )
      expect(code).to.equal(2)
      expect(JSON.parse(stdout).error.code).to.equal('FILE_TOO_LARGE')
    })

  for (const flags of [
    ['discover', '--file'],
    ['plan', '--from'],
    ['verify', '--wave', '1', '--plan'],
    ['discover', '127.0.0.1:1', '--owners'],
  ])
    it(`says that it waits for a pipe that nothing is written to: ${flags.join(' ')}`, async () => {
      const path = join(folder, `pipe-${flags[0]}-${flags.length}`)
      execFileSync('mkfifo', [path])
      const child = start([...flags, path, '--json'])
      const ended = once(child, 'close')
      let told = ''
      for await (const piece of child.stderr) {
        told += piece
        if (told.includes('\n')) break
      }
      expect(told).to.equal(`mcp-pqc: waiting for ${path}, which is not a regular file\n`)
      // What is written later is read.
      writeFileSync(path, 'no document')
      await ended
    })

  it('reads what a command of the shell writes', async () => {
    const { stdout } = await runShell(
      'bash -c \'"$0" "$@" --file <(echo https://a.example/mcp)\' "$0" "$@"',
      words(['discover', '--json']),
    )
    expect(JSON.parse(stdout).endpoints[0].url).to.equal('https://a.example/mcp')
  })

  it('refuses an inventory that is too long', async () => {
    const path = join(folder, 'huge.json')
    writeFileSync(path, '{')
    // A hole in the file: it takes no space.
    truncateSync(path, MAX_DOCUMENT_BYTES + 1)
    const { code, stdout } = await runHere(['report', 'csv', '--from', path, '--json'])
    expect(code).to.equal(2)
    expect(JSON.parse(stdout).error).to.include({
      code: 'FILE_TOO_LARGE',
      message: `${path} is larger than ${MAX_DOCUMENT_BYTES} bytes`,
    })
  })
})
