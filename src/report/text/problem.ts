import type { DiscoveryProblem } from '../../model/endpoint.ts'
import { clean } from './sanitize.ts'

/** `path:line: message`, as compilers have it, so that editors find the place. */
export const problemText = ({ path, line, message }: DiscoveryProblem): string =>
  `${clean(path, 400)}${line === undefined ? '' : `:${line}`}: ${clean(message, 400)}`
