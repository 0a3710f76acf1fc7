import type { Readable } from 'node:stream'
import { type Line, Lines } from '../../mcp/lines.ts'
import { inertText } from '../../registry/hostileText.ts'

/** Bytes of one line that are read, and characters of it that are logged. */
const MAX_LINE = 4_096
const MAX_SHOWN = 500

/** Lines a second that are logged: a server that writes without end does not fill its operator's disk. */
const MAX_LINES = 50

/** Logs what a process writes on its standard error, line by line, sanitized and cut. It never stops reading. */
export const logErrorOutput = (stream: Readable, log: (text: string) => void): void => {
  const limited = limitLines(log)
  const lines = new Lines(MAX_LINE, 'cut')
  const logAll = (found: readonly Line[]): void => {
    for (const line of found) limited(shown(String(line)))
  }
  stream.on('data', (chunk: Buffer) => logAll(lines.read(chunk)))
  stream.once('end', () => logAll(lines.rest()))
  // It ends with its process.
  stream.on('error', () => {})
}

const shown = (text: string): string => {
  const visible = inertText(text)
  return visible.length <= MAX_SHOWN ? visible : `${visible.slice(0, MAX_SHOWN - 1)}…`
}

/** At most MAX_LINES a second; how many were left out is logged with the next second's first. */
export const limitLines = (log: (text: string) => void) => {
  let since = 0
  let count = 0
  let leftOut = 0
  return (text: string): void => {
    const now = performance.now()
    if (now - since >= 1_000) {
      if (leftOut > 0) log(`(${leftOut} lines left out)`)
      since = now
      count = 0
      leftOut = 0
    }
    if (count < MAX_LINES) log(text)
    else leftOut++
    count++
  }
}
