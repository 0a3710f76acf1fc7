import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import type { Endpoint, Ownership } from '../../model/endpoint.ts'
import { McpPqcError } from '../../model/error.ts'
import { dataClass } from '../../registry/sensitivity/dataClasses.ts'

/** One entry of the owner's file, and the line where it stands. */
export type OwnerRule = {
  line: number
  matches: (endpoint: Pick<Endpoint, 'url' | 'sources'>) => boolean
  says: Omit<Ownership, 'evidence'>
  exclude: boolean
}

export type OwnerFile = { path: string; rules: readonly OwnerRule[] }

/** A file is written by people: this is far beyond what they write. */
const MAX_LENGTH = 1_000_000

/**
 * Reads `mcp-pqc.yaml`: a list `rules`, each with `match` (`url`, `name`, `tag`: texts in which * stands for
 * anything) and what it says of the endpoints that match.
 *
 * @throws {McpPqcError} OWNER_FILE_INVALID with the line, for unknown keys, wrong types and broken YAML.
 */
export const parseOwnerFile = (path: string, text: string): OwnerFile => {
  const lines = new LineCounter()
  const at = (node: unknown): number => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line
  const invalid = (line: number, what: string): McpPqcError =>
    new McpPqcError(
      'OWNER_FILE_INVALID',
      `${path}:${line}: ${what}`,
      'The form of the file is described in docs/planning.md.',
    )
  if (text.length > MAX_LENGTH) throw invalid(1, `the file is longer than ${MAX_LENGTH} characters`)
  const document = parsed(text, lines, () => invalid(1, 'it is nested too deeply'))
  const [error] = document.errors
  if (error) throw invalid(lines.linePos(error.pos[0]).line, error.message.split('\n')[0] ?? 'broken YAML')
  const reader: Reader = {
    at,
    invalid,
    json: (node) => {
      // An alias could stand for a thousand others: nobody needs one here.
      if (isAlias(node)) throw invalid(at(node), 'aliases are not taken here: write the value out')
      try {
        return (node as Node | null)?.toJS(document, { maxAliasCount: 0 })
      } catch {
        throw invalid(at(node), 'aliases are not taken here: write the value out')
      }
    },
  }
  const root = document.contents
  if (root === null) return { path, rules: [] }
  if (!isMap(root)) throw invalid(1, 'a mapping with the key "rules" belongs here')
  checkKeys(root, ['rules'], reader)
  const rules = root.get('rules', true) as Node | undefined
  if (!isSeq(rules)) throw invalid(at(rules ?? root), '"rules" has to be a list')
  return { path, rules: rules.items.map((item) => readRule(item as Node, reader)) }
}

/** The parser of the library calls itself for each level: brackets without end would use up the stack. */
const parsed = (text: string, lineCounter: LineCounter, tooDeep: () => McpPqcError): Document.Parsed => {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: true })
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error
  }
}

type Reader = {
  at: (node: unknown) => number
  invalid: (line: number, what: string) => McpPqcError
  json: (node: unknown) => unknown
}

const SAYS = [
  'owner',
  'environment',
  'vendor',
  'classes',
  'shelfLifeYears',
  'accept',
  'switchOff',
  'exclude',
] as const

const readRule = (node: Node, reader: Reader): OwnerRule => {
  if (!isMap(node)) throw reader.invalid(reader.at(node), 'a rule has to be a mapping')
  checkKeys(node, ['match', ...SAYS], reader)
  const line = reader.at(node)
  const match = node.get('match', true) as Node | undefined
  if (!match || !isMap(match) || match.items.length === 0) {
    throw reader.invalid(line, 'a rule needs "match" with url, name or tag')
  }
  checkKeys(match, ['url', 'name', 'tag'], reader)
  const text = (map: YAMLMap, key: string): string | undefined => {
    const found = map.get(key, true)
    if (found === undefined) return undefined
    const value = reader.json(found)
    if (typeof value !== 'string' || value === '')
      throw reader.invalid(reader.at(found), `"${key}" has to be a text`)
    return value
  }
  const says: OwnerRule['says'] = {}
  for (const key of ['owner', 'environment', 'vendor'] as const) {
    const value = text(node, key)
    if (value !== undefined) says[key] = value
  }
  const classes = readClasses(node, reader)
  if (classes) says.classes = classes
  const years = readYears(node, reader)
  if (years) says.shelfLifeYears = years
  const accept = readAccept(node, text, reader)
  if (accept) says.accept = accept
  const switchOff = readDate(node, 'switchOff', text, reader)
  if (switchOff !== undefined) says.switchOff = switchOff
  return {
    line,
    says,
    exclude: readFlag(node, 'exclude', reader),
    matches: matcher(text(match, 'url'), text(match, 'name'), text(match, 'tag')),
  }
}

