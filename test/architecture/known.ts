import type { RuleName } from './rules.ts'

/**
 * Breaches that exist today, by rule. The test fails for a breach that is not listed here, and for a row whose
 * breach no longer exists: delete that row. Do not add rows.
 */
export const KNOWN: Partial<Record<RuleName, readonly string[]>> = {}

/** Rights in the table of rooms that nothing uses yet. A row may stay when its right is used. */
export const PENDING_RIGHTS: readonly string[] = ['store -> registry', 'verify -> mcp']
