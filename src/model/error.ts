import type codes from './errorCodes.json'

/** Every `code` of an error, as errorCodes.json lists them. A code names its subject first: STORE_LOCKED, not LOCKED_STORE. */
export type ErrorCode = keyof typeof codes.errors | FaultCode

/** Why `connect` or `serve` cannot deliver a message: `data.code` of the JSON-RPC error. */
export type FaultCode = keyof typeof codes.faults | `HTTP_${number}`

/** What could not be read or probed: `problem.code` and `problems[].code`. */
export type ProblemCode = keyof typeof codes.problems

type ErrorDetails = ErrorOptions & { quoted?: readonly string[] }

/**
 * The one family of errors. `code` is stable and part of the contract (`{ "error": { code, message, hint } }`);
 * `hint` says what to do next. Anything else that is thrown is a bug in this program.
 */
export class McpPqcError extends Error {
  override readonly name: string = 'McpPqcError'
  readonly code: ErrorCode
  readonly hint: string
  /** Text of others in the hint, such as a path; the rest of a hint is fixed, and shown as it is. */
  readonly quoted: readonly string[]

  constructor(code: ErrorCode, message: string, hint: string, options: ErrorDetails = {}) {
    super(message, options)
    this.code = code
    this.hint = hint
    this.quoted = options.quoted ?? []
  }
}

/** An argument or flag that is wrong: exit code 2. */
export class UsageError extends McpPqcError {
  override readonly name = 'UsageError'
}
