import { Errors } from '@oclif/core'
import { McpPqcError } from '../model/error.ts'
import { clean } from '../report/text/sanitize.ts'
import { EXIT } from './exitCodes.ts'

/** What went wrong, for people (`text`), for programs (`json`) and for the shell (`exitCode`). */
export type Failure = {
  exitCode: number
  /** Empty where there is nothing to say. */
  text: string
  /** Undefined where nothing can be said on stdout, or is to be said: an exit that was asked for, such as after --help. */
  json: { error: { code: string; message: string; hint: string } } | undefined
}

/** Sorts an error: the user's words, this program's own family, an exit that was asked for, or a bug. */
export const describeError = (error: unknown): Failure => {
  if (error instanceof McpPqcError) {
    const exitCode = error.code === 'INTERRUPTED' ? EXIT.interrupted : EXIT.usage
    return failure(exitCode, error.code, error.message, error.hint)
  }
  if (error instanceof Errors.ExitError)
    return { exitCode: error.oclif.exit ?? EXIT.done, text: '', json: undefined }
  if (error instanceof Errors.CLIError) return usageFailure(error)
  if (isOutputError(error)) return outputFailure(error.code)
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { ...failure(EXIT.bug, 'BUG', message, REPORT_IT), text: `${stack}\n\n${REPORT_IT}` }
}

/** Our own writing of files throws errors of the family: what is left is standard output, into a full disk, say. */
const isOutputError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && error.syscall === 'write'

export const outputFailure = (code = 'unknown'): Failure => ({
  exitCode: EXIT.usage,
  text: `mcp-pqc: standard output cannot be written (${code})`,
  json: undefined,
})

const REPORT_IT = 'This is a bug in mcp-pqc: please report it with these lines.'

/** The parser of oclif says in the first line what is wrong, then what would be right. */
const usageFailure = (error: Errors.CLIError): Failure => {
  const [message = '', ...rest] = error.message.split('\n')
  const hint = rest.filter((line) => line !== '' && line !== SEE_HELP).join(' ')
  return failure(EXIT.usage, 'USAGE', message, hint === '' ? ASK_FOR_HELP : hint)
}

/** oclif ends its parse errors with this line. */
const SEE_HELP = 'See more help with --help'
const ASK_FOR_HELP = 'Run the command with --help to see its arguments and flags.'

/** Longer than any message of ours: what is longer quotes something hostile. */
const MAX_LENGTH = 1000

const failure = (exitCode: number, code: string, message: string, hint: string): Failure => {
  const error = { code, message: clean(message, MAX_LENGTH), hint: clean(hint, MAX_LENGTH) }
  return {
    exitCode,
    text: `mcp-pqc: ${error.message}${hint === '' ? '' : `\n  ${error.hint}`}`,
    json: { error },
  }
}
