import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type ConfigDocument, type ConfigMember, type ConfigValue, lineFinder, MAX_DEPTH } from './value.ts'

/** Reads JSON with comments and trailing commas, and of broken JSON what is whole. */
export const readJson = (text: string): ConfigDocument => {
  const lineOf = lineFinder(text)
  const deep = tooDeepAt(text)
  if (deep !== undefined) {
    const message = `is nested more than ${MAX_DEPTH} deep`
    return { root: undefined, problems: [{ code: 'TOO_DEEP', line: lineOf(deep), message }] }
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const broken = new Set(errors.filter(isBrokenText).map(({ offset }) => offset))
  return {
    root: root && jsonValue(root, lineOf, broken),
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

const jsonValue = (
  node: Node,
  lineOf: (offset: number) => number,
  broken: ReadonlySet<number>,
): ConfigValue => {
  const { offset } = node
  if (node.type === 'object') {
    let members: ConfigMember[] | undefined
    return {
      kind: 'map',
      get line() {
        return lineOf(offset)
      },
      get members() {
        members ??= (node.children ?? []).map((child) => memberOf(child, lineOf, broken))
        return members
      },
    }
  }
  if (node.type === 'array') {
    let items: ConfigValue[] | undefined
    return {
      kind: 'list',
      get line() {
        return lineOf(offset)
      },
      get items() {
        items ??= (node.children ?? []).map((child) => jsonValue(child, lineOf, broken))
        return items
      },
    }
  }
  if (broken.has(offset) || node.type === 'property') return { kind: 'broken', line: lineOf(offset) }
  return {
    kind: 'scalar',
    get line() {
      return lineOf(offset)
    },
    value: node.value,
  }
}

const memberOf = (
  property: Node,
  lineOf: (offset: number) => number,
  broken: ReadonlySet<number>,
): ConfigMember => {
  const [key, value] = property.children ?? []
  return {
    key: String(key?.value ?? ''),
    get line() {
      return lineOf(property.offset)
    },
    value: value ? jsonValue(value, lineOf, broken) : { kind: 'broken', line: lineOf(property.offset) },
  }
}

/** The parser recurses: an offset here means that it must not begin. Brackets in texts and comments do not count. */
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
