import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { serveFlags } from '../src/cli/flags/serveFlags.ts'
import { bytes, certificatePairs, readBackend } from '../src/cli/input/backend.ts'
import { LogLines } from '../src/cli/output/logLines.ts'
import { OPEN_TO_ALL, serveDocument, serverUrl, serveText, titleOf } from '../src/cli/output/serveView.ts'
import { exitAtNextSignal, reloadOnHangUp } from '../src/cli/signals.ts'
import type { GatewayEvent } from '../src/gateway/events.ts'
import { type GroupPolicy, POLICY_GROUPS } from '../src/gateway/groups.ts'
import { certificateFiles } from '../src/gateway/identity/identity.ts'
import { identityFolder } from '../src/gateway/identity/identityFolder.ts'
import { publicHostOf, serverNames } from '../src/gateway/identity/serverNames.ts'
import { openBackend } from '../src/gateway/server/backend.ts'
import { eventText } from '../src/gateway/server/eventText.ts'
import { startServer } from '../src/gateway/server/startServer.ts'
import { sanitize } from '../src/report/text/sanitize.ts'

/** Characters of a line of the log: a list of groups is long. */
const MAX_LINE = 600

export default class Serve extends BaseCommand {
  static override summary =
    'Serve MCP over hybrid post-quantum TLS, alone or in front of a server without it.'
  static override description =
    `Without --upstream and without COMMAND, a small built-in MCP server answers, to try connections. Files, limits and the lines of the log are explained in docs/gateway.md.`
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
      description: 'With certificates of your own: one ECDSA, one ML-DSA',
      command: '<%= config.bin %> serve --cert ecdsa.pem --key ecdsa.key --cert mldsa.pem --key mldsa.key',
    },
  ]
  static override usage = 'serve [FLAGS] [-- COMMAND…]'
  static override strict = false
  static override args = {
    command: Args.string({
      description: 'stdio MCP server to run for each session, with its arguments, after --',
      ignoreStdin: true,
    }),
  }
  static override flags = serveFlags

  /** With --json the document comes at once, and the server runs on until it is interrupted. */
  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(Serve)
    const backend = await readBackend(flags, this.argv, argv as string[], this.config.version)
    const publicHost = publicHostOf(flags.host, flags.name)
    const names = serverNames([publicHost, ...(flags.name ?? [])])
    const policy: GroupPolicy = flags['allow-classical'] ? 'allow-classical' : 'hybrid'
    const log = new LogLines((line) => this.note(line))
    const onEvent = (event: GatewayEvent): void => {
      const { text, routine } = eventText(event)
      if (!routine || flags.verbose) log.line(sanitize(text, MAX_LINE))
    }
    const { signal, release } = this.interruptible()
    const { handler, path, room } = await openBackend(backend, bytes(flags['max-body']), onEvent)
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
      room,
      onEvent,
    })
    const stopReloading = reloadOnHangUp(server.reload)
    try {
      const { hybrid, classical } = POLICY_GROUPS[policy]
      const view = {
        url: serverUrl(publicHost, server.port, path),
        policy,
        groups: [...hybrid, ...classical],
        behind: titleOf(backend),
        certificates: server.identity.credentials.map(({ facts }) => facts),
        authorities: server.identity.authorities,
      }
      if (this.jsonEnabled()) this.logJson(serveDocument(view))
      this.log(serveText(view))
      if (backend.kind === 'command' && !server.isLoopback) this.note(OPEN_TO_ALL)
      this.note('Running until Ctrl-C.')
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      const stopExiting = exitAtNextSignal()
      await server.close()
      stopExiting()
      // Last: without this handler a SIGHUP would end the program at once, and its child processes would go on running.
      stopReloading()
      log.end()
      release()
    }
  }
}
