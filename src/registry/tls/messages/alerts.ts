import { byValue, rowsOf } from '../../dataFile.ts'
import table from './alerts.json' with { type: 'json' }

/** RFC 9846 §6: AlertDescription, with the descriptions that are used or reserved in earlier versions. */
export type AlertRow = { name: string; value: number; source: string }

export const ALERTS: readonly AlertRow[] = rowsOf(table)

const alert = byValue(ALERTS)

/** RFC 9846 §6.2: protocol_version, and the level of an alert that ends the connection. */
export const PROTOCOL_VERSION = 70
export const FATAL = 2

/** An AlertDescription is one byte, so an unknown one prints with two digits. */
export const alertName = (value: number): string =>
  alert(value)?.name ?? `0x${value.toString(16).padStart(2, '0')}`
