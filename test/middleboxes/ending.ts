import type { Socket } from 'node:net'
import { alertRecord } from '../probe/misbehaving.ts'

/** How a middlebox treats a connection that it does not let through; `silence`: it stays open, and nothing comes. */
export type Ending = 'reset' | 'close' | 'silence' | { alert: number }

export const endBy = (socket: Socket, ending: Ending): void => {
  if (ending === 'reset') socket.resetAndDestroy()
  else if (ending === 'close') socket.end()
  else if (ending !== 'silence') socket.end(alertRecord(2, ending.alert))
}
