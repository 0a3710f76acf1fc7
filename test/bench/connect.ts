import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import { cpuSeconds, figure, median, withTemporaryFolder } from './harness/measure.ts'
import { type Program, withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'
import { StdioClient } from './harness/stdioClient.ts'

/** Starts of each, one after the other in turn; and calls, after a warm-up, in turns of so many. */
const STARTS = 15
const CALLS = 1_000
const TURN = 50
const WARM_UP_TURNS = 5

const EVERYTHING = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'))
const MCP_REMOTE = fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js'))
const SUPERGATEWAY = fileURLToPath(import.meta.resolve('supergateway/dist/index.js'))
const TWIN = new URL('./harness/hybridTwin.ts', import.meta.url).href

type Contender = { name: string; command: string[]; env?: Record<string, string>; isPeer?: true }

/**
 * `connect` over hybrid TLS against mcp-remote and supergateway over plain HTTP, in front of one server-everything. It
 * is reached as a server that speaks hybrid TLS by itself, and through `serve --upstream`. Aim: at most 0.7 times the
 * quicker of the two, from the start to the first list of tools, and for the median of a call.
 */
export const run = (report: Report): Promise<void> =>
  withProgram((program) =>
    withTemporaryFolder(async (folder) => {
      const [plainPort, twinPort] = await freePorts(2)
      const now = Date.now()
      const authorities = await createAuthorities(now)
      const identity = await issueServer('everything', { key: 'P-256' }, authorities, now)
      const file = (name: string, text: string): string => {
        writeFileSync(`${folder}/${name}`, text, { mode: 0o600 })
        return `${folder}/${name}`
      }
      const ca = file('ca.pem', authorities.classical.pem)
      const pair = { cert: file('server.pem', identity.cert), key: file('server.key', identity.key) }
      const env = { PORT: `${plainPort}`, TWIN_PORT: `${twinPort}`, TWIN_CERT: pair.cert, TWIN_KEY: pair.key }
      const server = await listening(
        [process.execPath, '--import', TWIN, EVERYTHING, 'streamableHttp'],
        'stderr',
        /listening/i,
        env,
      )
      const plain = `http://127.0.0.1:${plainPort}/mcp`
      const serve = program.command(
        'serve',
        '--upstream',
        plain,
        '--port',
        '0',
        '--cert',
        pair.cert,
        '--key',
        pair.key,
      )
      const front = await listening(serve, 'stdout', /https:\/\/[^\s]+/)
      try {
        await compare(report, server.child, front.child, [
          {
            name: 'connect, to the server itself',
            command: connect(program, `https://localhost:${twinPort}/mcp`, ca),
          },
          { name: 'connect, through serve --upstream', command: connect(program, front.found, ca) },
          {
            name: `mcp-remote ${versionOf(MCP_REMOTE)}, plain HTTP`,
            command: [process.execPath, MCP_REMOTE, plain, '--allow-http'],
            env: { MCP_REMOTE_CONFIG_DIR: folder },
            isPeer: true,
          },
          {
            name: `supergateway ${versionOf(SUPERGATEWAY)}, plain HTTP`,
            command: [process.execPath, SUPERGATEWAY, '--streamableHttp', plain],
            isPeer: true,
          },
        ])
      } finally {
        for (const { child } of [front, server]) await stop(child)
      }
    }),
  )

const connect = (program: Program, url: string, ca: string): string[] =>
  program.command('connect', url.replace('127.0.0.1', 'localhost'), '--ca', ca)

const compare = async (
  report: Report,
  server: ChildProcess,
  front: ChildProcess,
  contenders: Contender[],
): Promise<void> => {
  const starts = contenders.map((): number[] => [])
  for (let i = 0; i < STARTS; i++) {
    for (const [index, { command, env }] of contenders.entries()) {
      const started = performance.now()
      const client = new StdioClient(command, env)
      await client.begin()
      starts[index]?.push(performance.now() - started)
      await client.end()
    }
  }
  const clients = contenders.map(({ command, env }) => new StdioClient(command, env))
  const calls = contenders.map((): number[] => [])
  const cpu = contenders.map(() => 0)
  for (const client of clients) await client.begin()
  for (let turn = -WARM_UP_TURNS; turn < CALLS / TURN; turn++) {
    for (const [index, client] of clients.entries()) {
      const used = cpuSeconds([client.process.pid as number])
      for (let i = 0; i < TURN; i++) {
        const started = performance.now()
        await client.ask('tools/call', { name: 'echo', arguments: { message: `call ${i}` } })
        if (turn >= 0) calls[index]?.push(performance.now() - started)
      }
      if (turn >= 0) cpu[index] = (cpu[index] as number) + cpuSeconds([client.process.pid as number]) - used
    }
  }
  for (const client of clients) await client.end()
  const peers = (values: number[][], of: (values: readonly number[]) => number): number =>
    Math.min(...contenders.flatMap(({ isPeer }, i) => (isPeer ? [of(values[i] as number[])] : [])))
  const [startOfPeers, callOfPeers] = [peers(starts, median), peers(calls, median)]
  for (const [index, { name }] of contenders.entries()) {
    const [start, call] = [starts[index] as number[], calls[index] as number[]]
    report({
      'server-everything, stdio client': name,
      'start to first tools/list, ms': figure(median(start)),
      'of the quicker peer': figure(median(start) / startOfPeers),
      'call p50, ms': figure(median(call)),
      'p95, ms': figure(call.toSorted((a, b) => a - b)[Math.floor(call.length * 0.95)] as number),
      'p50 of the quicker peer': figure(median(call) / callOfPeers),
      'own CPU a call, ms': figure(((cpu[index] as number) / CALLS) * 1000),
    })
  }
  const [serverCpu, frontCpu] = [server, front].map(({ pid }) => cpuSeconds([pid as number]))
  report({ 'CPU of all the run, s': 'server-everything', seconds: figure(serverCpu as number) })
  report({ 'CPU of all the run, s': 'serve --upstream', seconds: figure(frontCpu as number) })
}

/** Starts a server and waits for the line that says where it is. */
const listening = async (
  [command = '', ...args]: readonly string[],
  output: 'stdout' | 'stderr',
  line: RegExp,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; found: string }> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  for await (const text of createInterface({ input: child[output] })) {
    const [found] = line.exec(text) ?? []
    if (found === undefined) continue
    child.stdout.resume()
    child.stderr.resume()
    // The lines around it are about the other port.
    await sleep(200)
    return { child, found }
  }
  throw new Error(`${command} ${args.join(' ')} did not start`)
}

const stop = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit')
  if (child.exitCode === null && child.kill('SIGKILL')) await gone
}

/** Of the package whose `dist` the script stands in. */
const versionOf = (script: string): string =>
  (JSON.parse(readFileSync(join(dirname(script), '../package.json'), 'utf8')) as { version: string }).version

const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
