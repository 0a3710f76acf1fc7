/** Milliseconds that a timer may be late without any reason: this process was not busy. */
const PUNCTUAL_MS = 100

/**
 * Calls `late` when the time is over, unless the function that it returns was called before. Timers run before sockets are read: if
 * this process was busy, what has come meanwhile is read first, and the time in which it did nothing for the peer is given back, up to
 * `allowance` milliseconds in all.
 */
export const timeLimit = (ms: number, late: () => void, allowance = ms): (() => void) => {
  let left = allowance
  let due = performance.now() + ms
  let immediate: NodeJS.Immediate | undefined
  const fire = (): void => {
    const lateness = performance.now() - due
    const back = Math.min(lateness, left)
    if (lateness <= PUNCTUAL_MS || back <= 0) {
      immediate = setImmediate(late)
      return
    }
    left -= back
    due = performance.now() + back
    timer = setTimeout(fire, back)
  }
  let timer = setTimeout(fire, ms)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}
