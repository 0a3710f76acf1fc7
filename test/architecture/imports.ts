import { parseSync } from 'oxc-parser'

export interface Import {
  /** undefined: computed at run time. */
  readonly specifier: string | undefined
  readonly typeOnly: boolean
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
  readonly imports: readonly Import[]
  readonly nodes: readonly Node[]
  readonly lineOf: (node: Node) => number
}

/** Every import of a file, however it is written, and every node of its syntax tree: comments and strings cannot deceive it. */
export const readSource = (path: string, text: string): Source => {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const nodes = [...walk(program)]
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length
  return { nodes, lineOf, imports: nodes.flatMap((node) => readImport(node, lineOf(node)) ?? []) }
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

const readImport = (node: Node, line: number): Import | undefined => {
  const from = (typeOnly: boolean, names: readonly string[] = []): Import => {
    const specifier = isNode(node['source']) ? node['source']['value'] : undefined
    return { specifier: typeof specifier === 'string' ? specifier : undefined, typeOnly, names, line }
  }
  switch (node.type) {
    case 'ImportDeclaration':
      return from(node['importKind'] === 'type', valueNames(node['specifiers']))
    case 'ExportAllDeclaration':
      return from(node['exportKind'] === 'type')
    case 'ExportNamedDeclaration':
      return node['source'] ? from(node['exportKind'] === 'type') : undefined
    case 'ImportExpression':
      return from(false)
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
