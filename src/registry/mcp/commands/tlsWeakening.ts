import { rowsOf } from '../../dataFile.ts'
import table from './tlsWeakening.json' with { type: 'json' }

/** How a server's entry weakens the check of certificates: by an environment variable, an option, or a key. */
export type WeakeningCode = 'TLS_VERIFICATION_OFF' | 'ALLOW_HTTP' | 'EXTRA_CA'

/** `off`: the values that switch the check off. Absent: any value of the variable, or the option as such, does. */
export type WeakeningRow = { code: WeakeningCode; name: string; off?: readonly string[]; source: string }

/** `off`: the value that switches the check off. */
export type WeakeningKeyRow = { name: string; off: boolean; source: string }

export const WEAKENING_VARIABLES: readonly WeakeningRow[] = rowsOf(table.variables)

/** Options by their whole name; with `off`, `--name=false` and `--name false`. */
export const WEAKENING_OPTIONS: readonly WeakeningRow[] = rowsOf(table.options)

/** Keys of an entry, or of a map in it. Compared without `-`, `_` and case. */
export const WEAKENING_KEYS: readonly WeakeningKeyRow[] = rowsOf(table.keys)
