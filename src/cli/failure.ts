import { Errors } from '@oclif/core'
import { McpPqcError } from '../model/error.ts'
import { EXIT } from './exitCodes.ts'

/** What went wrong, for people (`text`), for programs (`json`) and for the shell (`exitCode`). */
export type Failure = {
  exitCode: number
  text: string
  json: { error: { code: string; message: string; hint: string } }
}

/** Sorts an error: the user's words, this program's own family, an exit that was asked for, or a bug. */
export const describeError = (error: unknown): Failure => {
  if (error instanceof McpPqcError) return failure(EXIT.usage, error.code, error.message, error.hint)
  if (error instanceof Errors.ExitError)
    return { ...failure(error.oclif.exit ?? EXIT.done, 'EXIT', '', ''), text: '' }
  if (error instanceof Errors.CLIError) {
    const [message = '', ...rest] = error.message.split('\n')
    const hint = rest.filter((line) => line !== '' && line !== SEE_HELP).join(' ')
    return failure(
      EXIT.usage,
      'USAGE',
      message,
      hint === '' ? 'Run the command with --help to see its flags.' : hint,
    )
  }
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return {
    ...failure(EXIT.bug, 'BUG', message, 'This is a bug in mcp-pqc: please report it with the lines above.'),
    text: `${stack}\n\nThis is a bug in mcp-pqc: please report it with the lines above.`,
  }
}

/** oclif ends its parse errors with this line. */
const SEE_HELP = 'See more help with --help'

const failure = (exitCode: number, code: string, message: string, hint: string): Failure => ({
  exitCode,
  text: `mcp-pqc: ${message}${hint === '' ? '' : `\n  ${hint}`}`,
  json: { error: { code, message, hint } },
})
