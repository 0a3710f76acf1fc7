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
export const perSecond = (most: number, clock: { now(): number } = performance): Limit => {
  let times: number[] = []
  return () => {
    const now = clock.now()
    times = [...times.filter((time) => now - time < 1000), now]
    return times.length <= most
  }
}

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
