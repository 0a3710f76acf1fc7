import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, Client, type Dispatcher } from 'undici'
import { cpuSeconds, figure, withTemporaryFolder } from '../harness/measure.ts'
import { withProgram } from '../harness/program.ts'
import type { Report } from '../harness/row.ts'

const SESSIONS = 2_000
const PER_SECOND = 500
/** Milliseconds between two handfuls of requests. */
const TICK = 20
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10)
/** Handshakes at the same time while the sessions are opened. */
const OPENING = 16

/**
 * `serve` under load for ten minutes (`SOAK_MINUTES`): 2,000 sessions that are open and idle, each with its stream on a
 * connection of its own, and 500 requests a second beside them. A row a minute. Aim: no error, memory flat.
 */
export const run = async (report: Report): Promise<void> =>
  withProgram(({ command }) =>
    withTemporaryFolder(async (folder) => {
      const words = command('serve', '--json', '--port', '0', '--identity', join(folder, 'identity'))
      const server = spawn(words[0] ?? '', words.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] })
      server.stderr.resume()
      try {
        const target = await started(server)
        await soak(target, server.pid ?? 0, report)
      } finally {
        const gone = once(server, 'exit')
        server.kill('SIGTERM')
        await gone
      }
    }),
  )

type Target = { url: string; ca: string }

const started = async ({ stdout }: ChildProcessWithoutNullStreams): Promise<Target> => {
  let text = ''
  for await (const chunk of stdout) {
    text += String(chunk)
    if (text.endsWith('\n}\n')) break
  }
  return JSON.parse(text) as Target
}

const soak = async (target: Target, pid: number, report: Report): Promise<void> => {
  const sessions = await openSessions(target)
  const load = new Load(target)
  let cpu = cpuSeconds([pid])
  for (let minute = 1; minute <= MINUTES; minute++) {
    await load.run(60_000)
    const used = cpuSeconds([pid]) - cpu
    cpu += used
    report({
      minute,
      requests: load.taken.length,
      errors: load.errors,
      'p50 ms': load.quantile(0.5),
      'p95 ms': load.quantile(0.95),
      'p99 ms': load.quantile(0.99),
      'sessions open': sessions.filter(({ open }) => open).length,
      'resident, MiB': Math.round(residentBytes(pid) / 2 ** 20),
      'CPU, cores': figure(used / 60),
    })
  }
  await load.close()
  await Promise.all(sessions.map(({ client }) => client.destroy()))
}

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024

/** As the server's own client would: TLS 1.3 and a hybrid group, or nothing. */
const tls = ({ ca }: Target) => ({ ca, minVersion: 'TLSv1.3' as const, ecdhCurve: 'X25519MLKEM768' })

type Session = { client: Client; open: boolean }

const openSessions = async (target: Target): Promise<Session[]> => {
  const sessions: Session[] = []
  const one = async (): Promise<void> => {
    while (sessions.length < SESSIONS) {
      const session = {
        client: new Client(new URL(target.url).origin, { connect: tls(target), bodyTimeout: 0 }),
        open: true,
      }
      sessions.push(session)
      await openStream(session, target)
    }
  }
  await Promise.all(Array.from({ length: OPENING }, one))
  return sessions
}

/** Revision 2025-11-25: `initialize`, `initialized`, and the stream for what the server has to say. */
const openStream = async (session: Session, { url }: Target): Promise<void> => {
  const path = new URL(url).pathname
  const post = (message: object, headers: Record<string, string> = {}) =>
    session.client.request({
      method: 'POST',
      path,
      headers: { ...ACCEPT, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    })
  const initialized = await post({
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'soak', version: '1' } },
  })
  await initialized.body.dump()
  const id = String(initialized.headers['mcp-session-id'])
  const session2025 = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' }
  await (await post({ method: 'notifications/initialized' }, session2025)).body.dump()
  const stream = await session.client.request({
    method: 'GET',
    path,
    headers: { accept: 'text/event-stream', ...session2025 },
  })
  if (stream.statusCode !== 200) throw new Error(`the stream of a session was answered ${stream.statusCode}`)
  const ended = (): void => {
    session.open = false
  }
  stream.body.resume().once('close', ended).once('error', ended)
}

const ACCEPT = { accept: 'application/json, text/event-stream' }

/** Calls of a tool at an even pace, whether or not the answers keep up. */
class Load {
  /** Milliseconds of each answered call of the last run. */
  taken: number[] = []
  errors = 0
  readonly #target: Target
  readonly #agent: Dispatcher

  constructor(target: Target) {
    this.#target = target
    this.#agent = new Agent({ connections: 32, pipelining: 1, connect: tls(target) })
  }

  async run(milliseconds: number): Promise<void> {
    this.taken = []
    this.errors = 0
    const calls: Promise<void>[] = []
    const begin = performance.now()
    const total = (milliseconds / 1_000) * PER_SECOND
    while (calls.length < total) {
      const due = Math.min(total, Math.ceil(((performance.now() - begin) / 1_000) * PER_SECOND))
      while (calls.length < due) calls.push(this.#call(calls.length))
      await delay(TICK)
    }
    await Promise.all(calls)
  }

  quantile(q: number): string {
    const sorted = this.taken.toSorted((a, b) => a - b)
    return figure(sorted[Math.floor(q * sorted.length)] ?? Number.NaN)
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }

  /** Revision 2026-07-28: no session, everything in the request. */
  async #call(id: number): Promise<void> {
    const begin = performance.now()
    try {
      const words = `call ${id}`
      const { statusCode, body } = await this.#agent.request({
        origin: new URL(this.#target.url).origin,
        path: new URL(this.#target.url).pathname,
        method: 'POST',
        headers: {
          ...ACCEPT,
          'content-type': 'application/json',
          'mcp-protocol-version': REVISION,
          'mcp-method': 'tools/call',
          'mcp-name': 'echo',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id,
          method: 'tools/call',
          params: { name: 'echo', arguments: { text: words }, _meta: META },
        }),
      })
      const text = await body.text()
      if (statusCode === 200 && text.includes(words)) this.taken.push(performance.now() - begin)
      else this.errors++
    } catch {
      this.errors++
    }
  }
}

const REVISION = '2026-07-28'
const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
