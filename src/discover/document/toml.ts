import { parse, TomlError } from 'smol-toml'
import { type ConfigDocument, type ConfigValue, MAX_DEPTH, scalarOf, tooDeep } from './value.ts'

/**
 * Reads TOML 1.1. If the document is invalid, its tables are read one by one, so that an invalid table does not hide the
 * others; so is one that has a key of JavaScript's own objects (`__proto__`). The parser returns no positions: a value's line is
 * that of its key, found by a simple search.
 */
export const readToml = (text: string): ConfigDocument => {
  const deep = DEEP_KEY.exec(text)
  if (deep !== null) return tooDeep(text.slice(0, deep.index).split('\n').length)
  try {
    return { root: tomlValue(tableOf(text), linesOf(text), ''), problems: [] }
  } catch (error) {
    const table: Table = {}
    for (const part of tablesOf(text)) merge(table, part)
    const line = error instanceof TomlError ? error.line : 1
    const what = error instanceof TomlError ? (error.message.split('\n')[0] ?? '') : 'not readable'
    const message = `is not valid TOML: ${what.replace(/^.*?: /, '')}`
    return { root: tomlValue(table, linesOf(text), ''), problems: [{ code: 'SYNTAX', line, message }] }
  }
}

type Table = { [key: string]: unknown }

const tableOf = (text: string): Table => parse(text, { maxDepth: MAX_DEPTH, unsafeKeyBehaviour: 'throw' })

/** `[table]` or `[[table]]` alone on its line. */
const HEADER = /^[ \t]*\[\[?[ \t]*([^[\]\n]{1,400})\]\]?[ \t]*(?:#.*)?$/
const KEY =
  /^[ \t]*((?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'))*)[ \t]*=/
/** The parser limits the depth of brackets, but not that of dotted keys. */
const DEEP_KEY = new RegExp(`(?<![\\w-])(?:(?:[\\w-]+|"[^"\\n]*"|'[^'\\n]*')[ \\t]*\\.[ \\t]*){${MAX_DEPTH}}`)
const PART = /[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*'/g

const tablesOf = (text: string): Table[] => {
  const parts: string[][] = [[]]
  for (const line of text.split(/\r?\n/)) {
    if (HEADER.test(line)) parts.push([])
    parts.at(-1)?.push(line)
  }
  return parts.flatMap((lines) => {
    try {
      return [tableOf(lines.join('\n'))]
    } catch {
      return []
    }
  })
}

const merge = (into: Table, from: Table): void => {
  for (const [key, value] of Object.entries(from)) {
    const known = into[key]
    if (isTable(known) && isTable(value)) merge(known, value)
    else into[key] = value
  }
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** The first line of each table and key, by its path. */
const linesOf = (text: string): Map<string, number> => {
  const lines = new Map<string, number>()
  let table = ''
  const note = (above: string, parts: readonly string[], line: number): string =>
    parts.reduce((path, part) => {
      const key = path === '' ? part : `${path}\0${part}`
      if (!lines.has(key)) lines.set(key, line)
      return key
    }, above)
  text.split(/\r?\n/).forEach((line, index) => {
    const header = HEADER.exec(line)?.[1]
    const key = header === undefined ? KEY.exec(line)?.[1] : undefined
    if (header !== undefined) table = note('', partsOf(header), index + 1)
    else if (key !== undefined) note(table, partsOf(key), index + 1)
  })
  return lines
}

const partsOf = (dotted: string): string[] =>
  (dotted.match(PART) ?? []).map((part) => part.replace(/^(["'])(.*)\1$/s, '$2'))

const tomlValue = (
  value: unknown,
  lines: ReadonlyMap<string, number>,
  path: string,
  above = 1,
): ConfigValue => {
  const line = lines.get(path) ?? above
  if (Array.isArray(value))
    return { kind: 'list', line, items: value.map((item) => tomlValue(item, NO_LINES, '', line)) }
  if (isTable(value)) {
    return {
      kind: 'map',
      line,
      members: Object.entries(value).map(([key, member]) => {
        const found = tomlValue(member, lines, path === '' ? key : `${path}\0${key}`, line)
        return { key, line: found.line, value: found }
      }),
    }
  }
  return scalarOf(value, line)
}

const NO_LINES: ReadonlyMap<string, number> = new Map()
