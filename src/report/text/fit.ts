import stringWidth from 'string-width'

export type TextOptions = {
  /** Columns of the terminal, 60 at the least. */
  width: number
  colours: boolean
}

/** Columns of a text. ASCII, the usual case, is a hundred times faster to count. */
const width = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text))

/** Cut to so many columns, with an ellipsis at its end. */
export const cut = (text: string, columns: number): string =>
  width(text) <= columns ? text : `${start(text, columns - 1)}…`

/** Cut in the middle: the host and the end of the path are the important parts of a URL. */
export const cutMiddle = (text: string, columns: number): string => {
  if (width(text) <= columns) return text
  const tail = end(text, Math.floor((columns - 1) / 3))
  return `${start(text, columns - 1 - width(tail))}…${tail}`
}

export const padded = (text: string, columns: number): string => {
  const shown = cut(text, columns)
  return shown + ' '.repeat(columns - width(shown))
}

/**
 * Broken at spaces into lines of at most so many columns. Lines after the first are indented like it, plus `hang`. A
 * word that is longer than a line is broken where the line ends.
 */
export const wrap = (text: string, columns: number, hang = 2): string[] => {
  const indent = /^ */.exec(text)?.[0] ?? ''
  const inner = indent + ' '.repeat(hang)
  const lines: string[] = []
  let line = indent
  for (const word of text.trim().split(' ')) {
    const room = columns - width(line) - (line.trim() === '' ? 0 : 1)
    if (width(word) <= room) {
      line += line.trim() === '' ? word : ` ${word}`
      continue
    }
    if (line.trim() !== '') lines.push(line)
    line = lines.length === 0 ? indent : inner
    for (const part of segments(word)) {
      if (line.trim() !== '' && width(line + part) > Math.max(columns, inner.length + 2)) {
        lines.push(line)
        line = inner
      }
      line += part
    }
  }
  return [...lines, line]
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

const segments = (text: string): string[] => Array.from(characters.segment(text), ({ segment }) => segment)

const start = (text: string, columns: number): string => firstOf(segments(text), columns).join('')

const end = (text: string, columns: number): string =>
  firstOf(segments(text).toReversed(), columns).toReversed().join('')

const firstOf = (parts: readonly string[], columns: number): string[] => {
  let sum = 0
  const count = parts.findIndex((part) => {
    sum += width(part)
    return sum > columns
  })
  return count === -1 ? [...parts] : parts.slice(0, count)
}
