import { sanitize } from './sanitize.ts'

/**
 * RFC 4180 §2: one record. A cell that a spreadsheet would take for a formula begins with an apostrophe: full-width
 * signs are formulas too where East Asian input is at home.
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`

const MAX_CELL = 5000

const cell = (text: string): string => {
  const visible = sanitize(text, MAX_CELL)
  const inert = /^\s*[=+\-@|%＝＋－＠]/.test(visible) ? `'${visible}` : visible
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
