import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { DialTimeout, established, negotiatedGroup } from '../../net/socket.ts'
import { authoritiesWith } from '../../net/trustStore.ts'
import { ecdhCurveOf, type GroupKind, type GroupPolicy, isAllowed, kindOfGroup } from '../groups.ts'
import type { ClientIdentity } from '../identity/clientIdentity.ts'
import { type Fault, type FaultName, fault, faultOf } from './fault.ts'
import { matchesPin, type Pin } from './pins.ts'

export type DialOptions = {
  host: string
  port: number
  /** The server name to send (RFC 6066 §3), which the certificate must have: a host name or an address. */
  serverName: string
  policy: GroupPolicy
  trust: Trust
  /** Where there are any, one of them must be in the chain. */
  pins: readonly Pin[]
  /** Milliseconds for the connection, including TLS. */
  timeoutMs: number
  signal: AbortSignal
}

export type Connection = {
  socket: TLSSocket
  /** Below TLS. */
  wire: Socket
  group: string
  kind: GroupKind
}

/**
 * A connection that may carry a request: TLS 1.3, a certificate that is valid for the name, a pinned key where keys are
 * pinned, and a key exchange that the policy allows. Tries again where the server may be restarting.
 *
 * @throws {Fault}
 */
export const dial = async (options: DialOptions): Promise<Connection> => {
  const deadline = performance.now() + options.timeoutMs
  for (let attempt = 0; ; ) {
    const { isWide } = options.trust
    try {
      return await dialOnce(options, deadline)
    } catch (error) {
      const { code } = error as Fault
      if (code === 'UNTRUSTED' && !isWide) {
        options.trust.widen()
        continue
      }
      const pause = AGAIN.has(code) ? PAUSES_MS[attempt++] : undefined
      if (pause === undefined || performance.now() + pause > deadline) throw error
      await sleep(pause, undefined, { signal: options.signal }).catch(() => {})
      if (options.signal.aborted) throw faultOf(options.signal.reason, 'handshake')
    }
  }
}

/** A server that restarts fails like this. */
const AGAIN: ReadonlySet<string> = new Set(['CONNECTION_REFUSED', 'HANDSHAKE_CUT_OFF'])
const PAUSES_MS = [100, 300, 900]

/** Milliseconds of silence before TCP keep-alive. */
const KEEP_ALIVE_MS = 30_000

const dialOnce = async (options: DialOptions, deadline: number): Promise<Connection> => {
  const { host, port, serverName, signal } = options
  const limits = () => ({ timeoutMs: Math.max(0, deadline - performance.now()), signal })
  const tcp = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS })
  // The authorities are read while the system connects.
  const { context } = options.trust
  await established(tcp, 'connect', limits()).catch(failed('CONNECT_TIMEOUT of TCP'))
  const socket = connectTls({
    socket: tcp,
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(serverName) === 0 && { servername: serverName }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
    // NODE_TLS_REJECT_UNAUTHORIZED must not disable this.
    rejectUnauthorized: true,
  })
  await established(socket, 'secureConnect', limits()).catch(failed('CONNECT_TIMEOUT of TLS'))
  try {
    return { socket, wire: tcp, ...checked(socket, options) }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Throws the fault of a connection; `late`: where it took too long. */
const failed =
  (late: FaultName) =>
  (error: unknown): never => {
    throw error instanceof DialTimeout ? fault(late) : faultOf(error, 'handshake')
  }

/** The offer allows nothing else; each connection is checked all the same. */
const checked = (socket: TLSSocket, { policy, pins }: DialOptions): Pick<Connection, 'group' | 'kind'> => {
  const group = negotiatedGroup(socket) ?? 'unknown'
  const kind = kindOfGroup(group)
  const protocol = socket.getProtocol()
  if (protocol !== 'TLSv1.3' || !isAllowed(kind, policy))
    throw fault('CLASSICAL_GROUP', { group, kind, protocol: String(protocol) })
  if (pins.length > 0 && !matchesPin(socket, pins)) throw fault('WRONG_PIN')
  return { group, kind }
}

type TrustOptions = {
  policy: GroupPolicy
  /** PEM texts of authorities to trust in addition to the system's. */
  ca: readonly string[]
  identity: ClientIdentity | undefined
}

/**
 * The authorities that the client trusts. Those that the user named are tried alone first: reading the system's takes
 * 50 ms, as long as the rest of the start, and is mostly unnecessary then.
 */
export class Trust {
  readonly #options: TrustOptions
  #context: SecureContext | undefined
  #isWide: boolean

  constructor(options: TrustOptions) {
    this.#options = options
    this.#isWide = options.ca.length === 0
  }

  /** TLS 1.3 only, with the groups of the policy. */
  get context(): SecureContext {
    const { ca, policy, identity } = this.#options
    this.#context ??= createSecureContext({
      ca: this.#isWide ? authoritiesWith(ca) : [...ca],
      minVersion: 'TLSv1.3',
      ecdhCurve: ecdhCurveOf(policy),
      ...identity,
    })
    return this.#context
  }

  /** Whether the system's authorities are trusted too. */
  get isWide(): boolean {
    return this.#isWide
  }

  /** Adds the system's authorities. */
  widen(): void {
    if (!this.#isWide) this.#context = undefined
    this.#isWide = true
  }
}
