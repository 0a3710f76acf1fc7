import { once } from 'node:events'
import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { connectFlags, refuseOwnFields } from '../src/cli/flags/connectFlags.ts'
import { readCredentials } from '../src/cli/input/credentials.ts'
import { readAuthorities } from '../src/cli/input/readAuthorities.ts'
import { normalizeUrl } from '../src/discover/endpointUrl.ts'
import { runBridge } from '../src/gateway/bridge/bridge.ts'
import { listenAddress } from '../src/gateway/bridge/listenAddress.ts'
import type { ListenerOptions } from '../src/gateway/bridge/listener.ts'
import { HybridClient } from '../src/gateway/client/hybridClient.ts'
import { readPin } from '../src/gateway/client/pins.ts'
import { readClientIdentity } from '../src/gateway/identity/clientIdentity.ts'
import { sanitize } from '../src/report/text/sanitize.ts'

/** Milliseconds after a signal in which the client can still read what was written for it. */
const LEAVE_AFTER_MS = 500

export default class Connect extends BaseCommand {
  static override summary =
    'Connect an MCP client that starts a command to a server over hybrid post-quantum TLS.'
  static override description =
    `The client speaks MCP to standard input and output, as to a stdio server. The configuration of clients, and the meaning of each fault, are in docs/connect.md.`
  static override examples = [
    {
      description: 'As the command of a server, in the configuration of an MCP client',
      command: '<%= config.bin %> connect https://mcp.example.com/mcp',
    },
    {
      description: 'With a token, and with a certificate authority of your own',
      command:
        '<%= config.bin %> connect https://mcp.corp.example/mcp --token-env MCP_TOKEN --ca corp-ca.pem',
    },
    {
      description: 'For a client that speaks HTTP only',
      command: '<%= config.bin %> connect https://mcp.example.com/mcp --listen 127.0.0.1:8080',
    },
  ]
  static override args = {
    url: Args.string({ description: 'URL of the server: https://…', required: true, ignoreStdin: true }),
  }
  static override flags = connectFlags

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Connect)
    const credentials = readCredentials({ ...flags, targets: [args.url] }, process.env)
    const headers = Object.assign({}, ...credentials.map(({ headers }) => headers)) as Record<string, string>
    refuseOwnFields(Object.keys(headers))
    const listen = flags.listen === undefined ? undefined : listenAddress(flags.listen)
    const policy = flags['allow-classical'] ? 'allow-classical' : 'hybrid'
    const client = new HybridClient(args.url, {
      policy,
      ca: await readAuthorities(flags.ca ?? []),
      pins: (flags.pin ?? []).map(readPin),
      identity: flags.cert && flags.key ? await readClientIdentity(flags.cert, flags.key) : undefined,
      serverName: flags['server-name'],
      headers,
      timeoutMs: flags.timeout * 1000,
      answerMs: flags['answer-timeout'] * 1000,
      onConnection: this.#connected(),
    })
    const { signal, release } = this.interruptible()
    try {
      if (listen) {
        const allowOrigins = flags['allow-origin'] ?? []
        await this.#listen({ ...listen, client, policy, headers, allowOrigins }, signal)
      } else {
        const note = (text: string): void => this.#tell(text)
        await runBridge({ client, input: process.stdin, output: process.stdout, note, signal })
        if (signal.aborted) setTimeout(() => process.exit(), LEAVE_AFTER_MS).unref()
      }
    } finally {
      release()
    }
  }

  /** With --json the document comes at once, and the listener runs on until it is interrupted. */
  async #listen(options: Omit<ListenerOptions, 'onEvent'>, signal: AbortSignal): Promise<void> {
    // 40 ms to load, which standard input and output do not need.
    const [{ startListener }, { eventText }] = await Promise.all([
      import('../src/gateway/bridge/listener.ts'),
      import('../src/gateway/server/eventText.ts'),
    ])
    const listener = await startListener({
      ...options,
      onEvent: (event) => this.#tell(eventText(event).text),
    })
    try {
      const server = normalizeUrl(options.client.url.href)
      if (this.jsonEnabled()) this.logJson({ url: listener.url, server })
      this.log(`${listener.url} → ${server}`)
      this.note('Running until Ctrl-C.')
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      await listener.close()
    }
  }

  #connected(): (connection: { group: string; kind: string }) => void {
    let last = ''
    return ({ group, kind }) => {
      if (group !== last) this.#tell(`TLS 1.3, ${group} (${kind})`)
      last = group
    }
  }

  #tell(text: string): void {
    this.note(`mcp-pqc connect: ${sanitize(text)}`)
  }
}
