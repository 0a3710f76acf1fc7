import { errorFrom, type McpPqcError } from '../model/error.ts'
import problems from './problems.json' with { type: 'json' }

/** An error that ends the command; see `errorFrom`. */
export const problem = (
  name: keyof typeof problems,
  values: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): McpPqcError => errorFrom(name, problems[name], values, cause)
