import { posix } from 'node:path'
import { type Import, isNode, type Node, readSource, type Source } from './imports.ts'
import { isRoom, MAY_IMPORT, PURE, roomOf } from './rooms.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
}

type Rule = (file: { readonly path: string; readonly room: string } & Source) => Finding[]
interface Finding {
  readonly line: number
  readonly what: string
}

/** The house rules that a machine can see, by the sentence that a failing test shows. */
export const RULES = {
  'every top-level room of src is one that the design names': ({ room }) =>
    isRoom(room) ? [] : [{ line: 1, what: `${room} is no room` }],

  'a room imports only the rooms it may': ({ path, room, imports }) =>
    imports.flatMap((found) => mayNotImport(path, room, found)),

  'an import names its module in the source': ({ imports, nodes, lineOf }) => [
    ...imports
      .filter(({ specifier }) => specifier === undefined)
      .map(({ line }) => ({ line, what: 'computed import' })),
    ...nodes
      .filter(({ type, name }) => type === 'Identifier' && LOADERS.includes(String(name)))
      .map((node) => ({ line: lineOf(node), what: String(node['name']) })),
  ],

  'only src/cli and commands import oclif': ({ room, imports }) =>
    room === 'cli' || room === 'commands' ? [] : imports.filter(from(/^@?oclif/)).map(shown),

  'only src/cli prints': ({ room, nodes, imports, lineOf }) =>
    room === 'cli' || room === 'commands'
      ? []
      : [
          ...nodes
            .filter((node) => isName(node, 'console') || isStream(node))
            .map((node) => ({ line: lineOf(node), what: 'prints' })),
          ...imports.filter(from(/^node:(process|console)$/)).map(shown),
        ],

  'a pure room has no input or output': ({ room, imports }) =>
    isPure(room)
      ? imports
          .filter(({ typeOnly }) => !typeOnly)
          .filter(from(IO))
          .map(shown)
      : [],

  'a pure room has no clock or randomness': ({ room, nodes, lineOf }) =>
    isPure(room)
      ? nodes.filter(isImpure).map((node) => ({ line: lineOf(node), what: 'clock or randomness' }))
      : [],

  'src/tls uses node:crypto for hashes, HMAC and AEAD only, and no package': ({ room, imports }) =>
    room === 'tls'
      ? imports
          .filter(({ typeOnly }) => !typeOnly)
          .filter(from(/^[^.]/))
          .filter(
            ({ specifier, names }) =>
              specifier !== 'node:crypto' || !names.every((name) => CRYPTO.includes(name)),
          )
          .map(shown)
      : [],

  'a code point is a literal in src/registry and src/tls only': ({ room, nodes, lineOf }) =>
    room === 'registry' || room === 'tls'
      ? []
      : nodes
          .filter(
            ({ type, raw }) => type === 'Literal' && /^0x[0-9a-f]{4}$/i.test(String(raw)) && !isMask(raw),
          )
          .map((node) => ({ line: lineOf(node), what: String(node['raw']) })),

  'no file is a drawer': ({ path }) =>
    DRAWERS.test(path) ? [{ line: 1, what: 'name the file after what it is for' }] : [],
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof RULES

/** What breaks the rule in this file, as `path:line: what`. */
export const findings = (rule: RuleName, { path, text }: SourceFile): string[] =>
  RULES[rule]({ path, room: roomOf(path) ?? '', ...readSource(path, text) }).map(
    ({ line, what }) => `${path}:${line}: ${what}`,
  )

const DRAWERS = /(^|\/)(utils?|helpers?|types?|common|misc|shared)\.ts$/
const LOADERS = ['require', 'createRequire', 'getBuiltinModule']
const IO =
  /^(undici|node:(fs|net|tls|http|https|http2|dgram|dns|child_process|os|process|timers|sqlite|worker_threads)(\/|$))/
const CRYPTO = [
  'createHash',
  'createHmac',
  'createCipheriv',
  'createDecipheriv',
  'hash',
  'hkdfSync',
  'timingSafeEqual',
]
const RANDOM =
  /^(randomBytes|randomInt|randomUUID|randomFill|randomFillSync|getRandomValues|performance|setTimeout|setInterval|setImmediate)$/

const mayNotImport = (path: string, room: string, { specifier, typeOnly, line }: Import): Finding[] => {
  if (!specifier?.startsWith('.')) return []
  const target = posix.join(posix.dirname(path), specifier)
  const there = roomOf(target)
  if (there === undefined) return [{ line, what: `${target} is outside src` }]
  const allowed: readonly string[] = isRoom(room) ? MAY_IMPORT[room] : []
  const may = there === room || allowed.includes(there) || (typeOnly && allowed.includes(`type ${there}`))
  return may ? [] : [{ line, what: `${room} imports ${there} (${specifier})` }]
}

const from =
  (pattern: RegExp) =>
  ({ specifier }: Import): boolean =>
    specifier !== undefined && pattern.test(specifier)

const shown = ({ line, specifier, names }: Import): Finding => ({
  line,
  what: `${specifier} ${names.join(', ')}`.trim(),
})

const isPure = (room: string): boolean => isRoom(room) && PURE.includes(room)

const isName = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'Identifier' && node['name'] === name

const isMember = (node: Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' && isName(node['object'], object) && isName(node['property'], property)

const isStream = (node: Node): boolean =>
  isMember(node, 'process', 'stdout') || isMember(node, 'process', 'stderr')

const isImpure = (node: Node): boolean =>
  isMember(node, 'Date', 'now') ||
  isMember(node, 'Math', 'random') ||
  (node.type === 'NewExpression' &&
    isName(node['callee'], 'Date') &&
    Array.isArray(node['arguments']) &&
    node['arguments'].length === 0) ||
  (node.type === 'Identifier' && RANDOM.test(String(node['name'])))

/** All ones is a mask of sixteen bits and no code point. */
const isMask = (raw: unknown): boolean => /^0xffff$/i.test(String(raw))
