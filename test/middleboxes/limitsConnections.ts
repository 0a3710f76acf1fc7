import { passOn } from '../probe/front.ts'
import { type Listener, listen } from '../probe/listener.ts'
import { type Ending, endBy } from './ending.ts'
import type { Behind } from './relay.ts'

/** Whether a connection is let through: `nth` counts all of them from 1, `open` those that are open, with this one. */
export type Limit = (connection: { nth: number; open: number }) => boolean

/** Ends the connections that a limit does not allow: at once, or with an alert when their first bytes came. */
export const limitsConnections = async (server: Behind, allows: Limit, by: Ending): Promise<Listener> => {
  const listener: Listener = await listen((socket, nth) => {
    if (allows({ nth, open: listener.open })) passOn(socket, server.port, [])
    else if (typeof by === 'string') endBy(socket, by)
    else socket.once('data', () => endBy(socket, by))
  })
  return listener
}

/** So many in any second of the clock, those that are not let through included. */
export const perSecond = (most: number, clock: TestedClock = performance): Limit => {
  let times: number[] = []
  return () => {
    const now = clock.now()
    times = [...times.filter((time) => now - time < 1000), now]
    return times.length <= most
  }
}

type TestedClock = { now(): number }

/** `burst` at once, and then so many in a second; what is not let through costs nothing. */
export const tokenBucket = (burst: number, perSecond: number, clock: TestedClock = performance): Limit => {
  let tokens = burst
  let last = clock.now()
  return () => {
    const now = clock.now()
    tokens = Math.min(burst, tokens + ((now - last) / 1000) * perSecond)
    last = now
    if (tokens < 1) return false
    tokens--
    return true
  }
}

/** So many in each period of the clock. */
export const perWindow = (most: number, ms: number, clock: TestedClock = performance): Limit => {
  let window = -1
  let count = 0
  return () => {
    const current = Math.floor(clock.now() / ms)
    count = current === window ? count + 1 : 1
    window = current
    return count <= most
  }
}

/** None before so many milliseconds are over: others have used the limit up. */
export const usedUpFor = (ms: number, clock: TestedClock = performance): Limit => {
  const start = clock.now()
  return () => clock.now() - start >= ms
}

export const notFirst =
  (count: number): Limit =>
  ({ nth }) =>
    nth > count

export const onlyFirst =
  (most: number): Limit =>
  ({ nth }) =>
    nth <= most

export const atOnce =
  (most: number): Limit =>
  ({ open }) =>
    open <= most

export const notEvery =
  (period: number): Limit =>
  ({ nth }) =>
    nth % period !== 0
