import type { Listener } from '../probe/listener.ts'
import { randomNumbers } from '../random.ts'
import { type Behind, relayEach } from './relay.ts'

/** Which of `count` back ends gets a connection. */
export type Pick = (count: number) => number

/** Shares one address among several servers, as a load balancer does. */
export const mixesBackEnds = (servers: readonly Behind[], pick: Pick = inTurn()): Promise<Listener> =>
  relayEach(
    {
      get port() {
        return (servers[pick(servers.length)] as Behind).port
      },
    },
    () => ({}),
  )

const inTurn = (): Pick => {
  let next = 0
  return (count) => next++ % count
}

/** At random, the same in each run by the seed; `weights`: how often each one is picked, in relation to the others. */
export const atRandom = (seed: number, weights: readonly number[]): Pick => {
  const random = randomNumbers(seed)
  const lots = weights.flatMap((weight, which) => Array.from({ length: weight }, () => which))
  return () => lots[Math.floor(random() * lots.length)] as number
}
