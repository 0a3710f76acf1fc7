import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { modernParams, rpcRequest } from '../../../src/mcp/requests.ts'
import { start } from '../../cli/program.ts'
import { type FaultyRelay, startFaultyRelay } from './faultyRelay.ts'

/** What became of the calls of a run. */
export type Tally = {
  sent: number
  /** With the result of this very call. */
  answered: number
  /** With a JSON-RPC error. */
  refused: number
  /** Neither answered nor refused. */
  lost: number
  /** Answered with the result of another call, or twice. */
  wrong: number
  /** Carried out more than once by the server. */
  repeated: number
  faults: FaultyRelay['injected']
}

type Options = { folder: string; seed: number; calls: number; perSecond: number }

const ERAS = ['legacy', 'modern'] as const
type Era = (typeof ERAS)[number]
/** Calls that one `connect` process makes before the next one is started, as clients come and go. */
const PER_CLIENT = 100
/** Milliseconds. `connect` refuses after 8 s at the latest: --timeout, --answer-timeout, and what follows a cut. */
const PATIENCE = 60_000
const ANSWER_TIMEOUT = '5'

/**
 * Calls through `connect`, a relay with faults, and `serve` in front of a command: one client of each era at a time,
 * `perSecond` calls each, until `calls` were sent in all.
 */
export const pairUnderFaults = async ({ folder, seed, calls, perSecond }: Options): Promise<Tally> => {
  const log = join(folder, 'calls')
  writeFileSync(log, '')
  const server = await startServe(folder, log)
  const relay = await startFaultyRelay(server.port, seed)
  const tally: Tally = {
    sent: 0,
    answered: 0,
    refused: 0,
    lost: 0,
    wrong: 0,
    repeated: 0,
    faults: relay.injected,
  }
  try {
    const one = async (era: Era): Promise<void> => {
      for (let done = 0; done < calls / ERAS.length; done += PER_CLIENT)
        await client({
          era,
          first: done,
          url: `https://127.0.0.1:${relay.port}/mcp`,
          folder,
          perSecond,
          tally,
        })
    }
    await Promise.all(ERAS.map(one))
  } finally {
    await relay.close()
    server.child.kill()
    await once(server.child, 'close')
  }
  const carriedOut = readFileSync(log, 'utf8').trim().split('\n')
  tally.repeated = carriedOut.length - new Set(carriedOut).size
  return tally
}

const startServe = async (folder: string, log: string) => {
  const script = fileURLToPath(new URL('countingServer.ts', import.meta.url))
  const child = start([
    'serve',
    '--json',
    '--port',
    '0',
    '--identity',
    join(folder, 'identity'),
    '--',
    process.execPath,
    script,
    log,
  ])
  child.stderr.resume()
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.endsWith('\n}\n')) break
  }
  const { url, ca } = JSON.parse(text) as { url: string; ca: string }
  writeFileSync(join(folder, 'ca.pem'), ca)
  return { child, port: Number(new URL(url).port) }
}

type ClientOptions = {
  era: Era
  first: number
  url: string
  folder: string
  perSecond: number
  tally: Tally
}

type Answer = { id?: unknown; result?: { content?: { text?: string }[] }; error?: object }

const client = async ({ era, first, url, folder, perSecond, tally }: ClientOptions): Promise<void> => {
  const args = ['connect', url, '--ca', join(folder, 'ca.pem'), '--timeout', '3']
  const child = start([...args, '--answer-timeout', ANSWER_TIMEOUT])
  child.stderr.resume()
  const waiting = new Map<unknown, (answer: Answer | undefined) => void>()
  const answers = createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer
    if (answer.id === undefined) return
    const settle = waiting.get(answer.id)
    if (settle === undefined) tally.wrong++
    waiting.delete(answer.id)
    settle?.(answer)
  })
  const ask = (id: number, method: string, params: object): Promise<Answer | undefined> => {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
    const timer = setTimeout(resolve, PATIENCE, undefined)
    waiting.set(id, (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    const own = era === 'modern' ? modernParams('2026-07-28', { ...params }) : { ...params }
    child.stdin.write(`${rpcRequest(id, method, own)}\n`)
    return promise
  }
  const call = async (id: number): Promise<void> => {
    const name = `${era}-${first + id}`
    const expected = `${name} ${'x'.repeat(200 + ((id * 37) % 2_000))}`
    const [, padding] = expected.split(' ')
    tally.sent++
    const answer = await ask(id, 'tools/call', { name: 'count', arguments: { call: name, padding } })
    if (answer === undefined) tally.lost++
    else if (answer.error !== undefined) tally.refused++
    else if (answer.result?.content?.[0]?.text === expected) tally.answered++
    else tally.wrong++
  }
  try {
    if (era === 'legacy') await beginSession(ask, (line) => child.stdin.write(line))
    const pending: Promise<void>[] = []
    for (let id = 1; id <= PER_CLIENT; id++) {
      pending.push(call(id))
      await delay(1_000 / perSecond)
    }
    await Promise.all(pending)
  } finally {
    answers.close()
    child.stdin.end()
    await once(child, 'close')
  }
}

/** Revision 2025-11-25. Until it is answered, as a person would try again. */
const beginSession = async (
  ask: (id: number, method: string, params: object) => Promise<Answer | undefined>,
  write: (line: string) => void,
): Promise<void> => {
  const clientInfo = { name: 'faults', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  for (let id = -1; ; id--) if ((await ask(id, 'initialize', params))?.result) break
  write(`${rpcRequest(undefined, 'notifications/initialized')}\n`)
}
