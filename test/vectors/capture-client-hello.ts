/**
 * Captures the ClientHello that a real program sends, twice, and writes it as a client profile.
 *
 *   node test/vectors/capture-client-hello.ts <id> [--client …] [--version …] [--library …] [--origin …]
 *        [--used-by …]… [--out FILE] -- <command> [argument]…
 *
 * `{url}` in an argument or in an environment assignment before the command (`NAME={url} cmd`, by way of
 * env(1)) becomes https://localhost:PORT/, `{port}` the port. What is not given is kept from the profile that
 * is already there, so a recapture needs only the id, the version and the command. A program that can only
 * be pointed at a fixed host works too: give it this listener as its HTTPS proxy (`HTTPS_PROXY=http://…`).
 *
 * The listener answers nothing, so no handshake completes and no secret of the program is ever seen.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { isPostQuantum } from '../../src/model/questions/tls.ts'
import type { ClientProfile } from '../../src/registry/tls/software/clientProfiles.ts'
import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { groupKind, groupName } from '../../src/registry/tls/groups/namedGroups.ts'
import { decodeClientHello } from '../../src/tls/clientHello.ts'
import { decodeSupportedGroups, extensionData } from '../../src/tls/extensions.ts'

const TIMEOUT_MS = 90_000
const HANDSHAKE_RECORD = 0x16
const CLIENT_HELLO = 0x01
const KEY_SHARE = 0x0033
const PADDING = 0x0015
const ENCRYPTED_CLIENT_HELLO = 0xfe0d

await main()

async function main(): Promise<void> {
  const split = process.argv.indexOf('--')
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2, split === -1 ? undefined : split),
    allowPositionals: true,
    options: {
      client: { type: 'string' },
      version: { type: 'string' },
      library: { type: 'string' },
      origin: { type: 'string' },
      'used-by': { type: 'string', multiple: true },
      out: { type: 'string', default: new URL('../../src/registry/tls/software/clientHellos.json', import.meta.url).pathname },
    },
  })
  const [id] = positionals
  const command = split === -1 ? [] : process.argv.slice(split + 1)
  if (id === undefined || command.length === 0) throw new Error('usage: capture-client-hello.ts <id> … -- <command>')

  const first = await capture(command)
  const second = await capture(command)
  const [a, b] = [describe(first), describe(second)]
  if (a.steady !== b.steady) {
    throw new Error(`two runs differ in more than what is random by design:\n${a.steady}\n${b.steady}`)
  }
  const profiles: (ClientProfile | Record<string, never>)[] = JSON.parse(readFileSync(values.out, 'utf8'))
  const at = profiles.findIndex((row) => row.id === id)
  const before = profiles[at] ?? {}
  const usedBy = values['used-by'] ?? before.usedBy
  const profile = {
    id,
    client: values.client ?? before.client,
    version: values.version ?? before.version,
    library: values.library ?? before.library,
    captured: true,
    asOf: new Date().toISOString().slice(0, 10),
    origin: values.origin ?? before.origin,
    ...(usedBy === undefined ? {} : { usedBy }),
    postQuantumGroups: postQuantumGroups(first),
    hello: first.toString('hex'),
  }
  const rows = at < 0 ? [...profiles, profile] : profiles.with(at, profile as ClientProfile)
  writeFileSync(values.out, `${JSON.stringify(rows, null, 2)}\n`)
  console.log(`${id}: ${first.length} and ${second.length} bytes; extension order ${a.order === b.order ? 'steady' : 'shuffled'}`)
  console.log(a.steady)
}

function postQuantumGroups(hello: Buffer): string[] {
  const groups = extensionData(decodeClientHello(hello.subarray(4)).extensions ?? [], EXTENSION.supported_groups)
  return (groups ? decodeSupportedGroups(groups) : [])
    .filter((group) => isPostQuantum({ kind: groupKind(group) }))
    .map(groupName)
}

/** Starts the command against a fresh listener; gives the first ClientHello, without record headers. */
async function capture(command: readonly string[]): Promise<Buffer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const fill = (s: string) => s.replaceAll('{url}', `https://localhost:${port}/`).replaceAll('{port}', String(port))
  const [program, ...args] = command.map(fill)
  // Its own process group, so that browsers and JVMs end with all their helpers.
  const child = spawn(program as string, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => { output += chunk })
  child.stderr.on('data', (chunk) => { output += chunk })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      server.on('connection', (socket) => readClientHello(socket).then(resolve, () => undefined))
      child.on('error', reject)
      // A last hello may still be in flight when the program has ended.
      child.on('exit', (code) => setTimeout(() => reject(new Error(`exit ${code}, no ClientHello: ${output}`)), 1000).unref())
      timer = setTimeout(() => reject(new Error(`no ClientHello in ${TIMEOUT_MS} ms: ${output}`)), TIMEOUT_MS)
    })
  } finally {
    clearTimeout(timer)
    server.close()
    try {
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

/** RFC 9846 §5.1: a handshake message may be spread over several records, and a record over several segments. */
async function readClientHello(socket: Socket): Promise<Buffer> {
  let wire = Buffer.alloc(0)
  socket.on('error', () => undefined)
  for await (const chunk of socket) {
    wire = Buffer.concat([wire, chunk as Buffer])
    const connect = wire.indexOf('\r\n\r\n')
    if (connect !== -1 && wire.subarray(0, 8).toString('latin1') === 'CONNECT ') {
      wire = wire.subarray(connect + 4)
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
    }
    const message = handshakeBytes(wire)
    if (message.length < 4) continue
    const length = 4 + message.readUIntBE(1, 3)
    if (message[0] === CLIENT_HELLO && message.length >= length) {
      socket.destroy()
      return message.subarray(0, length)
    }
  }
  throw new Error('closed before a whole ClientHello')
}

function handshakeBytes(wire: Buffer): Buffer {
  const fragments: Buffer[] = []
  for (let at = 0; at + 5 <= wire.length && wire[at] === HANDSHAKE_RECORD; ) {
    const end = at + 5 + wire.readUInt16BE(at + 3)
    if (end > wire.length) break
    fragments.push(wire.subarray(at + 5, end))
    at = end
  }
  return Buffer.concat(fragments)
}

/**
 * What must be the same in two runs: everything but the random, the session id, the key exchange bytes,
 * the GREASE values (RFC 8701), padding, the ECH payload and the order of the extensions.
 */
function describe(hello: Buffer): { steady: string; order: string } {
  let at = 4 + 2 + 32
  const sessionId = hello[at] as number
  at += 1 + sessionId
  const suites = hello.subarray(at + 2, at + 2 + hello.readUInt16BE(at))
  at += 2 + suites.length
  at += 1 + (hello[at] as number)
  const end = at + 2 + hello.readUInt16BE(at)
  const order: string[] = []
  const bodies: string[] = []
  for (at += 2; at < end; ) {
    const type = hello.readUInt16BE(at)
    const body = hello.subarray(at + 4, at + 4 + hello.readUInt16BE(at + 2))
    at += 4 + body.length
    order.push(hex16(type))
    if (type !== PADDING) bodies.push(`${hex16(type)}=${steadyBody(type, body)}`)
  }
  const list = Array.from({ length: suites.length / 2 }, (_, i) => hex16(suites.readUInt16BE(i * 2)))
  return { steady: [`session ${sessionId}`, list.join(','), ...bodies.sort()].join('\n'), order: order.join() }
}

function steadyBody(type: number, body: Buffer): string {
  if (type === KEY_SHARE) {
    const shares: string[] = []
    for (let at = 2; at < body.length; at += 4 + body.readUInt16BE(at + 2)) {
      shares.push(`${hex16(body.readUInt16BE(at))}:${body.readUInt16BE(at + 2)}`)
    }
    return shares.join()
  }
  if (type === ENCRYPTED_CLIENT_HELLO) return 'encrypted'
  if (type === 0x0000) return body.subarray(5).toString('latin1')
  return body.toString('hex').replaceAll(/([0-9a-f]a)\1/g, 'GREASE')
}

function hex16(value: number): string {
  const isGrease = (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
  return isGrease ? 'GREASE' : value.toString(16).padStart(4, '0')
}
