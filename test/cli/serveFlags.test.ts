import { expect } from 'chai'
import { serveFlags } from '../../src/cli/flags/serveFlags.ts'
import { bytes, certificatePairs, commandBehind, environmentOf } from '../../src/cli/input/backend.ts'
import { LogLines } from '../../src/cli/output/logLines.ts'
import { UsageError } from '../../src/model/error.ts'

describe('serve: what is behind it', () => {
  /** As oclif gives them: with `--` among the arguments, and without it and the flags among the words. */
  const behind = (argv: string[], words: string[], flags: Parameters<typeof commandBehind>[2] = {}) =>
    commandBehind(argv, words, flags)
  const usage = (act: () => unknown) => expect(act).to.throw(UsageError)

  it('is nothing, or the words after --', () => {
    expect(behind(['--port', '0'], [])).to.equal(undefined)
    expect(behind(['--port', '0', '--', 'npx', '-y', 'server'], ['npx', '-y', 'server'])).to.deep.equal([
      'npx',
      '-y',
      'server',
    ])
    expect(behind(['--', 'a', '--', '--json'], ['a', '--', '--json'])).to.deep.equal(['a', '--', '--json'])
  })

  it('is no word before --, no empty command, no command beside an upstream, no --env without a command', () => {
    usage(() => behind(['https://x'], ['https://x'])).with.property(
      'message',
      'unexpected argument: https://x',
    )
    usage(() => behind(['--no-such-flag'], ['--no-such-flag']))
    usage(() => behind(['npx', '--', 'server'], ['npx', 'server']))
    usage(() => behind(['--'], []))
    usage(() => behind(['--upstream', 'http://x', '--', 'a'], ['a'], { upstream: 'http://x' }))
    usage(() => behind(['--env', 'HOME'], [], { env: ['HOME'] }))
  })

  it('gets the variables that are named, and no value from the arguments', () => {
    expect(environmentOf(['A', 'EMPTY'], { A: 'a', B: 'b', EMPTY: '' })).to.deep.equal({ A: 'a', EMPTY: '' })
    usage(() => environmentOf(['C'], {})).with.property('code', 'ENV_MISSING')
    expect(() => environmentOf(['TOKEN=hunter2'], {}))
      .to.throw(UsageError)
      .with.property('message')
      .not.includes('hunter2')
  })
})

describe('serve: certificates, limits and origins', () => {
  it('pairs keys with certificates in their order', () => {
    expect(certificatePairs(['a', 'b'], ['ka', 'kb'])).to.deep.equal([
      { certificate: 'a', key: 'ka' },
      { certificate: 'b', key: 'kb' },
    ])
    expect(certificatePairs(['a'])).to.deep.equal([{ certificate: 'a', key: 'a' }])
    expect(() => certificatePairs(['a', 'b'], ['k']))
      .to.throw(UsageError)
      .with.property('code', 'KEY_COUNT')
  })

  it('counts bodies in mebibytes', () => {
    expect([bytes(1), bytes(0.5), bytes(0.001)]).to.deep.equal([1_048_576, 524_288, 1_049])
  })

  it('takes origins as browsers write them', async () => {
    const parse = serveFlags['allow-origin'].parse as unknown as (text: string) => Promise<string>
    expect(await parse('https://app.example.com/')).to.equal('https://app.example.com')
    for (const text of ['app.example.com', 'https://x/path', 'https://user@x', 'file:///x', 'null', '*']) {
      const failed = await parse(text).catch((error) => error)
      expect(failed, text).to.be.instanceOf(UsageError).with.property('code', 'ORIGIN_INVALID')
    }
  })
})

describe('the lines of a log', () => {
  it('have their time, and are no more than can be read', () => {
    let now = Date.parse('2026-11-22T10:00:00.500Z')
    const lines: string[] = []
    const log = new LogLines(
      (line) => lines.push(line),
      () => now,
    )
    for (let at = 0; at < 50; at++) log.line(`line ${at}`)
    expect(lines).to.have.lengthOf(20)
    expect(lines[0]).to.equal('2026-11-22T10:00:00Z line 0')
    now += 1000
    log.line('later')
    expect(lines.slice(20)).to.deep.equal([
      '2026-11-22T10:00:01Z … and 30 more lines',
      '2026-11-22T10:00:01Z later',
    ])
    log.end()
    expect(lines).to.have.lengthOf(22)
  })
})
