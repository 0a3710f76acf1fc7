import type { Readable } from 'node:stream'
import { HOSTILE_TEXT } from '../../registry/hostileText.ts'

/** Bytes of one line that are looked at, and characters of it that are said. */
const MAX_LINE = 4_096
const MAX_SHOWN = 500

/** Lines a second that are said; a server that logs at length fills its operator's log at most so fast. */
const MAX_LINES = 50

const LF = 0x0a

/** Says what a process writes on its standard error, line by line, cleaned and cut; always reads on. */
export const sayErrorOutput = (stream: Readable, say: (text: string) => void): void => {
  const limited = limit(say)
  let line: Buffer[] = []
  let length = 0
  const end = (): void => {
    if (length > 0) limited(shown(Buffer.concat(line).toString('utf8')))
    line = []
    length = 0
  }
  const hold = (part: Buffer): void => {
    if (length < MAX_LINE) line.push(part.subarray(0, MAX_LINE - length))
    length += part.length
  }
  stream.on('data', (chunk: Buffer) => {
    let from = 0
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      hold(chunk.subarray(from, at))
      end()
      from = at + 1
    }
    hold(chunk.subarray(from))
  })
  stream.once('end', end)
  // It ends with its process.
  stream.on('error', () => {})
}

const shown = (text: string): string => {
  const visible = text.replace(/\r$/, '').replace(HOSTILE_TEXT, '\ufffd')
  return visible.length <= MAX_SHOWN ? visible : `${visible.slice(0, MAX_SHOWN - 1)}…`
}

/** At most MAX_LINES a second; how many were left out is said with the next second's first. */
const limit = (say: (text: string) => void) => {
  let since = 0
  let said = 0
  let leftOut = 0
  return (text: string): void => {
    const now = performance.now()
    if (now - since >= 1_000) {
      if (leftOut > 0) say(`(${leftOut} lines left out)`)
      since = now
      said = 0
      leftOut = 0
    }
    if (said < MAX_LINES) say(text)
    else leftOut++
    said++
  }
}
