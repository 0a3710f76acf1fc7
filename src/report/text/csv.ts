import { sanitize, sanitizeLines } from './sanitize.ts'

export type Cell = string | { lines: string }

/**
 * RFC 4180 §2: one record. A cell that a spreadsheet would read as a formula begins with an apostrophe: full-width
 * signs begin formulas too where East Asian input is in use.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`

const MAX_CELL = 5000

const cellText = (cell: Cell): string => {
  const visible = typeof cell === 'string' ? sanitize(cell, MAX_CELL) : sanitizeLines(cell.lines).join('\n')
  const inert = /^\s*[=+\-@|%＝＋－＠]/.test(visible) ? `'${visible}` : visible
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
