import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect } from 'chai'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { killAll, start, words } from '../../cli/program.ts'
import { startEverything } from '../../gateway/backend.ts'
import { exercise } from '../../gateway/exercise.ts'
import { type Serving, serve, temporaryFolder } from '../../gateway/server/serving.ts'
import { startFixture } from './conformance/fixtureServer.ts'
import { runSuite } from './conformance/suite.ts'

/** `serve` in front of `url`, or by itself, and the words that reach it. */
const serving = async (url?: string): Promise<{ served: Serving; args: string[] }> => {
  const handler =
    url === undefined ? {} : { handler: upstreamHandler({ url, timeoutMs: 5_000, log: () => {} }) }
  const served = await serve(handler)
  const ca = join(temporaryFolder(), 'ca.pem')
  writeFileSync(ca, served.ca)
  const { pathname } = new URL(url ?? served.url)
  return { served, args: ['connect', new URL(pathname, served.url).href, '--ca', ca] }
}

const stdio = (args: readonly string[]): StdioClientTransport => {
  const [command = '', ...rest] = words(args)
  return new StdioClientTransport({ command, args: rest, stderr: 'ignore' })
}

/** `connect --listen` in a process of its own. */
const listening = async (args: readonly string[]): Promise<{ url: string; close(): void }> => {
  const child = start([...args, '--listen', '127.0.0.1:0', '--json'])
  child.stderr.resume()
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.endsWith('}\n')) break
  }
  return { url: (JSON.parse(text) as { url: string }).url, close: () => child.kill() }
}

describe('connect and serve', () => {
  after(killAll)

  describe('in front of server-everything', () => {
    let everything: Awaited<ReturnType<typeof startEverything>>
    let served: Serving
    let args: string[]
    before(async () => {
      everything = await startEverything('streamableHttp')
      ;({ served, args } = await serving(`${everything.origin}/mcp`))
    })
    after(async () => {
      await served?.close()
      await everything?.close()
    })

    describe('on standard input and output', () => exercise(() => stdio(args)))

    describe('by --listen', () => {
      let url: string
      before(async () => {
        ;({ url } = await listening(args))
      })
      exercise(() => new StreamableHTTPClientTransport(new URL(url)))
    })
  })

  describe('in front of server-everything of 2024-11-05', () => {
    let everything: Awaited<ReturnType<typeof startEverything>>
    let served: Serving
    let args: string[]
    before(async () => {
      everything = await startEverything('sse')
      ;({ served, args } = await serving(`${everything.origin}/sse`))
    })
    after(async () => {
      await served?.close()
      await everything?.close()
    })
    describe('on standard input and output', () => exercise(() => stdio(args)))
  })

  describe('with the official client', () => {
    let served: Serving
    let args: string[]
    before(async () => {
      ;({ served, args } = await serving())
    })
    after(() => served?.close())

    for (const mode of ['legacy', 'auto', { pin: '2026-07-28' }] as const) {
      const name = typeof mode === 'string' ? mode : mode.pin
      it(`lists, calls, reports progress and cancels (${name})`, async () => {
        const client = new Client({ name: 'interop', version: '1' }, { versionNegotiation: { mode } })
        try {
          await client.connect(stdio(args))
          expect((await client.listTools()).tools.map((tool) => tool.name)).to.include('echo')
          const said = await client.callTool({ name: 'echo', arguments: { text: 'héllo' } })
          expect(JSON.stringify(said.content)).to.include('héllo')
          const progress: number[] = []
          await client.callTool(
            { name: 'count', arguments: { to: 4, intervalMs: 20 } },
            { onprogress: (one) => progress.push(one.progress) },
          )
          expect(progress.slice(0, 3)).to.deep.equal([1, 2, 3])
          const cancel = new AbortController()
          const called = client.callTool(
            { name: 'count', arguments: { to: 50, intervalMs: 100 } },
            { signal: cancel.signal, onprogress: () => cancel.abort() },
          )
          expect(await called.catch((error: Error) => error.message)).to.match(/abort/i)
          const { content } = await client.callTool({ name: 'describe_connection', arguments: {} })
          expect(JSON.stringify(content)).to.include('X25519MLKEM768')
        } finally {
          await client.close()
        }
      })
    }

    it('is reached by the command line of MCP Inspector', async () => {
      const inspector = fileURLToPath(
        new URL(
          '../../../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
          import.meta.url,
        ),
      )
      const { stdout } = await promisify(execFile)(process.execPath, [
        inspector,
        '--cli',
        ...words(args),
        '--method',
        'tools/list',
      ])
      const { tools } = JSON.parse(stdout) as { tools: { name: string }[] }
      expect(tools.map(({ name }) => name)).to.include.members(['echo', 'describe_connection'])
    })
  })

  it('give every check of the official conformance suite the result that it has without them', async () => {
    const fixture = await startFixture()
    const { served, args } = await serving(fixture.url)
    const { url } = await listening(args)
    try {
      expect(await runSuite(url)).to.deep.equal(await runSuite(fixture.url))
    } finally {
      await served.close()
      await fixture.close()
    }
  })
})
