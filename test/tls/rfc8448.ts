import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts'
import { messageHash, transcriptHash } from '../../src/tls/keySchedule.ts'
import { decodeServerHello, isHelloRetryRequest } from '../../src/tls/serverHello.ts'

/** The five traces of RFC 8448, as test/vectors/extract-rfc8448.ts took them out of its text. */
export const TRACE_NAMES = [
  'simple-1-rtt',
  'resumed-0-rtt',
  'hello-retry-request',
  'client-authentication',
  'compatibility-mode',
] as const

type Side = 'client' | 'server'
export type Step = { by: Side; does: string; values: Record<string, string> }
export type Message = { by: Side; name: string; type: number; bytes: Uint8Array }

/** One trace. All its handshakes use TLS_AES_128_GCM_SHA256. */
export class Trace {
  readonly name: string
  readonly steps: readonly Step[]

  constructor(name: (typeof TRACE_NAMES)[number]) {
    this.name = name
    const file = new URL(`../vectors/rfc8448/${name}.json`, import.meta.url)
    this.steps = (JSON.parse(readFileSync(file, 'utf8')) as { steps: Step[] }).steps
  }

  /** The value of that name of the last step that does this and has it. */
  value(does: string, name: string, by?: Side): Uint8Array {
    const step = this.steps.findLast((s) => s.does === does && name in s.values && (!by || s.by === by))
    if (!step) throw new Error(`RFC 8448, ${this.name}: no "${does}" with "${name}"`)
    return bytes(step.values[name] as string)
  }

  has(does: string): boolean {
    return this.steps.some((step) => step.does === does)
  }

  /** Every handshake message in the order of the transcript, the ClientHello with its binders. */
  get messages(): Message[] {
    return this.steps.flatMap((step, at) => {
      const name = /^construct an? (\w+) handshake message$/.exec(step.does)?.[1]
      if (name === undefined) return []
      const sent = this.steps.slice(at).find((s) => s.by === step.by && s.does === 'send handshake record')
      const hex = name === 'ClientHello' ? sent?.values['payload'] : step.values[name]
      const message = bytes(hex as string)
      return [{ by: step.by, name, type: message[0] as number, bytes: message }]
    })
  }

  message(name: string, by?: Side): Uint8Array {
    const found = this.messages.findLast((m) => m.name === name && (!by || m.by === by))
    if (!found) throw new Error(`RFC 8448, ${this.name}: no ${name}`)
    return found.bytes
  }

  /** The transcript hash up to and including the last message of that name and side; before it if `before`. */
  hashTo(name: string, by: Side, before = false): Uint8Array {
    const all = this.messages
    const end = all.findLastIndex((m) => m.name === name && m.by === by)
    const [first, second, ...rest] = all.slice(0, before ? end : end + 1).map((m) => m.bytes)
    const retried = second?.[0] === HANDSHAKE_TYPE.server_hello && isHelloRetry(second)
    const opening = retried && first ? [messageHash('sha256', first), second] : [first, second]
    return transcriptHash(
      'sha256',
      [...opening, ...rest].filter((m) => m !== undefined),
    )
  }

  /** The shared secret of the last key exchange, from the two private keys and not from what the RFC says of it. */
  get sharedSecret(): Uint8Array {
    const pairs = this.steps.filter((step) => /^create an ephemeral/.test(step.does))
    const client = pairs.findLast((step) => step.by === 'client')?.values as Record<string, string>
    const server = pairs.findLast((step) => step.by === 'server')?.values as Record<string, string>
    const privateKey = bytes(client['private key'] as string)
    const publicKey = bytes(server['public key'] as string)
    return publicKey.length === 32 ? x25519(privateKey, publicKey) : p256(privateKey, publicKey)
  }
}

export const TRACES = TRACE_NAMES.map((name) => new Trace(name))

export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')

const isHelloRetry = (message: Uint8Array): boolean =>
  isHelloRetryRequest(decodeServerHello(message.subarray(4)))

/** RFC 8410 §7 and §4: the DER that Node.js wants around 32 raw bytes. */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI = Buffer.from('302a300506032b656e032100', 'hex')

const x25519 = (privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array =>
  diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
  })

const p256 = (privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  return ecdh.computeSecret(publicKey)
}
