import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { killAll, outcome, runHere, start } from '../cli/program.ts'
import { EVERYTHING, startEverything } from '../gateway/backend.ts'
import { hangUp, temporaryFolder, withClient } from '../gateway/server/serving.ts'

type Document = {
  url: string
  policy: string
  groups: string[]
  behind: string
  certificates: { algorithm: string; notAfter: string }[]
  ca: string
  caFile: string
  client: { command: string; args: string[] }
  error: { code: string; message: string; hint: string }
}

const CHILD = new URL('../gateway/stdio/stdioChild.ts', import.meta.url).pathname

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('serve', () => {
  const identity = join(temporaryFolder(), 'identity')
  afterEach(killAll)

  /** The program with --json: its document, and the lines of its log as they come. */
  const serve = async (...args: string[]) => {
    const child = start(['serve', '--json', '--port', '0', '--identity', identity, ...args])
    const seen: string[] = []
    const lines = createInterface(child.stderr).on('line', (line) => seen.push(line))
    /** The first line with these words, whether it has come or is to come. */
    const line = async (part: string): Promise<string> => {
      for (;;) {
        const found = seen.find((one) => one.includes(part))
        if (found !== undefined) return found
        await once(lines, 'line')
      }
    }
    let text = ''
    // A closed standard output would end the program at its end, whatever it waits for.
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      text += chunk
      if (text.endsWith('\n}\n')) break
    }
    return { child, document: JSON.parse(text) as Document, line }
  }

  const end = async (
    child: ChildProcessWithoutNullStreams,
    signal: NodeJS.Signals,
  ): Promise<number | null> => {
    const ended = once(child, 'exit')
    child.kill(signal)
    return ((await ended) as [number | null])[0]
  }

  const failure = async (...args: string[]): Promise<{ code: number | null; error: Document['error'] }> => {
    const { code, stdout } = await runHere([
      'serve',
      '--json',
      '--port',
      '0',
      '--identity',
      identity,
      ...args,
    ])
    return { code, error: (JSON.parse(stdout) as Document).error }
  }

  it('starts with no further argument, says where it is and what to trust, and ends at Ctrl-C', async () => {
    const { child, document } = await serve()
    expect(document).to.include({ policy: 'hybrid', caFile: join(identity, 'ca.pem') })
    expect(document.groups).to.deep.equal(['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'])
    expect(document.ca).to.equal(readFileSync(document.caFile, 'utf8'))
    expect(document.certificates.map(({ algorithm }) => algorithm)).to.deep.equal([
      'ECDSA P-256',
      'ML-DSA-65',
    ])
    expect(document.client.args).to.deep.equal(['connect', document.url, '--ca', document.caFile])
    const described = await withClient(document, 'modern', (client) =>
      client.callTool({ name: 'describe_connection' }),
    )
    expect(described.structuredContent).to.include({ group: 'X25519MLKEM768', keyExchange: 'hybrid' })
    expect(await end(child, 'SIGINT')).to.equal(0)
  })

  it('says the same for people', async () => {
    const child = start(['serve', '--port', '0', '--identity', identity])
    const ended = outcome(child)
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string]
    expect(line).to.equal('Running until Ctrl-C.')
    child.kill('SIGTERM')
    const { code, stdout } = await ended
    expect(code).to.equal(0)
    expect(stdout).to.match(/^MCP at https:\/\/127\.0\.0\.1:\d+\/mcp\n/)
    expect(stdout).to.include(`trust         ${join(identity, 'ca.pem')}`)
    expect(stdout).to.include('"args":["connect","https://127.0.0.1:')
  })

  it('logs why it refuses a client, and what that one offered', async () => {
    const { document, line } = await serve()
    const refused = line('refused')
    const { port } = new URL(document.url)
    const socket = connect({
      host: '127.0.0.1',
      port: Number(port),
      ecdhCurve: 'x25519',
      rejectUnauthorized: false,
    })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).to.match(/HANDSHAKE_FAILURE/)
    expect(await refused).to.match(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ refused 127\.0\.0\.1:\d+: it offers no hybrid group; it offered x25519$/,
    )
  })

  it('takes x25519 with --allow-classical, and says so with --verbose', async () => {
    const { document, line } = await serve('--allow-classical', '--verbose')
    expect(document).to.include({ policy: 'allow-classical' })
    const connected = line('connected')
    const { port } = new URL(document.url)
    const socket = connect({ host: '127.0.0.1', port: Number(port), ecdhCurve: 'x25519', ca: document.ca })
    await once(socket, 'secureConnect')
    expect(await connected).to.match(/: x25519, TLS_AES_256_GCM_SHA384$/)
    await hangUp(socket)
  })

  it('reads its keys again at SIGHUP', async () => {
    const { child, line } = await serve()
    const reloaded = line('loaded new certificates')
    rmSync(join(identity, 'server-ecdsa-p256.pem'))
    child.kill('SIGHUP')
    expect(await reloaded).to.include('ECDSA P-256 until ')
    expect(await end(child, 'SIGTERM')).to.equal(0)
  })

  it('passes an MCP server that speaks HTTP through', async () => {
    const everything = await startEverything('streamableHttp')
    try {
      const { document } = await serve('--upstream', `${everything.origin}/mcp`)
      expect(new URL(document.url).pathname).to.equal('/mcp')
      expect(document.behind).to.equal(`${everything.origin}/mcp`)
      const echoed = await withClient(document, 'legacy', (client) =>
        client.callTool({ name: 'echo', arguments: { message: 'through' } }),
      )
      expect(JSON.stringify(echoed.content)).to.include('Echo: through')
    } finally {
      await everything.close()
    }
  })

  it('puts a stdio server behind it, with what it needs of the environment', async () => {
    const { child, document } = await serve(
      '--env',
      'XDG_DATA_HOME',
      '--',
      process.execPath,
      EVERYTHING,
      'stdio',
    )
    expect(document.behind).to.equal(`${process.execPath} ${EVERYTHING} stdio`)
    const result = await withClient(document, 'legacy', async (client) => {
      const { tools } = await client.listTools()
      expect(tools.map(({ name }) => name)).to.include('echo')
      return client.callTool({ name: 'get-env', arguments: {} })
    })
    expect(JSON.stringify(result.content)).to.include('XDG_DATA_HOME')
    expect(await end(child, 'SIGTERM')).to.equal(0)
  })

  it('ends at SIGTERM next to a daemon that holds the standard error of its command', async () => {
    const { child, document, line } = await serve('--', process.execPath, CHILD, 'daemon')
    const { url, ca } = document
    const pid = await withClient({ url, ca }, 'legacy', async () =>
      Number(/daemon (\d+)/.exec(await line('daemon '))?.[1]),
    )
    try {
      expect(await end(child, 'SIGTERM')).to.equal(0)
      expect(isAlive(pid)).to.equal(true)
    } finally {
      process.kill(pid, 'SIGKILL')
    }
  })

  /** How it exits after one signal, and another one while its command does not end. */
  const exitAfter = async (first: NodeJS.Signals, second: NodeJS.Signals): Promise<unknown[]> => {
    const { child, document, line } = await serve('--verbose', '--', process.execPath, CHILD, 'stubborn')
    await withClient(document, 'legacy', async () => {})
    const pid = Number(/pid (\d+)/.exec(await line('process 1 started'))?.[1])
    const exited = once(child, 'exit')
    child.kill(first)
    // What it says to the SIGTERM that the gateway sends it.
    await line('process 1: no')
    child.kill(second)
    const exit = await exited
    // SIGKILL has been sent; it is gone when the system has got round to it.
    while (isAlive(pid)) await turn()
    return exit
  }

  it('leaves nothing behind at the second Ctrl-C', async () => {
    expect(await exitAfter('SIGINT', 'SIGINT')).to.deep.equal([130, null])
  })

  it('ends in order where a SIGHUP comes while it ends', async () => {
    expect(await exitAfter('SIGTERM', 'SIGHUP')).to.deep.equal([0, null])
  })

  it('refuses words that it does not understand, and what it cannot do', async () => {
    const [stray, both, names] = await Promise.all([
      failure('https://x.example/mcp'),
      failure('--identity', 'folder', '--cert', 'own.pem'),
      failure('--name', 'elsewhere.example'),
    ])
    expect([stray.code, stray.error.code]).to.deep.equal([2, 'USAGE'])
    expect([both.code, both.error.code]).to.deep.equal([2, 'USAGE'])
    expect([names.code, names.error.code]).to.deep.equal([2, 'IDENTITY_NAMES'])
  })

  it('refuses keys that others can read, without a word of what is in them', async () => {
    const open = join(temporaryFolder(), 'open.pem')
    const text = readFileSync(join(identity, 'server-ecdsa-p256.pem'), 'utf8')
    writeFileSync(open, text, { mode: 0o644 })
    const { code, stdout, stderr } = await runHere(['serve', '--json', '--port', '0', '--cert', open])
    expect(code).to.equal(2)
    expect(JSON.parse(stdout).error).to.include({ code: 'KEY_FILE_MODE' })
    expect(stdout + stderr).to.not.match(/[A-Za-z0-9+/]{40}/)
  })
})
