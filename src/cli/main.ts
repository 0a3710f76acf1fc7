import { flush, type Interfaces, run } from '@oclif/core'
import { jsonText } from '../report/text/json.ts'
import { EXIT } from './exitCodes.ts'
import { describeError, isOutputError, outputFailure } from './failure.ts'
import { clearProgress, writeNote } from './output/progress.ts'
import { endsAtCrash } from './signals.ts'

/** Runs a command line as the whole purpose of this process: its streams, signals and bugs are handled. */
export const main = async (argv: string[], loadOptions: Interfaces.LoadOptions): Promise<void> => {
  process.stdout.on('error', endWithoutOutput)
  // A client may close standard error and use this program for hours: that is not a reason to end.
  process.stderr.on('error', () => {})
  process.on('uncaughtException', (error) => {
    if (!isOutputError(error) && endsAtCrash(error)) return endAfterCrash(error)
    say(error, argv)
    process.exit()
  })
  await runLine(argv, loadOptions)
  if (process.exitCode === EXIT.interrupted) leaveSoon()
}

/** Runs a command line. Sets process.exitCode, and reports an error that no command has reported. */
export const runLine = async (argv: string[], loadOptions: Interfaces.LoadOptions): Promise<void> => {
  try {
    await run(argv, loadOptions)
    await flush()
  } catch (error) {
    say(error, argv)
  }
}

const say = (error: unknown, argv: readonly string[]): void => {
  const { exitCode, text, json } = describeError(error)
  process.exitCode = exitCode
  const wantsJson = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--json')
  const isDocument = wantsJson && json !== undefined
  clearProgress()
  if (isDocument) process.stdout.write(jsonText(json))
  if (text !== '' && (!isDocument || exitCode === EXIT.bug)) writeNote(text)
}

/** A reader that has seen enough (head, less) closes the pipe: that is not an error. A full disk is one. */
const endWithoutOutput = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit()
  const { text, exitCode } = outputFailure(error.code)
  writeNote(text)
  process.exit(exitCode)
}

/** Milliseconds for a command to show what is finished after a bug. */
const CRASH_MS = 10_000

/** Ends the program after CRASH_MS, also if the bug left timers or sockets open. */
const endAfterCrash = (error: unknown): void => {
  setTimeout(() => {
    const { text, exitCode } = describeError(error)
    writeNote(text)
    process.exit(exitCode)
  }, CRASH_MS).unref()
}

/** Milliseconds after which an interrupted program no longer waits for what cannot be cancelled. */
const LEAVE_AFTER_MS = 300

/**
 * A lookup by the system's resolver cannot be cancelled, and even process.exit() waits for the thread that it blocks.
 * The default action of the signal does not wait; for a shell the exit code is 130 as well.
 */
const leaveSoon = (): void => {
  setTimeout(() => process.kill(process.pid, 'SIGINT'), LEAVE_AFTER_MS).unref()
}
