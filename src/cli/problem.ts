import { errorsOf } from '../model/error.ts'
import problems from './problems.json' with { type: 'json' }

/** An error that ends the command; see `errorsOf`. */
export const problem = errorsOf(problems)
