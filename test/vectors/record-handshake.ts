/**
 * Records handshakes with real servers into test/vectors/handshakes/, one file a scenario of scenarios.ts.
 *
 *   node test/vectors/record-handshake.ts [SCENARIO]…
 *
 * Needs root and the chroot of test/peers/setup.sh. Everything happens on loopback, with certificates and keys that
 * are made for the recording and thrown away.
 */
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { CIPHER_SUITES } from '../../src/registry/tls/suites/cipherSuites.ts'
import { NAMED_GROUPS } from '../../src/registry/tls/groups/namedGroups.ts'
import { SIGNATURE_SCHEMES } from '../../src/registry/tls/signatureSchemes.ts'
import { VERSIONS } from '../../src/registry/tls/versions.ts'
import { encodeClientHello } from '../../src/tls/clientHello.ts'
import {
  keyShares,
  PSK_MODE,
  pskKeyExchangeModes,
  serverName,
  signatureAlgorithms,
  supportedGroups,
  supportedVersions,
} from '../../src/tls/extensions.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../src/tls/handshake.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../src/tls/record.ts'
import { Client13 } from './client13.ts'
import { agreementOf, freshKeys, type PrivateKeys } from './ephemeralKeys.ts'
import { freePort, listening, Peers, stop } from './peers.ts'
import { type Client13Scenario, type ClientHelloOnly, type Scenario, SCENARIOS } from './scenarios.ts'

const CLOSE_NOTIFY = Uint8Array.of(1, 0)
const TIMEOUT_MS = 15_000
const SUITES13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

type Flow = { from: 'client' | 'server'; bytes: string }[]
type Recorded = { client: string; keys?: PrivateKeys; flow: Flow }

await main()

