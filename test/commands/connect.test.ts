import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run as runCommand } from '@oclif/core'
import { expect } from 'chai'
import { fromSource } from '../../bin/from-source.ts'
import { describeError } from '../../src/cli/failure.ts'
import { killAll, outcome, run, start } from '../cli/program.ts'
import {
  type Asked,
  asked,
  type Identities,
  INITIALIZE,
  initializeResult,
  json,
  type Listening,
  listen,
  makeIdentities,
  resultOf,
} from '../gateway/bridge/clientPeers.ts'

const URL_OF_NOBODY = 'https://mcp.invalid/mcp'

describe('mcp-pqc connect', function () {
  this.timeout(30_000)
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-connect-'))
  const file = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode })
    return path
  }
  const seen: Asked[] = []
  let identities: Identities
  let listening: Listening
  let ca: string
  before(async () => {
    identities = await makeIdentities()
    ca = file('ca.pem', identities.ca)
    listening = await listen(
      identities.server,
      asked((one) => {
        seen.push(one)
        const { message, response } = one
        if (message.id === undefined) response.writeHead(202).end()
        else if (message.method === 'initialize') json(response, resultOf(message.id, initializeResult()))
        else json(response, resultOf(message.id, { tools: [] }))
      }),
    )
  })
  beforeEach(() => seen.splice(0))
  after(async () => {
    killAll()
    await listening.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('carries messages until its input ends, and prints nothing else on standard output', async () => {
    const lines = [INITIALIZE, { jsonrpc: '2.0', id: 2, method: 'tools/list' }]
    const { code, stdout, stderr } = await run(
      ['connect', listening.url.href, '--ca', ca, '--token-env', 'TOKEN', '--header', 'X-Team: blue'],
      { stdin: lines.map((line) => `${JSON.stringify(line)}\n`).join(''), env: { TOKEN: 's3cr3t' } },
    )
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).to.deep.equal([resultOf(1, initializeResult()), resultOf(2, { tools: [] })])
    expect(stderr).to.equal('mcp-pqc connect: TLS 1.3, X25519MLKEM768 (hybrid)\n')
    expect(code).to.equal(0)
    for (const { request } of seen)
      expect(request.headers).to.deep.include({ authorization: 'Bearer s3cr3t', 'x-team': 'blue' })
  })

  it('tells its client which fault it met, and goes on', async () => {
    const { code, stdout } = await run(['connect', listening.url.href], {
      stdin: `${JSON.stringify(INITIALIZE)}\n`,
    })
    expect(JSON.parse(stdout)).to.have.nested.property('error.data.code', 'UNTRUSTED')
    expect(code).to.equal(0)
  })

  it('ends at a signal', async () => {
    const child = start(['connect', listening.url.href, '--ca', ca])
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`)
    await once(createInterface({ input: child.stdout }), 'line')
    child.kill('SIGTERM')
    const { code, signal } = await outcome(child)
    expect([code, signal]).to.deep.equal([0, null])
  })

  it('ends at a signal even where its client reads nothing', async () => {
    let written = 0
    let onMore = (): void => {}
    const flooding = await listen(
      identities.server,
      asked(({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const go = (): void => {
          do {
            written++
            onMore()
          } while (
            response.write(`data: {"jsonrpc":"2.0","method":"x","params":"${'x'.repeat(65_536)}"}\n\n`)
          )
        }
        response.on('drain', go)
        go()
      }),
    )
    try {
      const child = start(['connect', flooding.url.href, '--ca', ca])
      child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`)
      await once(child.stdout, 'readable')
      // The flood has come to a halt when nothing more was taken for a while.
      await new Promise<void>((resolve) => {
        let halt = setTimeout(resolve, 300)
        onMore = () => {
          clearTimeout(halt)
          halt = setTimeout(resolve, 300)
        }
      })
      expect(written).to.be.above(0)
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      expect(await exited).to.deep.equal([0, null])
    } finally {
      await flooding.close()
    }
  })

  it('goes on where nobody wants to hear its notes', async () => {
    const child = start(['connect', listening.url.href, '--ca', ca])
    child.stderr.destroy()
    const lines = createInterface({ input: child.stdout })
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`)
    const [line] = (await once(lines, 'line')) as [string]
    expect(JSON.parse(line)).to.deep.equal(resultOf(1, initializeResult()))
    const exited = once(child, 'exit')
    child.stdin.end()
    expect(await exited).to.deep.equal([0, null])
  })

  it('listens on loopback, with the address on standard output', async () => {
    const child = start(['connect', listening.url.href, '--ca', ca, '--listen', '127.0.0.1:0', '--json'])
    let text = ''
    for await (const chunk of child.stdout) {
      text += String(chunk)
      if (text.endsWith('}\n')) break
    }
    const { url, server } = JSON.parse(text) as { url: string; server: string }
    expect(server).to.equal(listening.url.href)
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(INITIALIZE),
    })
    expect(await answer.json()).to.deep.equal(resultOf(1, initializeResult()))
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).to.equal(0)
  })

  describe('refuses', () => {
    const cases: [string, string, () => string[]][] = [
      ['no URL', 'USAGE', () => []],
      ['what is no URL', 'URL_INVALID', () => ['mcp.example.com']],
      ['HTTP without TLS', 'URL_NOT_HTTPS', () => ['http://127.0.0.1/mcp']],
      ['a password in the URL', 'URL_CREDENTIALS', () => ['https://user:secret@mcp.invalid/mcp']],
      ['what is no pin', 'PIN_INVALID', () => [URL_OF_NOBODY, '--pin', 'sha256/abc']],
      ['to listen to the network', 'LISTEN_NOT_LOOPBACK', () => [URL_OF_NOBODY, '--listen', '0.0.0.0:8080']],
      ['an address without a port', 'LISTEN_INVALID', () => [URL_OF_NOBODY, '--listen', '127.0.0.1']],
      ['a field of its own', 'HEADER_INVALID', () => [URL_OF_NOBODY, '--header', 'MCP-Session-Id: 1']],
      ['a token that is not there', 'TOKEN_MISSING', () => [URL_OF_NOBODY, '--token-env', 'NO_SUCH_TOKEN']],
      ['an authority that is none', 'CA_INVALID', () => [URL_OF_NOBODY, '--ca', file('none.pem', 'none')]],
      ['a certificate without its key', 'USAGE', () => [URL_OF_NOBODY, '--cert', ca]],
      [
        'a key that others may read',
        'KEY_FILE_MODE',
        () => [
          URL_OF_NOBODY,
          '--cert',
          file('client.pem', identities.client.cert),
          '--key',
          file('open.key', identities.client.key, 0o640),
        ],
      ],
      [
        'a key of another certificate',
        'IDENTITY_INVALID',
        () => [
          URL_OF_NOBODY,
          '--cert',
          file('client.pem', identities.client.cert),
          '--key',
          file('server.key', identities.server.key),
        ],
      ],
      [
        'a key file that is a folder',
        'FILE_UNREADABLE',
        () => [URL_OF_NOBODY, '--cert', file('client.pem', identities.client.cert), '--key', folder],
      ],
    ]
    for (const [name, expected, args] of cases) {
      it(name, async () => {
        const error = await runCommand(['connect', ...args()], fromSource).catch((error: unknown) => error)
        const { exitCode, text, json } = describeError(error)
        expect(json?.error.code).to.equal(expected)
        expect(json?.error.hint).to.not.equal('')
        expect(text).to.not.include('secret')
        expect(exitCode).to.equal(2)
      })
    }
  })
})
