import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { Args, type Interfaces } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import {
  bytes,
  certificatePairs,
  commandBehind,
  environmentOf,
  serveFlags,
} from '../src/cli/flags/serveFlags.ts'
import { readAuthorities } from '../src/cli/input/readAuthorities.ts'
import { LogLines } from '../src/cli/output/logLines.ts'
import { serveDocument, serverUrl, serveText } from '../src/cli/output/serveView.ts'
import { type GroupPolicy, POLICY_GROUPS } from '../src/gateway/groups.ts'
import { certificateFiles } from '../src/gateway/identity/certificateFiles.ts'
import { identityFolder } from '../src/gateway/identity/identityFolder.ts'
import { publicHostOf, serverNames } from '../src/gateway/identity/serverNames.ts'
import { eventText, type GatewayEvent } from '../src/gateway/server/eventText.ts'
import { type Behind, openHandler } from '../src/gateway/server/openHandler.ts'
import { startServer } from '../src/gateway/server/startServer.ts'
import { sanitize } from '../src/report/text/sanitize.ts'

type ServeFlags = Interfaces.InferredFlags<typeof serveFlags>

/** Characters of a line of the log: a list of groups is long. */
const MAX_LINE = 600

export default class Serve extends BaseCommand {
  static override summary =
    'Serve MCP over hybrid post-quantum TLS, alone or in front of a server that cannot.'
  static override description =
    `With nothing behind it, a small MCP server of its own answers, for trying connections with. What is kept in which file,
and what each line of the log means, is in docs/gateway.md.`
  static override examples = [
    '<%= config.bin %> serve',
    {
      description: 'In front of a server that speaks HTTP',
      command: '<%= config.bin %> serve --upstream http://127.0.0.1:3000/mcp',
    },
    {
      description: 'In front of a stdio server',
      command: '<%= config.bin %> serve --env API_TOKEN -- npx -y some-mcp-server',
    },
    {
      description: 'With certificates of your own, ECDSA and ML-DSA side by side',
      command: '<%= config.bin %> serve --cert ecdsa.pem --key ecdsa.key --cert mldsa.pem --key mldsa.key',
    },
  ]
  static override usage = 'serve [FLAGS] [-- COMMAND…]'
  static override strict = false
  static override args = {
    command: Args.string({
      description: 'a stdio MCP server and its arguments, behind --: one process for each session',
      ignoreStdin: true,
    }),
  }
  static override flags = serveFlags

  /** With --json the document comes at once, and the server runs on until it is interrupted. */
  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(Serve)
    const behind = await this.#behind(flags, commandBehind(this.argv, argv as string[], flags))
    const publicHost = publicHostOf(flags.host, flags.name)
    const names = serverNames([publicHost, ...(flags.name ?? [])])
    const policy: GroupPolicy = flags['allow-classical'] ? 'allow-classical' : 'hybrid'
    const log = new LogLines((line) => this.note(line))
    const onEvent = (event: GatewayEvent): void => {
      const { text, routine } = eventText(event)
      if (!routine || flags.verbose) log.line(sanitize(text, MAX_LINE))
    }
    const { signal, release } = this.interruptible()
    const { handler, path } = await openHandler(behind, bytes(flags['max-body']), onEvent)
    const server = await startServer({
      host: flags.host,
      port: flags.port,
      policy,
      identity: flags.cert
        ? certificateFiles(certificatePairs(flags.cert, flags.key))
        : identityFolder(resolve(flags.identity ?? join(this.config.dataDir, 'identity')), names),
      names: names.map(({ value }) => value),
      allowOrigins: flags['allow-origin'] ?? [],
      limits: { connections: flags['max-connections'] },
      handler,
      onEvent,
    })
    const stopReloading = reloadOnHangUp(server.reload)
    try {
      const { hybrid, classical } = POLICY_GROUPS[policy]
      const view = {
        url: serverUrl(publicHost, server.port, path),
        policy,
        groups: [...hybrid, ...classical],
        behind: titleOf(behind),
        certificates: server.identity.credentials.map(({ facts }) => facts),
        authorities: server.identity.authorities,
      }
      if (this.jsonEnabled()) this.logJson(serveDocument(view))
      this.log(serveText(view))
      if (behind.kind === 'command' && !server.isLoopback) this.note(OPEN_TO_ALL)
      this.note('Running until Ctrl-C.')
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      stopReloading()
      const patient = exitAtNextSignal()
      await server.close()
      patient()
      log.end()
      release()
    }
  }

  async #behind(flags: ServeFlags, words: string[] | undefined): Promise<Behind> {
    if (words !== undefined) {
      const [command = '', ...args] = words
      const env = environmentOf(flags.env ?? [], process.env)
      return { kind: 'command', command, args, env, sessions: flags['max-sessions'] }
    }
    if (flags.upstream === undefined) return { kind: 'reference', version: this.config.version }
    return {
      kind: 'upstream',
      url: flags.upstream,
      ca: await readAuthorities(flags['upstream-ca'] ?? []),
      policy: flags['upstream-require'] ?? 'allow-classical',
      timeoutMs: flags['upstream-timeout'] * 1000,
    }
  }
}

/** The stdio server behind it was made for the one user who starts it. */
const OPEN_TO_ALL =
  'Whoever reaches this address can call the tools of the command: nothing here asks who they are.'

const titleOf = (behind: Behind): string => {
  if (behind.kind === 'reference') return 'the reference server: tools describe_connection, echo, count'
  return behind.kind === 'upstream' ? behind.url : [behind.command, ...behind.args].join(' ')
}

/** By itself the second Ctrl-C would end this process alone. At an exit, what it started goes, too. */
const exitAtNextSignal = (): (() => void) => {
  const exit = (): never => process.exit(EXIT.interrupted)
  process.once('SIGINT', exit).once('SIGTERM', exit)
  return () => process.off('SIGINT', exit).off('SIGTERM', exit)
}

/** SIGHUP means "read your files again" to a server, and "your terminal is gone" to a program in one. */
const reloadOnHangUp = (reload: () => Promise<void>): (() => void) => {
  const wasTerminal = isatty(1)
  const hungUp = (): void => {
    if (wasTerminal && !isatty(1)) process.kill(process.pid, 'SIGTERM')
    else void reload()
  }
  process.on('SIGHUP', hungUp)
  return () => process.off('SIGHUP', hungUp)
}
