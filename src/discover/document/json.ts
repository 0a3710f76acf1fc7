import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import {
  type ConfigDocument,
  type ConfigMember,
  type ConfigValue,
  lazyList,
  lazyMap,
  lineFinder,
  MAX_DEPTH,
  tooDeep,
} from './value.ts'

/** Reads JSON with comments and trailing commas, and what is intact of broken JSON. */
export const readJson = (text: string): ConfigDocument => {
  const lineOf = lineFinder(text)
  const deep = tooDeepAt(text)
  if (deep !== undefined) return tooDeep(lineOf(deep))
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const broken = new Set(errors.filter(isBrokenText).map(({ offset }) => offset))
  return {
    root: root && jsonValue(root, { lineOf, broken }),
    problems: errors.slice(0, 1).map((error) => ({
      code: reachesEnd(errors, text) ? 'TRUNCATED' : 'SYNTAX',
      line: lineOf(error.offset),
      message: `is not valid JSON (${printParseErrorCode(error.error)})`,
    })),
  }
}

const isBrokenText = ({ error }: ParseError): boolean =>
  printParseErrorCode(error) === 'UnexpectedEndOfString'

const reachesEnd = (errors: readonly ParseError[], text: string): boolean => {
  const end = text.trimEnd().length
  return errors.some(({ offset, length }) => offset + length >= end)
}

type Reader = { lineOf: (offset: number) => number; broken: ReadonlySet<number> }

const jsonValue = (node: Node, reader: Reader): ConfigValue => {
  const { type, offset, children = [], value } = node
  const lineOf = (): number => reader.lineOf(offset)
  if (type === 'object') return lazyMap(lineOf, () => children.map((child) => jsonMember(child, reader)))
  if (type === 'array') return lazyList(lineOf, () => children.map((child) => jsonValue(child, reader)))
  if (reader.broken.has(offset) || type === 'property') return { kind: 'broken', line: lineOf() }
  return {
    kind: 'scalar',
    get line() {
      return lineOf()
    },
    value,
  }
}

const jsonMember = ({ offset, children: [key, value] = [] }: Node, reader: Reader): ConfigMember => ({
  key: String(key?.value ?? ''),
  get line() {
    return reader.lineOf(offset)
  },
  value: value ? jsonValue(value, reader) : { kind: 'broken', line: reader.lineOf(offset) },
})

/** The offset of the first bracket beyond `MAX_DEPTH`, because the parser recurses. Ignores texts and comments. */
const tooDeepAt = (text: string): number | undefined => {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfText(text, at)
    else if (code === SLASH) at = endOfComment(text, at)
    else if (code === BRACE || code === BRACKET) {
      if (++depth > MAX_DEPTH) return at
    } else if (code === BRACE_END || code === BRACKET_END) depth--
  }
  return undefined
}

const [QUOTE, SLASH, BACKSLASH, BRACE, BRACE_END, BRACKET, BRACKET_END, LINE_FEED] = [...'"/\\{}[]\n'].map(
  (letter) => letter.charCodeAt(0),
)

const endOfText = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === QUOTE || code === LINE_FEED) return at
  }
  return text.length
}

const endOfComment = (text: string, start: number): number => {
  if (text[start + 1] === '/') return orEnd(text.indexOf('\n', start), text)
  if (text[start + 1] === '*') return orEnd(text.indexOf('*/', start + 2), text)
  return start
}

const orEnd = (at: number, text: string): number => (at === -1 ? text.length : at)
