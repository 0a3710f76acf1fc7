import { LAUNCHERS, type LauncherRow } from '../../../registry/mcp/commands/launchers.ts'

/** What a command starts, without the launchers in front of it (npx, docker run, cmd /c, env …). */
export type Invocation = {
  /** The last part of the name of a file, package or image, without `.exe` and `.cmd`. */
  program: string
  /** As written. */
  path: string
  /** `npm/name`, `pypi/name`, `oci/image`, `git/host/path`: without version, tag or digest. */
  package?: string | undefined
  /** The module of `python -m`; its package is unknown. */
  module?: string
  /** The runtime, if the launcher determines it. */
  runtime?: string | undefined
  args: string[]
  /** Variables that launchers set: `env X=1`, `docker run -e X=1`. */
  env: Record<string, string>
  /** The host of `ssh`. */
  remote?: { host: string; port?: string | undefined }
}

/** Undefined for an empty command. */
export const unwrap = (words: readonly string[]): Invocation | undefined => unwrapped(words, {}, undefined, 0)

/**
 * The words of each command in a shell's command line (IEEE Std 1003.1, Shell Command Language §2.2, §2.3). Variables
 * are not expanded; redirections and substitutions count as words.
 */
export const shellWords = (text: string): string[][] => {
  const commands: string[][] = [[]]
  let word: string | undefined
  const end = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word)
    word = undefined
  }
  for (const token of text.slice(0, MAX_LINE).matchAll(TOKEN)) {
    const [all, blank, operator, single, double, escaped] = token
    if (blank !== undefined) end()
    else if (operator !== undefined) {
      end()
      commands.push([])
    } else if (double !== undefined) word = (word ?? '') + double.replace(/\\(["\\$`])/g, '$1')
    else word = (word ?? '') + (single ?? escaped ?? all)
  }
  end()
  return commands.filter((command) => command.length > 0)
}

const MAX_LINE = 32_768
const TOKEN = /([ \t\r]+)|(&&|\|\||[;|&\n])|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(["'\\ $&|;])|[^\s;|&'"\\]+|./gs

/** Launchers within launchers. */
const MAX_DEPTH = 8
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s

type Env = Record<string, string>

const unwrapped = (
  words: readonly string[],
  outside: Env,
  runtime: string | undefined,
  depth: number,
): Invocation | undefined => {
  const first = words.findIndex((word) => !ASSIGNMENT.test(word))
  const [path, ...args] = first === -1 ? [] : words.slice(first)
  if (path === undefined) return undefined
  const env = first === 0 ? outside : { ...outside, ...assigned(words.slice(0, first)) }
  const program = programOf(path)
  const plain: Invocation = { program, path, package: packageOfPath(path), runtime, args, env }
  for (const row of (depth < MAX_DEPTH && launchers().get(program)) || []) {
    const rest = withoutSubcommand(row, args)
    if (rest) return KINDS[row.kind](row, rest, plain, depth) ?? plain
  }
  return plain
}

let byProgram: Map<string, LauncherRow[]> | undefined
const launchers = (): Map<string, LauncherRow[]> =>
  (byProgram ??= Map.groupBy(LAUNCHERS, ({ program }) => program))

const assigned = (words: readonly string[]): Env =>
  Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = ASSIGNMENT.exec(word) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )

/** Undefined: another subcommand. Options may precede it: `uv --directory /srv run server.py`. */
const withoutSubcommand = (row: LauncherRow, args: readonly string[]): string[] | undefined => {
  const { subcommand = [] } = row
  const { rest } = optionsOf(row, args)
  if (subcommand.some((word, at) => rest[at] !== word)) return undefined
  return [...args.slice(0, args.length - rest.length), ...rest.slice(subcommand.length)]
}

/** `C:\…\npx.cmd` → npx, `python3.13` → python3. */
const programOf = (path: string): string =>
  (path.split(/[\\/]/).at(-1) ?? path)
    .toLowerCase()
    .replace(/\.(exe|cmd|bat|ps1)$/, '')
    .replace(/^(python\d)\.\d+$/, '$1')

/** `plain`: the command itself, whose variables and runtime are those of what it starts. */
type Unwrap = (
  row: LauncherRow,
  args: readonly string[],
  plain: Invocation,
  depth: number,
) => Invocation | undefined

const KINDS: Readonly<Record<LauncherRow['kind'], Unwrap>> = {
  package: (row, args, plain) => {
    const { options, rest } = optionsOf(row, args)
    const named = row.packageOptions?.flatMap((option) => options.get(option) ?? []).at(-1)
    const [target, ...targetArgs] = rest
    if (target === undefined && named === undefined) return undefined
    const name = packageOf(named ?? target ?? '', row.registry)
    return {
      ...plain,
      program: lastPart(target === undefined ? name : packageOf(target, row.registry)),
      path: target ?? named ?? '',
      package: name,
      runtime: runtimeOf(row, args),
      args: targetArgs,
    }
  },

  script: (row, args, plain, depth) => {
    const { options, rest } = optionsOf(row, args, row.moduleOption)
    const { runtime, moduleOption } = row
    const module = moduleOption === undefined ? undefined : options.get(moduleOption)?.[0]
    if (module !== undefined) {
      // `python -m mcp_proxy`: modules have underscores where programs have hyphens.
      const program = (module.split('.')[0] ?? module).replaceAll('_', '-').toLowerCase()
      return { ...plain, program, path: module, package: undefined, module, runtime, args: rest }
    }
    const [target, ...targetArgs] = rest
    if (target === undefined) return undefined
    const started = { ...plain, path: target, runtime, args: targetArgs }
    const [, registry, spec] = /^(npm|jsr):\/?(.+)$/.exec(target) ?? []
    if (registry !== undefined && spec !== undefined) {
      const name = packageOf(spec, 'npm')
      return { ...started, program: lastPart(name), package: name.replace(/^npm/, registry) }
    }
    // `uv run mcp-proxy`, `uv run python server.py`: a program, not a file.
    if (row.program === 'uv' && !/[\\/]|\.py$/.test(target))
      return unwrapped(rest, plain.env, runtime, depth + 1)
    const folder = options.get('--directory')?.at(-1)
    const path = folder === undefined || /^[\\/]|^\w:/.test(target) ? target : `${folder}/${target}`
    return { ...started, program: programOf(target), path, package: packageOfPath(target) }
  },

  container: (row, args, plain, depth) => {
    const { options, rest } = optionsOf(row, args)
    const [image, ...imageArgs] = rest
    if (image === undefined) return undefined
    const set = ['-e', '--env'].flatMap((option) => options.get(option) ?? [])
    const env: Env = { ...plain.env, ...assigned(set) }
    const entry = options.get('--entrypoint')?.at(-1)
    const command = entry === undefined ? imageArgs : [entry, ...imageArgs]
    const found = unwrapped(command, env, undefined, depth + 1)
    if (found && (found.package !== undefined || entry !== undefined)) return found
    const name = imageName(image)
    return { program: lastPart(name), path: image, package: `oci/${name}`, args: imageArgs, env }
  },

  shell: (_row, args, { env }, depth) => {
    const at = args.findIndex((word) => /^(-\w*c|\/[ck]|-command)$/i.test(word))
    if (at === -1) return undefined
    const rest = args.slice(at + 1)
    const commands = rest.length === 1 ? shellWords(rest[0] ?? '') : [rest]
    const found = commands.flatMap((command) => unwrapped(command, env, undefined, depth + 1) ?? [])
    return found.find((invocation) => invocation.package !== undefined || invocation.remote) ?? found.at(-1)
  },

  prefix: (row, args, { env, runtime }, depth) =>
    unwrapped(optionsOf(row, args).rest, env, runtime, depth + 1),

  remote: (row, args, plain) => {
    const { options, rest } = optionsOf(row, args)
    const [target, ...command] = rest
    if (target === undefined) return undefined
    const [, host = '', port] = /^(?:ssh:\/\/)?(?:[^@]*@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(target) ?? []
    const named = (options.get('-o') ?? []).flatMap((option) => /^port[= ]\s*(\d+)$/i.exec(option)?.[1] ?? [])
    const remote = { host, port: options.get('-p')?.at(-1) ?? port ?? named.at(-1) }
    return { ...plain, args: command, remote }
  },
}

/** Options up to the first other word, or up to and including the option `last` (`-m module`). */
const optionsOf = (
  { valueOptions = [] }: LauncherRow,
  args: readonly string[],
  last?: string,
): { options: Map<string, string[]>; rest: string[] } => {
  const options = new Map<string, string[]>()
  const set = (name: string, value: string): void => {
    const values = options.get(name)
    if (values) values.push(value)
    else options.set(name, [value])
  }
  let at = 0
  for (; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '--') return { options, rest: args.slice(at + 1) }
    if (!word.startsWith('-') || word === '-') break
    const [, long = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    const short = word.slice(0, 2)
    if (value !== undefined) set(long, value)
    else if (word === last) {
      set(word, args[at + 1] ?? '')
      return { options, rest: args.slice(at + 2) }
    } else if (valueOptions.includes(word)) set(word, args[++at] ?? '')
    else if (!word.startsWith('--') && word.length > 2 && valueOptions.includes(short))
      set(short, word.slice(2))
    else set(word, '')
  }
  return { options, rest: args.slice(at) }
}

const runtimeOf = ({ runtime, runtimeOption }: LauncherRow, args: readonly string[]): string | undefined =>
  runtimeOption !== undefined && args.includes(runtimeOption[0]) ? runtimeOption[1] : runtime

/** Characters of the address of a repository. */
const MAX_PLACE = 1024

/** `@scope/name@1.2` → `npm/@scope/name`, `name[extra]==1.2` → `pypi/name`. */
const packageOf = (spec: string, registry: LauncherRow['registry']): string => {
  const [, git] = /^(?:git\+\w+:\/\/|https?:\/\/|git@|github:)(.+)$/s.exec(spec) ?? []
  if (git !== undefined) {
    const place = git
      .slice(0, MAX_PLACE)
      .replace(/[?#].*$/s, '')
      .replace(/^[^/@]*@/, '')
      .replace(/(\.git)?(@[^/@]*)?\/*$/, '')
    return `git/${spec.startsWith('github:') ? 'github.com/' : ''}${place}`
  }
  if (/^(file:|\.{0,2}[\\/]|~)/.test(spec)) return `file/${spec.replace(/^file:/, '').replace(/^\/+/, '')}`
  if (registry === 'npm') return `npm/${/^(@[^/]+\/[^@/]+|[^@/]+)/.exec(spec)?.[0] ?? spec}`
  return `pypi/${(/^[^[\]=<>!~@; ]+/.exec(spec)?.[0] ?? spec).replaceAll('_', '-').toLowerCase()}`
}

/** Without tag and digest, but with the port of a registry. */
const imageName = (image: string): string =>
  image
    .replace(/@sha256:.*$/s, '')
    .replace(/:[^:/]*$/, '')
    .replace(/^(docker\.io|index\.docker\.io)\//, '')

const lastPart = (name: string): string => name.split('/').at(-1) ?? name

/** The package of a file below `node_modules`. */
const packageOfPath = (path: string): string | undefined => {
  const found = [...path.matchAll(/node_modules[\\/]+((?:@[^\\/]+[\\/]+)?[^\\/@.][^\\/]*)[\\/]/g)].at(-1)?.[1]
  return found === undefined ? undefined : `npm/${found.replaceAll(/[\\/]+/g, '/')}`
}
