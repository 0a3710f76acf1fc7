import type { Backend } from '../../gateway/server/backend.ts'
import type { ServeFlags } from '../flags/serveFlags.ts'
import { problem } from '../problem.ts'
import { readAuthorities } from './readAuthorities.ts'

/**
 * What answers requests: the command after `--`, the server of `--upstream`, or the reference server. `argv` is the whole
 * command line, `words` what the parser did not recognize as flags.
 *
 * @throws {UsageError} USAGE, ENV_MISSING
 * @throws {McpPqcError} as `readAuthorities` does
 */
export const readBackend = async (
  flags: ServeFlags,
  argv: readonly string[],
  words: readonly string[],
  version: string,
): Promise<Backend> => {
  const [command, ...args] = commandBehind(argv, words, flags) ?? []
  if (command !== undefined) {
    const env = environmentOf(flags.env ?? [], process.env)
    return { kind: 'command', command, args, env, sessions: flags['max-sessions'] }
  }
  if (flags.upstream === undefined) return { kind: 'reference', version }
  return {
    kind: 'upstream',
    url: flags.upstream,
    ca: await readAuthorities(flags['upstream-ca'] ?? []),
    policy: flags['upstream-require'] ?? 'allow-classical',
    timeoutMs: flags['upstream-timeout'] * 1000,
  }
}

/** `--cert` and `--key` in pairs. @throws {UsageError} KEY_COUNT */
export const certificatePairs = (
  certificates: readonly string[],
  keys: readonly string[] = [],
): { certificate: string; key: string }[] => {
  if (keys.length !== 0 && keys.length !== certificates.length) {
    throw problem('KEY_COUNT', { certificates: certificates.length, keys: keys.length })
  }
  return certificates.map((certificate, at) => ({ certificate, key: keys[at] ?? certificate }))
}

const MEBIBYTE = 1_048_576

/** Bytes of `--max-body`. */
export const bytes = (mebibytes: number): number => Math.ceil(mebibytes * MEBIBYTE)

/** The words after `--`; undefined where there are none. @throws {UsageError} USAGE */
export const commandBehind = (
  argv: readonly string[],
  words: readonly string[],
  { upstream, env }: { upstream?: string | undefined; env?: string[] | undefined },
): string[] | undefined => {
  const at = argv.indexOf('--')
  const command = at === -1 ? [] : argv.slice(at + 1)
  const [word] = words.slice(0, words.length - command.length)
  if (word !== undefined) throw problem('USAGE by a word', { word })
  if (at !== -1 && command.length === 0) throw problem('USAGE by no command')
  if (at !== -1 && upstream !== undefined) throw problem('USAGE by two backends')
  if (at === -1 && env !== undefined) throw problem('USAGE by --env alone')
  return at === -1 ? undefined : command
}

/** The environment variables of `--env`, from our own. @throws {UsageError} ENV_MISSING */
export const environmentOf = (names: readonly string[], own: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const value = own[name]
      if (value !== undefined) return [name, value]
      throw problem('ENV_MISSING', { name: String(name.split('=')[0]) })
    }),
  )
