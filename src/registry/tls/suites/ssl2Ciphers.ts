import { byValue, codePointsOf } from '../../dataFile.ts'
import table from './ssl2Ciphers.json' with { type: 'json' }

/** What SSL 2.0 calls CIPHER-KIND: three bytes. The order of the rows is that of offers. */
export type Ssl2CipherRow = { name: string; value: number; source: string }

const ROWS = codePointsOf<Ssl2CipherRow>(table)

export const SSL2_CIPHERS: readonly number[] = ROWS.map(({ value }) => value)

const cipher = byValue(ROWS)

export const ssl2CipherName = (value: number): string =>
  cipher(value)?.name ?? `0x${value.toString(16).padStart(6, '0')}`
