import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * A stdio MCP server of revision 2025-11-25 that does on demand what no good one does. Run as
 * `node stdioChild.ts [stubborn|mute|hostile|grandchild|bom|strict]`.
 */
const mode = process.argv[2]

const send = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

if (mode === 'stubborn') process.on('SIGTERM', () => process.stderr.write('no\n'))
if (mode === 'stubborn') setInterval(() => {}, 1_000_000)
if (mode === 'grandchild') {
  const script = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`
  const grandchild = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
  process.stderr.write(`grandchild ${grandchild.pid}\n`)
}
/** Outside its process group, with its standard error. */
if (mode === 'daemon') {
  const script = 'setInterval(() => {}, 1e6)'
  const daemon = spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'ignore', 2] })
  process.stderr.write(`daemon ${daemon.pid}\n`)
}
if (mode === 'bom') process.stdout.write('\ufeff')
if (mode === 'hostile') process.stderr.write('\x1b[31mred\u202e\x07\n')

const answers: Record<string, (id: unknown, params: Record<string, unknown>) => void> = {
  initialize: (id) =>
    send({
      id,
      result: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        serverInfo: { name: 'child', version: '1' },
      },
    }),
  echo: (id, params) => send({ id, result: params }),
  crash: () => process.exit(3),
  hang: () => {},
  /** The client's next notification makes it answer. */
  wait: (id) => {
    waiting = id
  },
  ask: (id) => {
    asked = id
    send({ id: 'from-server', method: 'roots/list' })
  },
  long: (id, { bytes, levels = 0, values = 0 }) => {
    const nested = JSON.parse('['.repeat(Number(levels)) + ']'.repeat(Number(levels)) || '0')
    const text = 'x'.repeat(Number(bytes))
    send({ id, result: bytes ? { text } : { nested, values: Array(Number(values)).fill(0) } })
  },
  endless: () => void setInterval(() => process.stdout.write('x'.repeat(10_000)), 1),
  askDeeply: (id) => {
    send({ id: 'deep', method: 'x', params: { deep: JSON.parse('['.repeat(300) + ']'.repeat(300)) } })
    send({ id, result: {} })
  },
  /** An answer in a line with this many notifications. */
  batch: (id, { messages }) => {
    const notifications = Array(Number(messages)).fill({ jsonrpc: '2.0', method: 'notifications/message' })
    process.stdout.write(`${JSON.stringify([...notifications, { jsonrpc: '2.0', id, result: {} }])}\n`)
  },
  noise: (id, { text = 'this is no JSON', times = 1 }) => {
    process.stdout.write(`${text}\n`.repeat(Number(times)))
    send({ id, result: {} })
  },
  /** Notifications without end, as fast as they are taken; says on standard error how many were. */
  flood: () => {
    const text = 'x'.repeat(65_536)
    let count = 0
    const go = (): void => {
      for (;;) {
        count++
        if (
          !process.stdout.write(
            `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { text, count } })}\n`,
          )
        )
          break
      }
      process.stdout.once('drain', go)
    }
    go()
    setInterval(() => process.stderr.write(`flood ${count}\n`), 100)
  },
  /** JSON with carriage returns between its tokens. */
  returns: (id) => {
    process.stdout.write('{"jsonrpc":"2.0",\r"method":"notifications/message",\r"params":{}}\n')
    process.stdout.write(`{"jsonrpc":"2.0",\r"id":${id},\r"result":{}}\n`)
  },
  /** Reads nothing more. */
  deaf: (id) => {
    lines.pause()
    process.stdin.pause()
    setInterval(() => {}, 1_000_000)
    send({ id, result: {} })
  },
}

let isInitialized = false
let waiting: unknown
let asked: unknown
const lines = createInterface(process.stdin)
lines.on('line', (line) => {
  const { id, method, params = {}, ...rest } = JSON.parse(line)
  if (mode === 'mute') return
  if (mode === 'strict' && !isInitialized && method !== 'initialize') process.exit(1)
  isInitialized = true
  if (id === 'deep') process.stderr.write(`refused ${rest.error.code}\n`)
  else if (method === undefined) send({ id: asked, result: { heard: { id, ...rest } } })
  else if (method === 'notifications/go') send({ id: waiting, result: { went: true } })
  else if (id !== undefined && answers[method]) answers[method](id, params)
  else if (id !== undefined) send({ id, error: { code: -32_601, message: 'Method not found' } })
  else process.stderr.write(`heard ${method} ${JSON.stringify(params)}\n`)
})
