import { connect, type SecureContext } from 'node:tls'
import { EVERYTHING_NAMED, Gatekeeper } from '../../src/net/gatekeeper.ts'
import { contextFor } from '../../src/verify/handshakes/nodeClient.ts'
import { gather, type Subject } from '../../src/verify/subject.ts'
import { median } from '../../src/verify/timings/statistics.ts'
import { timeEndpoint } from '../../src/verify/timings/timings.ts'
import { figure } from './harness/measure.ts'
import { whyNoPair, withPair } from './harness/pair.ts'
import type { Report } from './harness/row.ts'

/** Short blocks, many of them: on a machine with other work the two have to meet the same of it. */
const ROUNDS = 80
const SAMPLES = 6
const WARM_UP = 2
/** What verify reports may differ by from a bare loop. */
const BOUND = 0.1

/**
 * The handshake time that verify reports against a bare loop of tls.connect, on the same endpoint in the same run:
 * blocks of both in turn. More than 10 % apart is a failure.
 */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoPair()
  if (missing) return report({ verify: missing })
  await withPair(['ECDSA P-256'], 'x25519', async ([ports]) => {
    const port = ports?.reference as number
    const url = `https://localhost:${port}/`
    const subject: Subject = await gather(
      { id: url, url, transport: 'unknown', sources: [{ kind: 'argument' }] },
      {
        requirement: 'hybrid',
        timeoutMs: 5000,
        dials: 1,
        samples: SAMPLES,
        ca: [],
      },
      new Gatekeeper({
        scope: EVERYTHING_NAMED,
        timeoutMs: 5000,
        lookup: async () => [{ address: '127.0.0.1' }],
      }),
    )
    const contexts = { classical: contextFor('x25519'), hybrid: contextFor('X25519MLKEM768') }
    const found = { classical: [] as Block[], hybrid: [] as Block[] }
    for (let round = 0; round < ROUNDS; round++) {
      const bare = { classical: [] as number[], hybrid: [] as number[] }
      for (let i = 0; i < WARM_UP + SAMPLES; i++) {
        for (const kind of KINDS) {
          const ms = await bareHandshake(port, contexts[kind])
          if (i >= WARM_UP) bare[kind].push(ms)
        }
      }
      const timings = await timeEndpoint(subject)
      for (const kind of KINDS) {
        const reported = timings?.handshake[kind]
        if (!reported) throw new Error(`no ${kind} handshake was timed`)
        found[kind].push({ bare: median(bare[kind]), reported: reported.p50 })
      }
    }
    for (const kind of KINDS) {
      const ratio = median(found[kind].map(({ bare, reported }) => reported / bare))
      const isWithin = Math.abs(ratio - 1) <= BOUND
      if (!isWithin) process.exitCode = 1
      report({
        handshake: kind === 'classical' ? 'x25519' : 'X25519MLKEM768',
        'bare tls.connect, p50 ms': figure(median(found[kind].map(({ bare }) => bare))),
        'verify, p50 ms': figure(median(found[kind].map(({ reported }) => reported))),
        'ratio, median of blocks': ratio.toFixed(3),
        'within 10 %': isWithin ? 'yes' : 'NO',
      })
    }
  })
}

const KINDS = ['classical', 'hybrid'] as const
type Block = { bare: number; reported: number }

/** Milliseconds from the end of TCP's handshake to the end of TLS'. */
const bareHandshake = (port: number, secureContext: SecureContext): Promise<number> =>
  new Promise((resolve, reject) => {
    let connected = 0
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername: 'localhost',
      rejectUnauthorized: false,
      secureContext,
    })
    socket.prependOnceListener('connect', () => {
      connected = performance.now()
    })
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const took = performance.now() - connected
      socket.once('close', () => resolve(took)).end()
    })
  })
