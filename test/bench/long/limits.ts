import type { AddressFacts } from '../../../src/model/endpoint.ts'
import { SYSTEM_CLOCK } from '../../../src/net/limiter.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import {
  atOnce,
  type Limit,
  limitsConnections,
  perSecond,
  perWindow,
  tokenBucket,
} from '../../middleboxes/limitsConnections.ts'
import { realServer } from '../../probe/front.ts'
import { statesOf } from '../../probe/net/everyAnswer.ts'
import { PATIENT, probeOnce, tlsOf } from '../../probe/probing.ts'
import type { Report, Row } from '../harness/row.ts'

const LIMITS: Record<string, () => Limit> = {
  '10 in a second': () => perSecond(10),
  '1 in a second': () => perSecond(1),
  '5 at once, then 5 in a second': () => tokenBucket(5, 5),
  '5 at once, then 1 in a second': () => tokenBucket(5, 1),
  '10 in each period of 10 seconds': () => perWindow(10, 10_000),
  '2 that are open at the same time': () => atOnce(2),
}

const ENDINGS: Record<string, Ending> = {
  'others get a reset': 'reset',
  'others get `internal_error`': { alert: 80 },
}

const probed = (limit: Limit, ending: Ending, port: number): Promise<AddressFacts> =>
  probeOnce(limitsConnections({ port }, limit, ending), { ...PATIENT, clock: SYSTEM_CLOCK })

/** Seconds of a full probe of a server of Node.js behind a limit of connections, and facts that differ from those without one. */
export const run = async (report: Report): Promise<void> => {
  const server = await realServer({ ecdhCurve: 'X25519MLKEM768:x25519', minVersion: 'TLSv1.2' })
  try {
    const whole = statesOf(tlsOf(await probed(() => true, 'reset', server.port)))
    for (const [name, limit] of Object.entries(LIMITS)) {
      const row: Record<string, Row[string]> = { Limit: name }
      let differing = 0
      for (const [column, ending] of Object.entries(ENDINGS)) {
        const started = performance.now()
        const states = statesOf(tlsOf(await probed(limit(), ending, server.port)))
        row[column] = Math.round((performance.now() - started) / 1000)
        differing += Object.keys(whole).filter((fact) => states[fact] !== whole[fact]).length
      }
      report({ ...row, 'facts that differ': differing })
    }
  } finally {
    await server.close()
  }
}
