import { listed as listedNames } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'

/**
 * Text from elsewhere as it may stand in a message (SARIF 2.1.0 §3.11): no link begins in it, and no placeholder.
 */
export const words = (text: string, maxLength: number): string =>
  sanitize(text, maxLength).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}')

const MAX_LISTED = 12

/** `a, b and 3 more`. */
export const listed = (names: readonly string[]): string =>
  listedNames(
    names.map((name) => words(name, 100)),
    MAX_LISTED,
  )
