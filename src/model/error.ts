/**
 * The one family of errors. `code` is stable and part of the contract (`{ "error": { code, message, hint } }`);
 * `hint` says what to do next. Anything else that is thrown is a bug in this program.
 */
export class McpPqcError extends Error {
  override readonly name: string = 'McpPqcError'
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/** The user's words cannot be understood: exit code 2. */
export class UsageError extends McpPqcError {
  override readonly name = 'UsageError'
}
