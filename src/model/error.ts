import type codes from './errorCodes.json'
import { filled } from './text/filled.ts'

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

/** A row of a data file of errors. In its texts, `{word}` stands for a value. `usage`: it is a UsageError. */
export type ErrorRow = { message: string; hint: string; usage?: boolean }

type Values = Readonly<Record<string, string | number>>

/** Makes errors from the rows of a data file. `name`: of a row. It begins with the code, which has several rows where there is more to say. */
export const errorsOf =
  <Name extends string>(rows: Readonly<Record<Name, ErrorRow>>) =>
  (name: Name, values: Values = {}, cause?: unknown): McpPqcError => {
    const { message, hint, usage } = rows[name]
    const [code = name] = name.split(' ', 1)
    const quoted = [...hint.matchAll(/\{(\w+)\}/g)].map(([word]) => filled(word, values))
    const Kind = usage ? UsageError : McpPqcError
    return new Kind(filled(code, values) as ErrorCode, filled(message, values), filled(hint, values), {
      cause,
      quoted,
    })
  }
