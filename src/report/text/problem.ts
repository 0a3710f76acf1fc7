import type { DiscoveryProblem } from '../../model/endpoint.ts'
import { sanitize } from './sanitize.ts'

/** `path:line: message`, as compilers have it, so that editors find the place. */
export const problemText = ({ path, line, message }: DiscoveryProblem): string =>
  `${sanitize(path, 400)}${line === undefined ? '' : `:${line}`}: ${sanitize(message, 400)}`
