import type { Socket } from 'node:net'
import { type LoopbackPath, startPath } from '../../gateway/bridge/loopbackPath.ts'
import { randomNumbers } from '../../random.ts'

export const FAULTS = ['drop', 'delay', 'duplicate', 'truncate', 'reset'] as const
type FaultKind = (typeof FAULTS)[number]

/** An unreliable network path. */
export type FaultyRelay = LoopbackPath & { injected: Record<FaultKind, number> }

/** A fault comes after this many bytes of a connection on average, in either direction. */
const MEAN_BYTES = 30_000
/** Milliseconds. */
const LONGEST_DELAY = 2_000

/**
 * A TCP relay to `port` on loopback. Each direction of each connection has one fault after some bytes: the rest is
 * dropped in silence, delayed, sent twice, cut off in the middle of a chunk, or the connection is reset. `seed` repeats
 * a run, as far as the order of connections is the same.
 */
export const startFaultyRelay = async (port: number, seed: number): Promise<FaultyRelay> => {
  const random = randomNumbers(seed)
  const injected = Object.fromEntries(FAULTS.map((kind) => [kind, 0])) as Record<FaultKind, number>
  const pass = (from: Socket, to: Socket): void => {
    const kind = FAULTS[Math.floor(random() * FAULTS.length)] as FaultKind
    let left = Math.ceil(-Math.log(1 - random()) * MEAN_BYTES)
    let dropped = false
    from.on('data', (chunk: Buffer) => {
      if (dropped || to.destroyed) return
      const whole = left > chunk.length
      left -= chunk.length
      if (whole || left + chunk.length <= 0) return void to.write(chunk)
      injected[kind]++
      switch (kind) {
        case 'drop':
          dropped = true
          break
        case 'delay':
          from.pause()
          setTimeout(
            () => {
              if (!to.destroyed) to.write(chunk)
              from.resume()
            },
            Math.ceil(random() * LONGEST_DELAY),
          )
          break
        case 'duplicate':
          to.write(Buffer.concat([chunk, chunk]))
          break
        case 'truncate':
          dropped = true
          to.end(chunk.subarray(0, chunk.length >> 1))
          break
        case 'reset':
          to.resetAndDestroy()
          from.resetAndDestroy()
      }
    })
    from.on('end', () => to.end())
  }

  const path = await startPath(port, (near, far) => {
    pass(near, far)
    pass(far, near)
  })
  return { ...path, injected }
}
