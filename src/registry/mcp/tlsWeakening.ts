import { rowsOf } from '../dataFile.ts'
import table from './tlsWeakening.json' with { type: 'json' }

/**
 * How a server's entry weakens or changes the check of certificates: by an environment variable, an option of
 * its command, or a key of the entry.
 */
export type WeakeningCode = 'TLS_VERIFICATION_OFF' | 'ALLOW_HTTP' | 'EXTRA_CA'

/** `off`: the values that switch the check off. Without it: any value of a variable that is not empty, the option as such. */
export type WeakeningRow = { code: WeakeningCode; name: string; off?: readonly string[]; source: string }

/** `off`: the value that switches the check off. */
export type WeakeningKeyRow = { name: string; off: boolean; source: string }

export const WEAKENING_VARIABLES: readonly WeakeningRow[] = rowsOf(table.variables)

/** Options by their whole name; `--name=false` and `--name false` where `off` says so. */
export const WEAKENING_OPTIONS: readonly WeakeningRow[] = rowsOf(table.options)

/** Keys of an entry, or of a map in it. Compared without `-`, `_` and case. */
export const WEAKENING_KEYS: readonly WeakeningKeyRow[] = rowsOf(table.keys)
