import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
} from 'yaml'
import {
  type ConfigDocument,
  type ConfigMember,
  type ConfigValue,
  lazyList,
  lazyMap,
  MAX_DEPTH,
  tooDeep,
} from './value.ts'

/** Reads YAML 1.2, and what is intact of broken YAML. Anchors, aliases and merge keys are resolved. */
export const readYaml = (text: string): ConfigDocument => {
  const deep = tooDeepAt(text)
  if (deep !== undefined) return tooDeep(deep)
  const lineCounter = new LineCounter()
  return contentsOf(parseDocument(text, { ...OPTIONS, lineCounter }), lineCounter)
}

/**
 * One document of a stream. A document whose aliases expand to too much content is a problem and is not read.
 * `linesBefore`: lines of the file before the document.
 */
export const readYamlDocument = (text: string, linesBefore: number): ConfigDocument => {
  const deep = tooDeepAt(text)
  if (deep !== undefined) return tooDeep(deep + linesBefore)
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { ...OPTIONS, lineCounter })
  if (!expandsTooFar(document, text)) return contentsOf(document, lineCounter, linesBefore)
  const message = `has aliases that expand to more than ${MAX_ALIASES} nodes`
  return { root: undefined, problems: [{ code: 'ALIAS_BOMB', line: linesBefore + 1, message }] }
}

const OPTIONS = { uniqueKeys: false, strict: false, logLevel: 'silent', prettyErrors: false } as const

/** Limit of nodes that aliases repeat. */
const MAX_ALIASES = 1000

const expandsTooFar = (document: Document, text: string): boolean => {
  if (!/[\s,:[{-]\*[^\s*]/.test(text)) return false
  try {
    document.toJS({ maxAliasCount: MAX_ALIASES })
    return false
  } catch (error) {
    if (error instanceof ReferenceError) return true
    throw error
  }
}

const contentsOf = (document: Document.Parsed, lines: LineCounter, linesBefore = 0): ConfigDocument => {
  const reader: Reader = { document, lineOf: (offset) => lines.linePos(offset).line + linesBefore }
  return {
    root: document.contents === null ? undefined : yamlValue(document.contents, reader, 1),
    problems: document.errors.slice(0, 1).map(({ pos: [offset], code }) => ({
      code: 'SYNTAX',
      line: reader.lineOf(offset),
      message: `is not valid YAML (${code})`,
    })),
  }
}

type Reader = { document: Document; lineOf: (offset: number) => number }

const yamlValue = (node: unknown, reader: Reader, otherwise: number): ConfigValue => {
  const line = lineOf(node, reader, otherwise)
  if (isAlias(node)) return yamlValue(node.resolve(reader.document as Document.Parsed), reader, line)
  const itsLine = (): number => line
  if (isMap(node))
    return lazyMap(itsLine, () => node.items.flatMap(({ key, value }) => membersOf(key, value, reader, line)))
  if (isSeq(node))
    return lazyList(itsLine, () =>
      node.items.map((item) => yamlValue(isPair(item) ? item.value : item, reader, line)),
    )
  if (node === null || node === undefined) return { kind: 'scalar', line, value: null }
  if (!isScalar(node)) return { kind: 'broken', line }
  const { value } = node
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', line, value }
  return { kind: 'scalar', line, value: String(value) }
}

const membersOf = (key: unknown, value: unknown, reader: Reader, line: number): ConfigMember[] => {
  const at = lineOf(key, reader, line)
  const name = isScalar(key) ? String(key.value) : ''
  const member = yamlValue(value, reader, at)
  return name === '<<' && member.kind === 'map'
    ? [...member.members]
    : [{ key: name, line: at, value: member }]
}

const lineOf = (node: unknown, { lineOf }: Reader, otherwise: number): number => {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range
  return range?.[0] === undefined ? otherwise : lineOf(range[0])
}

/**
 * The line where the text is nested too deeply for a parser that recurses. Counts open brackets, list markers in one line,
 * and columns of indentation, because each level of blocks needs at least one.
 */
const tooDeepAt = (text: string): number | undefined => {
  let [flow, column, marks, line] = [0, 0, 0, 1]
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow++
    else if (token === ']' || token === '}') flow--
    else if (token === '-' || token === '?') marks++
    else if (token.includes('\n')) {
      line += token.split('\n').length - 1
      column = 0
      marks = 0
    } else if (column === 0 && /^ +$/.test(token)) column = token.length
    if (flow + column + marks > MAX_DEPTH) return line
  }
  return undefined
}
