import { flush, type Interfaces, run } from '@oclif/core'
import { describeError } from './failure.ts'

/** Runs a command line. Sets process.exitCode; prints an error where no command has done so. */
export const main = async (argv: string[], loadOptions: Interfaces.LoadOptions): Promise<void> => {
  // A reader that has seen enough (head, less) closes the pipe: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })
  try {
    await run(argv, loadOptions)
    await flush()
  } catch (error) {
    const { exitCode, text } = describeError(error)
    process.exitCode = exitCode
    if (text !== '') process.stderr.write(`${text}\n`)
  }
}
