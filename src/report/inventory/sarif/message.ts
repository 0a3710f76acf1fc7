import { sanitize } from '../../text/sanitize.ts'

/** Text from the network for a message (SARIF 2.1.0 §3.11): without links and placeholders. */
export const messageText = (text: string, maxLength: number): string =>
  sanitize(text, maxLength).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}')
