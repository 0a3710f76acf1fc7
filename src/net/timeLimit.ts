/** Milliseconds. A timer that is later than this shows that the process was busy. */
const PUNCTUAL_MS = 100

/**
 * Calls `late` when the time is over, unless the function that it returns was called before. Timers run before sockets are read: if
 * this process was busy, data that has arrived meanwhile is read first, and the limit is extended by the time in which the process
 * was busy, by `allowance` milliseconds at most.
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