async function main(): Promise<void> {
  const wanted = process.argv.slice(2)
  const scenarios = SCENARIOS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  const folder = new URL('handshakes/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const peers = new Peers()
  try {
    for (const scenario of scenarios) {
      const recorded = await withServer(peers, scenario, (port) => record(peers, scenario, port))
      const { server, version, shows } = scenario
      const file = {
        scenario: scenario.name,
        origin: {
          server: versionLine(peers, version),
          command: server,
          ...(scenario.file ? { file: scenario.file.text } : {}),
          client: recorded.client,
          date: new Date().toISOString().slice(0, 10),
        },
        shows,
        ...(recorded.keys ? { keys: recorded.keys } : {}),
        flow: recorded.flow,
      }
      writeFileSync(new URL(`${scenario.name}.json`, folder), `${JSON.stringify(file, null, 1)}\n`)
      console.log(scenario.name, recorded.flow.map(({ from, bytes }) => `${from} ${bytes.length / 2}`).join(', '))
    }
  } finally {
    peers.remove()
  }
}

async function withServer<T>(peers: Peers, scenario: Scenario, use: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort()
  if (scenario.file) peers.write(scenario.file.name, scenario.file.text.replace('{port}', String(port)))
  if (scenario.prepare) peers.run('sh -c', scenario.prepare)
  const server = peers.start(scenario.server.replace('{port}', String(port)))
  try {
    await listening(port, server)
    return await use(port)
  } finally {
    await stop(server)
  }
}

/** The first line that has a version in it; nginx and Java print theirs on stderr. */
function versionLine(peers: Peers, command: string): string {
  const text = peers.run('sh -c', `${command} 2>&1`)
  return (text.split('\n').find((line) => /\d\.\d/.test(line)) ?? text).trim()
}

function record(peers: Peers, { client }: Scenario, port: number): Promise<Recorded> {
  if (client.kind === 'tls13') return record13(client, port)
  if (client.kind === 'hello') return recordHello(client, port)
  return recordRelay(peers, client.arguments, port)
}

async function record13(client: Client13Scenario, port: number): Promise<Recorded> {
  const groups = client.groups.map((name) => valueOf(NAMED_GROUPS, name))
  const keys = Object.assign({}, ...groups.map(freshKeys)) as PrivateKeys
  const [random, legacySessionId] = [randomBytes(32), randomBytes(32)]
  const entry = (group: number) => ({ group, keyExchange: agreementOf(group, keys).share })
  const shares = client.shares.map((name) => entry(valueOf(NAMED_GROUPS, name)))
  const extra = (client.extensions ?? []).map(({ type, hex }) => ({ type, data: Buffer.from(hex, 'hex') }))
  const dialogue = new Client13({
    keys,
    hello: (retry) =>
      encodeClientHello({
        legacyVersion: 0x0303,
        random,
        legacySessionId,
        cipherSuites: (client.suites ?? SUITES13).map((name) => valueOf(CIPHER_SUITES, name)),
        extensions: [
          serverName('localhost'),
          supportedGroups(groups),
          signatureAlgorithms(SIGNATURE_SCHEMES.map(({ value }) => value)),
          supportedVersions([valueOf(VERSIONS, 'TLS 1.3')]),
          keyShares(retry ? [entry(retry.group)] : shares),
          pskKeyExchangeModes([PSK_MODE.psk_dhe_ke]),
          ...extra,
          ...(retry?.cookie ?? []),
        ],
      }),
    last:
      client.request === undefined
        ? { type: CONTENT_TYPE.alert, content: CLOSE_NOTIFY }
        : { type: CONTENT_TYPE.application_data, content: Buffer.from(client.request) },
  })
  const flow: Flow = []
  const socket = dial(port)
  const send = sender(socket, flow)
  send(dialogue.opening)
  for await (const chunk of socket) {
    note(flow, 'server', chunk)
    dialogue.receive(chunk, send)
  }
  return { client: 'test/vectors/record-handshake.ts', keys, flow }
}

/** Sends the hello, reads the server's first flight, and hangs up. */
async function recordHello(client: ClientHelloOnly, port: number): Promise<Recorded> {
  const version = valueOf(VERSIONS, client.version)
  const hello = encodeClientHello({
    legacyVersion: version,
    random: randomBytes(32),
    legacySessionId: Buffer.alloc(0),
    cipherSuites: client.suites.map((name) => valueOf(CIPHER_SUITES, name)),
    extensions: undefined,
  })
  const flow: Flow = []
  const socket = dial(port)
  const [records, messages] = [new RecordReader(), new HandshakeReader()]
  sender(socket, flow)(encodeRecords(CONTENT_TYPE.handshake, version, hello))
  for await (const chunk of socket) {
    note(flow, 'server', chunk)
    const types = [...records.push(chunk)].flatMap(({ fragment }) => [...messages.push(fragment)]).map(({ type }) => type)
    if (types.includes(HANDSHAKE_TYPE.server_hello_done)) break
  }
  socket.destroy()
  return { client: 'test/vectors/record-handshake.ts', flow }
}

function dial(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no end')))
  return socket
}

function sender(socket: Socket, flow: Flow): (bytes: Uint8Array) => void {
  return (bytes) => {
    note(flow, 'client', bytes)
    socket.write(bytes)
  }
}

async function recordRelay(peers: Peers, arguments_: string, port: number): Promise<Recorded> {
  const flow: Flow = []
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    pass(near, far, (bytes) => note(flow, 'client', bytes))
    pass(far, near, (bytes) => note(flow, 'server', bytes))
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const { port: near } = relay.address() as AddressInfo
  const command = `openssl s_client ${arguments_} -connect 127.0.0.1:`
  const client: ChildProcess = peers.start(`${command}${near}`)
  client.stdout?.resume()
  client.stderr?.resume()
  await once(client, 'exit', { signal: AbortSignal.timeout(TIMEOUT_MS) })
  relay.close()
  await once(relay, 'close')
  return { client: `${versionLine(peers, 'openssl version')}: ${command}{port}`, flow }
}

function pass(from: Socket, to: Socket, onBytes: (bytes: Uint8Array) => void): void {
  from.on('data', (chunk) => {
    onBytes(chunk)
    to.write(chunk)
  })
  from.on('close', () => to.end())
  from.on('error', () => to.destroy())
}

/** Chunks that follow each other in one direction are one entry: where TCP cut them means nothing. */
function note(flow: Flow, from: 'client' | 'server', bytes: Uint8Array): void {
  const last = flow.at(-1)
  const text = Buffer.from(bytes).toString('hex')
  if (last?.from === from) last.bytes += text
  else flow.push({ from, bytes: text })
}

function valueOf(rows: readonly { name: string; value: number }[], name: string): number {
  const row = rows.find((candidate) => candidate.name === name)
  if (!row) throw new Error(`no ${name} in the registry`)
  return row.value
}
