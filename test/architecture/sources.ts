import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { moduleOf } from './modules.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Import {
  /** undefined: computed at run time. */
  readonly specifier: string | undefined
  /** The file below the repository that a relative specifier names. */
  readonly target: string | undefined
  readonly typeOnly: boolean
  /** import(): loaded when the line runs, not when the file loads. */
  readonly lazy: boolean
  /** The names that are imported as values. */
  readonly names: readonly string[]
  readonly line: number
}

export interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

export interface Source {
  readonly path: string
  readonly module: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly nodes: readonly Node[]
  readonly lineOf: (node: Node) => number
}

/** A file's syntax tree, so that comments and strings are not mistaken for code. */
export const readSource = ({ path, text }: SourceFile): Source => {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const nodes = [...walk(program)]
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length
  const imports = nodes.flatMap((node) => readImport(path, node, lineOf) ?? [])
  return { path, module: moduleOf(path) ?? '', lines: text.split('\n').length - 1, imports, nodes, lineOf }
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* walk(item)
  else if (isNode(value)) {
    yield value
    for (const child of Object.values(value)) yield* walk(child)
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const readImport = (path: string, node: Node, lineOf: Source['lineOf']): Import | undefined => {
  const from = (typeOnly: boolean, names: readonly string[] = [], lazy = false): Import => {
    const value = isNode(node['source']) ? node['source']['value'] : undefined
    const specifier = typeof value === 'string' ? value : undefined
    const target = specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
    return { specifier, target, typeOnly, lazy, names, line: lineOf(node) }
  }
  switch (node.type) {
    case 'ImportDeclaration':
      return from(node['importKind'] === 'type', valueNames(node['specifiers']))
    case 'ExportAllDeclaration':
      return from(node['exportKind'] === 'type')
    case 'ExportNamedDeclaration':
      return node['source'] ? from(node['exportKind'] === 'type') : undefined
    case 'ImportExpression':
      return from(false, [], true)
    case 'TSImportType':
      return from(true)
    default:
      return undefined
  }
}

/** `*` and `default` stand for themselves. */
const valueNames = (specifiers: unknown): string[] =>
  (Array.isArray(specifiers) ? specifiers.filter(isNode) : [])
    .filter((specifier) => specifier['importKind'] !== 'type')
    .map((specifier) => {
      if (specifier.type === 'ImportNamespaceSpecifier') return '*'
      const imported = specifier['imported']
      return isNode(imported) ? String(imported['name'] ?? imported['value']) : 'default'
    })
