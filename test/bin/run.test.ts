import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { skipIf } from '../skip.ts'

const REPOSITORY = new URL('../../', import.meta.url).pathname

/** The program stands in for itself: these tests are about how it is started, not about what it does. */
const MAIN = `export const main = async (argv) => {
  console.log('main', process.version, JSON.stringify(argv))
  process.exitCode = 3
}`

describe('bin/run.js', () => {
  const started: ChildProcess[] = []
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mcp-pqc-bin-'))
    cpSync(join(REPOSITORY, 'bin'), join(root, 'bin'), { recursive: true })
    requireNode('24.7.0')
  })
  afterEach(() => {
    for (const child of started.splice(0)) endGroup(child)
    rmSync(root, { recursive: true })
  })

  it('calls main with the arguments as they came and ends with its exit code', async () => {
    build(MAIN)
    const { code, stdout } = await run(process.execPath, ['scan', 'a b', '--json'])
    expect(stdout).to.equal(`main ${process.version} ["scan","a b","--json"]\n`)
    expect(code).to.equal(3)
  })

  it('says which command builds a checkout that was not built', async () => {
    const { code, stderr } = await run(process.execPath, [])
    expect(stderr).to.match(/^mcp-pqc is not built here: run "npm run build".*\n$/)
    expect(code).to.equal(2)
  })

  describe('under a Node.js that is too old', () => {
    beforeEach(() => requireNode('99.0.0'))

    it('says so in one line and names both versions', async () => {
      const { code, stdout, stderr } = await run(process.execPath, ['--version'])
      expect(stderr).to.match(/^mcp-pqc needs Node\.js 99\.0\.0 or newer, and this is \d+\.\d+\.\d+: .*\n$/)
      expect(stdout).to.equal('')
      expect(code).to.equal(2)
    })

    it('hands over to the runtime that the checkout brought, and ends with its exit code', async () => {
      bring('#!/bin/sh\necho "runtime: $2 $3"\nexit 7\n')
      const { code, stdout } = await run(process.execPath, ['scan', 'a b'])
      expect(stdout).to.equal('runtime: scan a b\n')
      expect(code).to.equal(7)
    })

    it('refuses when the runtime of the checkout is the one that is too old', async () => {
      mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
      symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'))
      const { code, stderr } = await run(process.execPath, [])
      expect(stderr).to.match(/^mcp-pqc needs Node\.js 99\.0\.0/)
      expect(code).to.equal(2)
    })

    it('says in one line that the runtime does not start', async () => {
      bring('#!/no/such/interpreter\n')
      const { code, stderr } = await run(process.execPath, [])
      expect(stderr).to.match(/node_modules\/node\/bin\/node could not be started: .*\n$/)
      expect(code).to.equal(2)
    })

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      it(`passes ${signal} on once, and lets the runtime finish`, async () => {
        // Goes on for a while after the first signal, in order to see a second one. Not a shell script: dash loses
        // a signal that comes while it starts a command.
        bring(`#!${process.execPath}
          let n = 0
          process.on('${signal}', () => n++ || setTimeout(() => { console.log(n); process.exit(130) }, 200))
          setInterval(() => {}, 1000)
          console.log('ready')
        `)
        const child = start(process.execPath, [])
        const output = text(child.stdout ?? [])
        await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
        child.kill(signal)
        const [code] = await once(child, 'exit')
        expect(await output).to.equal('ready\n1\n')
        expect(code).to.equal(130)
      })
    }

    it('ends by the signal that ended the runtime', async () => {
      bring('#!/bin/sh\nkill -TERM $$\n')
      const child = start(process.execPath, [])
      const [code, signal] = await once(child, 'exit')
      expect(code).to.equal(null)
      expect(signal).to.equal('SIGTERM')
    })
  })

  describe("under the machine's own older Node.js", () => {
    let old: string
    before(function () {
      const found = olderNode()
      // Nothing to test on a machine whose own Node.js is new enough: the file must parse under one that is not.
      if (!found) return skipIf(this, 'no older Node.js on this machine')
      old = found
    })

    it('refuses in one line', async () => {
      build(MAIN)
      const { code, stdout, stderr } = await run(old, ['--version'])
      expect(stderr).to.match(/^mcp-pqc needs Node\.js 24\.7\.0 or newer.*\n$/)
      expect(stdout).to.equal('')
      expect(code).to.equal(2)
    })

    it('runs main under the runtime of the checkout', async () => {
      build(MAIN)
      mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
      symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'))
      const { code, stdout } = await run(old, ['plan'])
      expect(stdout).to.equal(`main ${process.version} ["plan"]\n`)
      expect(code).to.equal(3)
    })
  })

  const requireNode = (version: string) =>
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({ type: 'module', engines: { node: `>=${version}` } }),
    )

  const build = (main: string) => {
    mkdirSync(join(root, 'dist/src/cli'), { recursive: true })
    writeFileSync(join(root, 'dist/src/cli/main.js'), main)
  }

  const bring = (runtime: string) => {
    mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
    writeFileSync(join(root, 'node_modules/node/bin/node'), runtime)
    chmodSync(join(root, 'node_modules/node/bin/node'), 0o755)
  }

  /** In a process group of its own, so that what a failed test leaves behind can be ended as a whole. */
  const start = (node: string, args: string[]) => {
    const child = spawn(node, [join(root, 'bin/run.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    started.push(child)
    return child
  }

  const endGroup = ({ pid }: ChildProcess) => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    } catch (error) {
      // It ended by itself, as it should.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  const run = async (node: string, args: string[]) => {
    const child = start(node, args)
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { code, stdout, stderr }
  }
})

/** npm puts node_modules/.bin first, where the checkout's own runtime stands: the machine's is further on. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
  return folders
    .map((folder) => join(folder, 'node'))
    .find((node) => {
      try {
        return (
          Number.parseInt(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 24
        )
      } catch {
        return false
      }
    })
}
