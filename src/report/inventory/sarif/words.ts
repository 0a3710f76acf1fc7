import { sanitize } from '../../text/sanitize.ts'

/**
 * Text from elsewhere as it may stand in a message (SARIF 2.1.0 §3.11): no link begins in it, and no placeholder.
 */
export const words = (text: string, maxLength: number): string =>
  sanitize(text, maxLength).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}')
