import type { Backend } from '../../gateway/server/backend.ts'
import { UsageError } from '../../model/error.ts'
import type { ServeFlags } from '../flags/serveFlags.ts'
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
    throw new UsageError(
      'KEY_COUNT',
      `${certificates.length} --cert, but ${keys.length} --key`,
      'Give one --key for each --cert, in the same order; or no --key, if each file contains both.',
    )
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
  const stray = words.slice(0, words.length - command.length)
  if (stray.length > 0)
    throw usage(
      `unexpected argument: ${stray[0]}`,
      'Write a command after --, and the URL of a server after --upstream.',
    )
  if (at !== -1 && command.length === 0)
    throw usage('no command after --', 'Write the command of a stdio MCP server there.')
  if (at !== -1 && upstream !== undefined)
    throw usage('--upstream and a command after --', 'Give one of the two.')
  if (at === -1 && env !== undefined)
    throw usage('--env without a command', 'Write the command that gets the variable after --.')
  return at === -1 ? undefined : command
}

const usage = (message: string, hint: string): UsageError => new UsageError('USAGE', message, hint)

/** The environment variables of `--env`, from our own. @throws {UsageError} ENV_MISSING */
export const environmentOf = (names: readonly string[], own: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const value = own[name]
      if (value !== undefined) return [name, value]
      throw new UsageError(
        'ENV_MISSING',
        `--env ${name.split('=')[0]}: this environment variable is not set`,
        'Set it in the environment of mcp-pqc: every user of this machine could read a value in the arguments.',
      )
    }),
  )
