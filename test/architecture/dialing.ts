import { isNode, type Node, type Source } from './sources.ts'

/** The only files that resolve names and open sockets to addresses. */
const GATEKEEPER = ['src/net/gatekeeper.ts', 'src/net/resolve.ts']

const DIALLING = ['net', 'probe', 'discover', 'verify', 'scan']

/** What neither looks up a name nor opens a connection. */
const HARMLESS = ['isIP', 'isIPv4', 'isIPv6', 'createServer']

/** Of `node:tls`: everything but `connect`, which is checked call by call. */
const OPENS = /^node:(dns|dgram|http|https|http2)(\/|$)/
const CLIENTS = ['Pool', 'Client', 'Agent', 'ProxyAgent', 'EventSource', 'WebSocket', 'WebSocketStream']

/** What a file of a dialling module does to reach a host by itself: see docs/architecture.md. */
export const dialsItself = ({
  path,
  module,
  imports,
  nodes,
  lineOf,
}: Source): { line: number; what: string }[] => {
  if (!DIALLING.includes(module) || GATEKEEPER.includes(path)) return []
  const values = imports.filter(({ typeOnly }) => !typeOnly)
  const tlsNames = localNames(nodes, 'node:tls', 'connect')
  return [
    ...values
      .filter(({ specifier = '', lazy, names }) => OPENS.test(specifier) && (lazy || names.length > 0))
      .map(({ specifier, line }) => ({ line, what: `imports ${specifier}` })),
    ...values
      .filter(({ specifier }) => specifier === 'node:net' || specifier === 'net')
      .filter(({ lazy, names }) => lazy || !names.every((name) => HARMLESS.includes(name)))
      .map(({ line, names }) => ({ line, what: `imports ${names.join(', ')} from node:net` })),
    ...values
      .filter(
        ({ specifier, names, lazy }) =>
          /^(node:)?tls$/.test(specifier ?? '') &&
          (lazy || names.some((name) => name === '*' || name === 'default')),
      )
      .map(({ line }) => ({ line, what: 'imports all of node:tls' })),
    ...nodes
      .filter(({ type }) => type === 'CallExpression')
      .filter((node) => tlsNames.includes(calleeOf(node)) && !isOverSocket(node))
      .map((node) => ({ line: lineOf(node), what: 'TLS without a socket of the gatekeeper' })),
    ...nodes
      .filter(({ type }) => type === 'CallExpression')
      .filter((node) => calleeOf(node) === 'fetch')
      .map((node) => ({ line: lineOf(node), what: 'fetch' })),
    ...nodes
      .filter(({ type }) => type === 'NewExpression')
      .filter((node) => CLIENTS.includes(calleeOf(node)) && !membersOf(node, 1).includes('connect'))
      .map((node) => ({ line: lineOf(node), what: `${calleeOf(node)} without a connector` })),
  ]
}

const calleeOf = (node: Node): string => {
  const { callee } = node
  return isNode(callee) && callee.type === 'Identifier' ? String(callee['name']) : ''
}

/** Of the object that is the argument `index`. */
const membersOf = (node: Node, index: number): string[] => {
  const argument = (node['arguments'] as unknown[])[index]
  if (!isNode(argument) || argument.type !== 'ObjectExpression') return []
  return (argument['properties'] as Node[]).flatMap(({ key }) => (isNode(key) ? String(key['name']) : []))
}

const isOverSocket = (node: Node): boolean => {
  const members = membersOf(node, 0)
  return members.includes('socket') && !['host', 'port', 'path'].some((name) => members.includes(name))
}

const localNames = (nodes: readonly Node[], module: string, name: string): string[] =>
  nodes
    .filter(
      ({ type, source }) => type === 'ImportDeclaration' && isNode(source) && source['value'] === module,
    )
    .flatMap(({ specifiers }) => specifiers as Node[])
    .filter(({ imported }) => isNode(imported) && imported['name'] === name)
    .flatMap(({ local }) => (isNode(local) ? String(local['name']) : []))
