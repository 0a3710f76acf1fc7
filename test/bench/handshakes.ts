import type { SecureContext } from 'node:tls'
import { contextFor, handshakeByNode, type NodeHandshake } from '../../src/verify/handshakes/nodeClient.ts'
import { median, quantiles } from '../../src/verify/timings/statistics.ts'
import { segments } from '../../src/verify/timings/timings.ts'
import { at } from '../probe/at.ts'
import { figure } from './harness/measure.ts'
import { SIGNATURES, type Signature, whyNoPair, withPair } from './harness/pair.ts'
import type { Report } from './harness/row.ts'

type Done = Extract<NodeHandshake, { kind: 'done' }>
type Combination = {
  signature: Signature
  group: string
  server: string
  port: number
  context: SecureContext
  done: Done[]
}

const ROUNDS = 200
const WARM_UP = 10

/** The groups of the reference server; it has none that is ML-KEM alone. */
const REFERENCE = ['x25519', 'X25519MLKEM768', 'SecP384r1MLKEM1024']
/** What node:tls alone has to show for it, and one to compare with. */
const BARE = ['x25519', 'MLKEM1024']

/**
 * Group by signature: a handshake each by the client that verify times with, on loopback. Every combination has its
 * turn in every round, so that drift hits all alike. The client checks the handshake's signature, and no chain.
 */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoPair()
  if (missing) return report({ handshakes: missing })
  const signatures = Object.keys(SIGNATURES) as Signature[]
  await withPair(signatures, BARE.join(':'), async (ports) => {
    const combinations = signatures.flatMap((signature, i): Combination[] => {
      const { reference, bare } = ports[i] as (typeof ports)[number]
      const on = (server: string, port: number) => (group: string) => ({
        signature,
        group,
        server,
        port,
        context: contextFor(group),
        done: [],
      })
      return [...REFERENCE.map(on('reference', reference)), ...BARE.map(on('node:tls', bare))]
    })
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      for (const one of combinations) {
        const done = await handshakeByNode({
          to: at(one.port),
          serverName: 'localhost',
          timeoutMs: 5000,
          secureContext: one.context,
        })
        if (done.kind !== 'done') throw new Error(`${one.signature}, ${one.group}: ${done.detail}`)
        if (round >= WARM_UP) one.done.push(done)
      }
    }
    for (const { signature, group, server, done } of combinations) {
      const handshake = quantiles(done.map(({ handshakeMs }) => handshakeMs))
      const { sent, received } = segments(done)
      report({
        signature,
        group,
        server,
        'p50 ms': figure(handshake.p50),
        'p95 ms': figure(handshake.p95),
        'ServerHello p50 ms': figure(median(done.map(({ firstAnswerMs }) => firstAnswerMs))),
        'bytes out': median(done.map(({ bytes }) => bytes.sent)).toFixed(0),
        'bytes in': median(done.map(({ bytes }) => bytes.received)).toFixed(0),
        'segments at 1,460': `${sent} out, ${received} in`,
      })
    }
  })
}
