import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'

const MOCHA = new URL('../../node_modules/mocha/bin/mocha.js', import.meta.url).pathname
const REPORTER = new URL('../reporter.js', import.meta.url).pathname

const LISTENER = `import { createServer } from 'node:net'
it('leaves a listener open', function (done) {
  this.timeout(50)
  createServer().listen(0, '127.0.0.1', FINISHED)
})
`

describe('the reporter of the tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-reporter-'))
  after(() => rmSync(folder, { recursive: true }))

  /** A run that would go on is killed, because its listener is open. */
  const run = (finished: string) => {
    const [test, results] = [join(folder, 'listener.test.mjs'), join(folder, 'results.json')]
    writeFileSync(test, LISTENER.replace('FINISHED', finished))
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      [MOCHA, '--no-config', '--reporter', REPORTER, test],
      { encoding: 'utf8', timeout: 10_000, env: { ...process.env, MOCHA_RESULTS: results } },
    )
    const { stats } = JSON.parse(readFileSync(results, 'utf8')) as { stats: { failures: number } }
    return { status, signal, stdout, stderr, failures: stats.failures }
  }

  it('ends a run with a failure whose test left a listener open, and shows both', () => {
    const { status, stdout, stderr, failures } = run('() => {}')
    expect({ status, failures }).to.deep.equal({ status: 1, failures: 1 })
    expect(stdout).to.include('Timeout of 50ms exceeded')
    expect(stderr).to.include('TCPServerWrap')
  })

  it('does not end one without a failure, and says what is open', () => {
    const { signal, stderr, failures } = run('() => done()')
    expect({ signal, failures }).to.deep.equal({ signal: 'SIGTERM', failures: 0 })
    expect(stderr).to.include('TCPServerWrap')
  })
})
