import { decode } from './reader.ts'

/** RFC 9846 §6: AlertLevel. */
export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const

export type Alert = { level: number; description: number }

/** RFC 9846 §6: Alert. */
export const decodeAlert = (fragment: Uint8Array): Alert =>
  decode('Alert', fragment, (r) => ({ level: r.u8(), description: r.u8() }))
