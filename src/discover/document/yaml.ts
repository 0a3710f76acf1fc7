import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
} from 'yaml'
import type { ProblemCode } from '../../model/error.ts'
import { type TokenBudget, yamlExcess } from '../../model/text/yamlNesting.ts'
import {
  type ConfigDocument,
  type ConfigMember,
  type ConfigValue,
  MAX_DEPTH,
  scalarOf,
  tooDeep,
  tooLarge,
} from './value.ts'

/**
 * Reads a YAML 1.2 document, and what is intact of a broken one. Anchors, aliases and merge keys are resolved. A document
 * that exceeds a bound is a problem and is not read. `linesBefore`: lines of the file before the document. `budget`: of
 * all documents of the file.
 */
export const readYaml = (text: string, linesBefore = 0, budget?: TokenBudget): ConfigDocument => {
  try {
    const excess = yamlExcess(text, MAX_DEPTH, budget)
    if (excess?.of === 'levels') return tooDeep(excess.line + linesBefore)
    if (excess) return tooLarge(excess.line + linesBefore, excess.what)
    const lineCounter = new LineCounter()
    return contentsOf(parseDocument(text, { ...OPTIONS, lineCounter }), lineCounter, linesBefore)
  } catch (error) {
    // The parser recurses, and `yamlExcess` does not count every form of nesting.
    if (error instanceof RangeError) return tooDeep(linesBefore + 1)
    throw error
  }
}

/** Comparing each key with all others would need quadratic time. */
const OPTIONS = { uniqueKeys: false, strict: false, logLevel: 'silent', prettyErrors: false } as const

/** Values that the aliases of a document may add to it. */
const MAX_ALIASED = 100_000

const contentsOf = (document: Document.Parsed, lines: LineCounter, linesBefore: number): ConfigDocument => {
  const lineAt = (offset: number): number => lines.linePos(offset).line + linesBefore
  const problem = (code: ProblemCode, offset: number, message: string) => ({
    code,
    line: lineAt(offset),
    message,
  })
  const { targets, circular, extent, written } = resolved(document.contents)
  if (extent.depth > MAX_DEPTH) return tooDeep(linesBefore + 1)
  if (extent.values - written > MAX_ALIASED)
    return {
      root: undefined,
      problems: [problem('ALIAS_BOMB', 0, `has aliases that add more than ${MAX_ALIASED} values`)],
    }
  const reader: Reader = { targets, lineOf: lineAt, values: new Map() }
  return {
    root: document.contents === null ? undefined : yamlValue(document.contents, reader, 1),
    problems: [
      ...document.errors
        .slice(0, 1)
        .map(({ pos: [offset], code }) => problem('SYNTAX', offset, `is not valid YAML (${code})`)),
      ...circular
        .slice(0, 1)
        .map((alias) =>
          problem('ALIAS_BOMB', alias.range?.[0] ?? 0, 'has an alias of a value that contains it'),
        ),
    ],
  }
}

/** Of a value with its aliases resolved. */
type Extent = { values: number; depth: number }

/** What each alias refers to: the last value before it with its anchor (YAML 1.2 §7.1). One pass over the document. */
const resolved = (root: unknown) => {
  const anchors = new Map<string, { node: unknown; extent?: Extent }>()
  const targets = new Map<unknown, unknown>()
  const circular: Alias[] = []
  let written = 0
  const measure = (node: unknown): Extent => {
    if (isAlias(node)) {
      const anchor = anchors.get(node.source)
      if (anchor?.extent === undefined) {
        if (anchor) circular.push(node)
        return { values: 0, depth: 1 }
      }
      targets.set(node, anchor.node)
      return anchor.extent
    }
    written++
    const anchor: { node: unknown; extent?: Extent } = { node }
    if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, anchor)
    const extent = { values: 1, depth: 1 }
    const add = (child: unknown): void => {
      const { values, depth } = measure(child)
      extent.values += values
      extent.depth = Math.max(extent.depth, depth + 1)
    }
    for (const item of isCollection(node) ? node.items : []) {
      if (isPair(item)) {
        add(item.key)
        add(item.value)
      } else add(item)
    }
    anchor.extent = extent
    return extent
  }
  return { extent: measure(root), targets, circular, written }
}

/** `values`: each node is read once, however many aliases it has. */
type Reader = {
  targets: ReadonlyMap<unknown, unknown>
  lineOf: (offset: number) => number
  values: Map<unknown, ConfigValue>
}

const yamlValue = (node: unknown, reader: Reader, otherwise: number): ConfigValue => {
  const line = lineOf(node, reader, otherwise)
  if (isAlias(node)) {
    const target = reader.targets.get(node)
    return target === undefined ? { kind: 'broken', line } : yamlValue(target, reader, line)
  }
  if (isScalar(node)) return scalarOf(node.value, line)
  if (node === null || node === undefined) return scalarOf(null, line)
  if (!isCollection(node)) return { kind: 'broken', line }
  const known = reader.values.get(node)
  if (known) return known
  const value: ConfigValue = isMap(node)
    ? { kind: 'map', line, members: merged(node.items.map((pair) => membersOf(pair, reader, line))) }
    : {
        kind: 'list',
        line,
        items: node.items.map((item) => yamlValue(isPair(item) ? item.value : item, reader, line)),
      }
  reader.values.set(node, value)
  return value
}

/** Merged members (https://yaml.org/type/merge.html) come first: the last of several members counts, so explicit keys override them. */
const merged = (members: readonly Members[]): ConfigMember[] => [
  ...members.flatMap(({ ofMerge }) => ofMerge ?? []),
  ...members.flatMap(({ own }) => own ?? []),
]

type Members = { own?: ConfigMember; ofMerge?: readonly ConfigMember[] }

/** The first of several merged maps has precedence: it comes last. */
const membersOf = ({ key, value }: Pair, reader: Reader, line: number): Members => {
  const at = lineOf(key, reader, line)
  const name = isScalar(key) ? String(key.value) : ''
  const member = yamlValue(value, reader, at)
  if (name === '<<' && member.kind === 'map') return { ofMerge: member.members }
  if (name === '<<' && member.kind === 'list')
    return { ofMerge: member.items.toReversed().flatMap((one) => (one.kind === 'map' ? one.members : [])) }
  return { own: { key: name, line: at, value: member } }
}

const lineOf = (node: unknown, { lineOf }: Reader, otherwise: number): number => {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range
  return range?.[0] === undefined ? otherwise : lineOf(range[0])
}
