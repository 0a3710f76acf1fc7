import { stripVTControlCharacters } from 'node:util'
import { Errors } from '@oclif/core'
import { redactSentence, redactText } from '../discover/secrets/redact.ts'
import { type ErrorCode, McpPqcError } from '../model/error.ts'
import { DocumentEnded } from '../report/text/json.ts'
import { sanitize } from '../report/text/sanitize.ts'
import { EXIT } from './exitCodes.ts'

/** An error for people (`text`), for programs (`json`) and for the shell (`exitCode`). */
export type Failure = {
  exitCode: number
  /** Empty if there is nothing to say. */
  text: string
  /** Undefined if stdout cannot be written or has a document, or for an exit that was asked for, such as after --help. */
  json: { error: { code: string; message: string; hint: string } } | undefined
}

/** Classifies an error: one of this program's own, an exit that was asked for, a usage error of oclif, or a bug. */
export const describeError = (error: unknown): Failure => {
  if (error instanceof DocumentEnded) {
    const { exitCode, text } = describeError(error.cause)
    const said = exitCode === EXIT.interrupted ? ENDS_EARLY : text
    return { exitCode, text: said, json: undefined }
  }
  if (error instanceof McpPqcError) {
    const { code, message, hint, quoted } = error
    const redactHint = (): string =>
      redactSentence(quoted.reduce((text, one) => text.replaceAll(one, () => redactText(one)), hint))
    return failure(EXIT_CODES[code] ?? EXIT.usage, code, unwrapped(message), hint, redactHint)
  }
  if (error instanceof Errors.ExitError)
    return { exitCode: error.oclif.exit ?? EXIT.done, text: '', json: undefined }
  if (error instanceof Errors.CLIError) return usageFailure(error)
  if (isOutputError(error)) return outputFailure(error.code)
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { ...failure(EXIT.bug, 'BUG', message, REPORT_IT), text: `${redactText(stack)}\n\n${REPORT_IT}` }
}

const ENDS_EARLY =
  'mcp-pqc: interrupted\n  The document has what was written by then, and "interrupted": true.'

const EXIT_CODES: Partial<Record<ErrorCode, number>> = {
  INTERRUPTED: EXIT.interrupted,
  SCAN_STALLED: EXIT.someUnreachable,
}

/** Writing a file throws McpPqcError: this is standard output, for example on a full disk. */
export const isOutputError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && error.syscall === 'write'

export const outputFailure = (code = 'unknown'): Failure => ({
  exitCode: EXIT.usage,
  text: `mcp-pqc: standard output cannot be written (${code})`,
  json: undefined,
})

const REPORT_IT = 'This is a bug in mcp-pqc: please report it with these lines.'

/** oclif puts this around the message of an error that the `parse` of a flag throws. */
const FLAG_ERROR = /^Parsing --\S+ \n\t([\s\S]*)\nSee more help with --help$/

const unwrapped = (message: string): string => FLAG_ERROR.exec(message)?.[1] ?? message

/** oclif's first line says what is wrong, or the lines after SEVERAL do; further lines say what would be right. */
const usageFailure = (error: Errors.CLIError): Failure => {
  // On a terminal oclif colours parts of it.
  const lines = stripVTControlCharacters(error.message).split('\n')
  const [first = '', ...rest] = lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== SEE_HELP)
  const command = /^command (\S+) not found$/.exec(first)?.[1]
  if (command !== undefined) return usage(`unknown command: ${redactText(command).replaceAll(':', ' ')}`)
  if (SEVERAL.test(first)) return usage(rest.join('; '))
  if (/^Missing \d+ required args?/.test(first)) {
    const { args = [] } = error as { args?: { name: string }[] }
    return usage(`missing argument: ${args.map(({ name }) => name.toUpperCase()).join(', ')}`)
  }
  return usage(first, rest.join(' '))
}

const usage = (message: string, hint = ''): Failure =>
  failure(EXIT.usage, 'USAGE', message, hint === '' ? ASK_FOR_HELP : hint)

const SEVERAL = /^The following errors? occurred:$/
/** oclif ends its parse errors with this line. */
const SEE_HELP = 'See more help with --help'
const ASK_FOR_HELP = 'Run the command with --help to see its arguments and flags.'

/** Longer than any message of this program: a longer one quotes something hostile. */
const MAX_LENGTH = 1000

/** The last guard against a message that quotes a credential: of oclif, which quotes arguments, or of a library. */
const failure = (
  exitCode: number,
  code: string,
  message: string,
  hint: string,
  redactHint = redactText,
): Failure => {
  const error = {
    code,
    message: sanitize(redactText(message), MAX_LENGTH),
    hint: sanitize(redactHint(hint), MAX_LENGTH),
  }
  return {
    exitCode,
    text: `mcp-pqc: ${error.message}${hint === '' ? '' : `\n  ${error.hint}`}`,
    json: { error },
  }
}