type ReadText = (map: YAMLMap, key: string) => string | undefined

const readDate = (map: YAMLMap, key: string, text: ReadText, { at, invalid }: Reader): string | undefined => {
  const date = text(map, key)
  if (date === undefined || isDate(date)) return date
  throw invalid(at(map.get(key, true)), `"${key}" has to be a date such as 2027-01-31`)
}

const isDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  )
}

const readAccept = (node: YAMLMap, text: ReadText, reader: Reader): Ownership['accept'] => {
  const found = node.get('accept', true) as Node | undefined
  if (found === undefined) return undefined
  if (!isMap(found)) throw reader.invalid(reader.at(found), '"accept" has to be a mapping with "until"')
  checkKeys(found, ['until', 'reason'], reader)
  const until = readDate(found, 'until', text, reader)
  if (until === undefined) throw reader.invalid(reader.at(found), '"accept" needs "until", a date')
  const reason = text(found, 'reason')
  return { until, ...(reason === undefined ? {} : { reason }) }
}

const checkKeys = (map: YAMLMap, known: readonly string[], { at, invalid }: Reader): void => {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : '?'
    if (!known.includes(name))
      throw invalid(at(key), `unknown key "${name.slice(0, 60)}": known are ${known.join(', ')}`)
  }
}

const readClasses = (node: YAMLMap, { at, invalid, json }: Reader): string[] | undefined => {
  const found = node.get('classes', true)
  if (found === undefined) return undefined
  const value = json(found)
  const classes = typeof value === 'string' ? [value] : value
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string' && dataClass(name))) {
    throw invalid(at(found), '"classes" has to be a list of data classes (health, payment, credentials, …)')
  }
  return classes
}

const readYears = (node: YAMLMap, { at, invalid, json }: Reader): [number, number] | undefined => {
  const found = node.get('shelfLifeYears', true)
  if (found === undefined) return undefined
  const value = json(found)
  const years = typeof value === 'number' ? [value, value] : value
  const valid =
    Array.isArray(years) &&
    years.length === 2 &&
    years.every((year) => typeof year === 'number' && year >= 0 && year <= 1000)
  if (!valid || years[0] > years[1])
    throw invalid(at(found), '"shelfLifeYears" has to be a number, or [fewest, most]')
  return [years[0], years[1]]
}

const readFlag = (node: YAMLMap, key: string, { at, invalid, json }: Reader): boolean => {
  const found = node.get(key, true)
  if (found === undefined) return false
  const value = json(found)
  if (typeof value !== 'boolean') throw invalid(at(found), `"${key}" has to be true or false`)
  return value
}

const matcher = (url?: string, name?: string, tag?: string): OwnerRule['matches'] => {
  const tests = { url: wildcard(url), name: wildcard(name), tag: wildcard(tag) }
  return (endpoint) =>
    tests.url(endpoint.url) &&
    (name === undefined || endpoint.sources.some((source) => tests.name(source.name ?? ''))) &&
    (tag === undefined ||
      endpoint.sources.some(({ kind, client, scope }) =>
        [kind, client, scope].some((text) => text && tests.tag(text)),
      ))
}

/** `*` stands for any characters, everything else for itself; without a pattern everything matches. */
const wildcard = (pattern: string | undefined): ((text: string) => boolean) => {
  if (pattern === undefined) return () => true
  const parts = pattern.toLowerCase().split('*')
  const [first = '', ...rest] = parts
  return (text) => {
    const lower = text.toLowerCase()
    if (rest.length === 0) return lower === first
    if (!lower.startsWith(first)) return false
    const last = rest.at(-1) ?? ''
    let from = first.length
    for (const part of rest.slice(0, -1)) {
      const found = lower.indexOf(part, from)
      if (found < 0) return false
      from = found + part.length
    }
    return lower.length - last.length >= from && lower.endsWith(last)
  }
}
