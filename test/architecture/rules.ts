import { posix } from 'node:path'
import { dialsItself } from './dialing.ts'
import { importCycles, loadedAtStart } from './graph.ts'
import { isModule, MAY_IMPORT, moduleOf, PURE } from './modules.ts'
import { type Import, isNode, type Node, type Source } from './sources.ts'

/** A rule names what breaks it: as `path:line: what`, or as the path where the whole file does. */
type Rule = (tree: readonly Source[]) => string[]
interface Breach {
  readonly line: number
  readonly what: string
}

/** Rules that look at one file at a time, by the sentence that a failing test shows. */
const FILE_RULES = {
  'every top-level module of src is one that the design names': ({ module }) =>
    isModule(module) ? [] : [{ line: 1, what: `${module} is not a module` }],

  'a module imports only the modules it may': ({ module, imports }) =>
    imports.flatMap((found) => forbidden(module, found)),

  'an import names its module in the source': ({ imports, nodes, lineOf }) => [
    ...imports
      .filter(({ specifier }) => specifier === undefined)
      .map(({ line }) => ({ line, what: 'computed import' })),
    ...nodes
      .filter(({ type, name }) => type === 'Identifier' && LOADERS.includes(String(name)))
      .map((node) => ({ line: lineOf(node), what: String(node['name']) })),
  ],

  'only src/cli and commands import oclif': ({ module, imports }) =>
    module === 'cli' || module === 'commands' ? [] : imports.filter(from(/^@?oclif/)).map(shown),

  'only src/cli prints': ({ module, nodes, imports, lineOf }) =>
    module === 'cli' || module === 'commands'
      ? []
      : [
          ...nodes
            .filter((node) => isName(node, 'console') || isStream(node))
            .map((node) => ({ line: lineOf(node), what: 'prints' })),
          ...imports.filter(from(/^node:(process|console)$/)).map(shown),
        ],

  'a pure module has no input or output': ({ path, module, imports }) =>
    isPure(module) && path !== ASSETS
      ? imports
          .filter(({ typeOnly }) => !typeOnly)
          .filter(from(IO))
          .map(shown)
      : [],

  'only the gatekeeper resolves names and opens connections to other hosts': dialsItself,

  'a pure module has no clock or randomness': ({ module, nodes, lineOf }) =>
    isPure(module)
      ? nodes.filter(isImpure).map((node) => ({ line: lineOf(node), what: 'clock or randomness' }))
      : [],

  'src/tls uses node:crypto for hashes, HMAC and AEAD only, and no package': ({ module, imports }) =>
    module === 'tls'
      ? imports
          .filter(({ typeOnly }) => !typeOnly)
          .filter(from(/^[^.]/))
          .filter(
            ({ specifier, names }) =>
              specifier !== 'node:crypto' || !names.every((name) => CRYPTO.includes(name)),
          )
          .map(shown)
      : [],

  'a code point is a literal in src/registry and src/tls only': ({ module, nodes, lineOf }) =>
    module === 'registry' || module === 'tls'
      ? []
      : nodes
          .filter(
            ({ type, raw }) => type === 'Literal' && /^0x[0-9a-f]{4}$/i.test(String(raw)) && !isMask(raw),
          )
          .map((node) => ({ line: lineOf(node), what: String(node['raw']) })),
} as const satisfies Record<string, (file: Source) => Breach[]>

/** Rules that look at names, lengths and connections of files. */
const TREE_RULES = {
  'no file is a catch-all': (tree) => tree.map(({ path }) => path).filter((path) => CATCH_ALL.test(path)),

  'a folder holds at most 16 files side by side': (tree) =>
    [...Map.groupBy(tree, ({ path }) => posix.dirname(path))]
      .filter(([, files]) => files.length > 16)
      .map(([folder]) => folder),

  'a file of src has at most 300 lines': (tree) => longer(tree, 'src/', 300),

  'a command has at most 120 lines': (tree) => longer(tree, 'commands/', 120),

  'src/scan.ts has fewer than 90 lines': (tree) => longer(tree, 'src/scan.ts', 89),

  'imports do not form a cycle': importCycles,

  'the table of modules grants only what is used': (tree) => {
    const used = tree.flatMap(({ module, imports }) =>
      imports.flatMap(({ target }) => (target === undefined ? [] : `${module} -> ${moduleOf(target)}`)),
    )
    return [...new Set(tree.map(({ module }) => module))]
      .filter(isModule)
      .flatMap((module) => MAY_IMPORT[module].map((right) => `${module} -> ${right.replace('type ', '')}`))
      .filter((right) => !used.includes(right))
  },

  'a command starts without zod, X.509, SQLite, YAML, undici, echarts and the SDK of MCP': (tree) =>
    tree
      .filter(({ path }) => STARTS_FAST.test(path))
      .flatMap(({ path }) => loadedAtStart(path, tree).map((name) => `${path} loads ${name}`)),
} as const satisfies Record<string, Rule>

export const RULES = {
  ...(Object.fromEntries(
    Object.entries(FILE_RULES).map(([name, breaches]) => [
      name,
      (tree: readonly Source[]) =>
        tree.flatMap((file) => breaches(file).map(({ line, what }) => `${file.path}:${line}: ${what}`)),
    ]),
  ) as Record<keyof typeof FILE_RULES, Rule>),
  ...TREE_RULES,
}

export type RuleName = keyof typeof RULES

const CATCH_ALL = /(^|\/)(utils?|helpers?|types?|common|misc|shared|words)\.ts$/
/** What a command loads before its first line runs, and what is therefore part of many of them. */
const STARTS_FAST = /^(commands|src\/registry|src\/model\/questions)\/|^src\/model\/(day|error|pem)\.ts$/
/** Reads files of the program itself, the style sheets and the script of the HTML report, as an import would. */
const ASSETS = 'src/report/html/assets.ts'
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

const forbidden = (module: string, { specifier, target, typeOnly, line }: Import): Breach[] => {
  if (target === undefined) return []
  const there = moduleOf(target)
  if (there === undefined) return [{ line, what: `${target} is outside src` }]
  const rights: readonly string[] = isModule(module) ? MAY_IMPORT[module] : []
  const allowed = there === module || rights.includes(there) || (typeOnly && rights.includes(`type ${there}`))
  return allowed ? [] : [{ line, what: `${module} imports ${there} (${specifier})` }]
}

const from =
  (pattern: RegExp) =>
  ({ specifier }: Import): boolean =>
    specifier !== undefined && pattern.test(specifier)

const shown = ({ line, specifier, names }: Import): Breach => ({
  line,
  what: `${specifier} ${names.join(', ')}`.trim(),
})

const isPure = (module: string): boolean => isModule(module) && PURE.includes(module)

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

/** All ones is a mask of sixteen bits, not a code point. */
const isMask = (raw: unknown): boolean => /^0xffff$/i.test(String(raw))

const longer = (tree: readonly Source[], under: string, most: number): string[] =>
  tree.filter(({ path, lines }) => path.startsWith(under) && lines > most).map(({ path }) => path)
