import { setImmediate as turn } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { EXIT } from './exitCodes.ts'
import { problem } from './problem.ts'

export type Interruptible = { signal: AbortSignal; release: () => void }

/** Aborted by the first Ctrl-C; the second ends the process at once, as it would by default. */
export const interruptible = (signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): Interruptible => {
  const controller = new AbortController()
  const stop = (): void => controller.abort(problem('INTERRUPTED'))
  for (const one of signals) process.once(one, stop)
  return {
    signal: controller.signal,
    release: () => {
      for (const one of signals) process.off(one, stop)
    },
  }
}

const crashes = new Set<AbortController>()

/** Whether a command that shows what is finished ends itself, at a bug that it could not catch. */
export const endsAtCrash = (error: unknown): boolean => {
  for (const controller of crashes) controller.abort(error)
  return crashes.size > 0
}

/** The same, also aborted by an error that nothing catches, and where the terminal is gone. */
export const interruptibleOrCrashed = (): Interruptible => {
  const { signal, release } = interruptible(['SIGINT', 'SIGTERM', 'SIGHUP'])
  const crash = new AbortController()
  crashes.add(crash)
  return {
    signal: AbortSignal.any([signal, crash.signal]),
    release: () => {
      release()
      crashes.delete(crash)
    },
  }
}

/** The same, also aborted where the event loop is empty before the command is done. */
export const interruptibleOrStalled = (): Interruptible => {
  const { signal, release } = interruptibleOrCrashed()
  const stall = new AbortController()
  const guard = (): void => {
    const { aborted, reason } = either
    // The command does not end although it was told to.
    if (aborted) throw reason
    // Nothing is left that could settle what the command waits for: Node.js would end without a word.
    stall.abort(problem('SCAN_STALLED'))
    // Without anything to do Node.js would not ask again.
    setImmediate(() => {})
  }
  const either = AbortSignal.any([signal, stall.signal])
  process.on('beforeExit', guard)
  return {
    signal: either,
    release: () => {
      release()
      process.off('beforeExit', guard)
    },
  }
}

/** Ends this process in an orderly way at the next signal, so that the processes that it started end too. */
export const exitAtNextSignal = (): (() => void) => {
  const exit = (): never => process.exit(EXIT.interrupted)
  process.once('SIGINT', exit).once('SIGTERM', exit)
  return () => process.off('SIGINT', exit).off('SIGTERM', exit)
}

/** SIGHUP means "read your files again" to a server, and "your terminal is gone" to a program in one. */
export const reloadOnHangUp = (reload: () => Promise<void>): (() => void) => {
  const wasTerminal = isatty(1)
  const hungUp = (): void => {
    if (wasTerminal && !isatty(1)) process.kill(process.pid, 'SIGTERM')
    else void reload()
  }
  process.on('SIGHUP', hungUp)
  return () => process.off('SIGHUP', hungUp)
}

/** Items between two turns of the event loop, in which a signal can arrive. */
const TURN = 500

/** The same items, until the signal. @throws the signal's reason */
export async function* interruptibly<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  let count = 0
  for await (const item of items) {
    if (++count % TURN === 0) await turn()
    signal.throwIfAborted()
    yield item
  }
}
