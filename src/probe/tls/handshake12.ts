import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { timeLimit } from '../../net/timeLimit.ts'
import { OPENSSL_CURVES } from '../../registry/tls/software/openSslGroups.ts'
import { patienceAfter } from '../../tls/exchange.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import type { ConversationOptions } from '../net/conversation.ts'
import { nodeOffer, withShortPrimes } from './finiteField.ts'

/** A completed handshake of TLS 1.2 or older, made by Node.js. */
export type Handshake12 = {
  /** Milliseconds from the connection to both Finished; undefined where the server refused the client. */
  handshakeMs: number | undefined
  /** The server answered the client's flight, which has no certificate, or the request, with an alert or with the end. */
  refusedClient: boolean
  /** It did so by ending the connection, which may have other reasons. */
  cut: boolean
  /** The server asked for another handshake after the request. */
  renegotiated: boolean
  /** The first application data after `request`. */
  data: Uint8Array
}

const MAX_DATA = 4096

/** All suites of OpenSSL, also those without authentication or encryption. */
const EVERY_SUITE = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'

type Connect12Options = {
  serverName: string | undefined
  /** The server needs Diffie-Hellman over a finite field. */
  finiteField: boolean
  tls?: ConnectionOptions
}

/** TLS 1.2 or older of Node.js over a connection, with every suite, for clients that send nothing secret. */
export const connect12 = (
  connection: Socket | Duplex,
  { serverName, finiteField, tls = {} }: Connect12Options,
): TLSSocket => {
  const { ciphers, secureOptions } = nodeOffer(EVERY_SUITE, finiteField)
  const socket: TLSSocket = connect({
    ...tls,
    socket: finiteField ? withShortPrimes(connection, (error) => socket.destroy(error)) : connection,
    ...(serverName ? { servername: serverName } : {}),
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers,
    ecdhCurve: OPENSSL_CURVES,
    secureOptions: secureOptions | (tls.secureOptions ?? 0),
  })
  return socket
}

/**
 * RFC 5246 §7.3: a full handshake without a client certificate, then `request`, then reads until the server closes.
 * Undefined where there was no handshake in time. Never throws.
 */
export const handshake12 = async (options: Handshake12Options): Promise<Handshake12 | undefined> => {
  const { to, timeoutMs, signal } = options
  const started = performance.now()
  try {
    const connection = await to.open({ timeoutMs, signal })
    return await handshakeOn(connection, started + timeoutMs, options)
  } catch {
    return undefined
  }
}

type Handshake12Options = ConversationOptions &
  Pick<Connect12Options, 'serverName' | 'finiteField'> & {
    request: Uint8Array
    /** Offers the protocol of `request`, which some servers refuse. */
    withAlpn: boolean
  }

const handshakeOn = (
  connection: Socket,
  deadline: number,
  options: Handshake12Options,
): Promise<Handshake12 | undefined> =>
  new Promise((resolve) => {
    const started = performance.now()
    let result: Handshake12 | undefined
    const socket = connect12(connection, {
      ...options,
      ...(options.withAlpn ? { tls: { ALPNProtocols: ['http/1.1'] } } : {}),
    })
    let endTime = timeLimit(Math.max(0, deadline - started), () => finish(), options.timeoutMs)
    const finish = (): void => {
      endTime()
      options.signal?.removeEventListener('abort', finish)
      if (socket.closed) resolve(result)
      else socket.destroy()
    }
    options.signal?.addEventListener('abort', finish)
    const awaitMore = (handshakeMs: number): void => {
      endTime()
      endTime = timeLimit(Math.min(deadline - performance.now(), patienceAfter(handshakeMs)), finish)
    }
    let isFlightSent = false
    // OpenSSL derives the keys when it writes the client's flight. The keys are not used.
    socket.on('keylog', () => {
      isFlightSent = true
      if (result) result.renegotiated = true
    })
    socket.once('secureConnect', () => {
      const handshakeMs = performance.now() - started
      result = {
        handshakeMs,
        refusedClient: false,
        cut: false,
        renegotiated: false,
        data: new Uint8Array(0),
      }
      socket.write(options.request)
      awaitMore(handshakeMs)
    })
    socket.on('data', (chunk: Buffer) => {
      if (!result) return
      result.data = Buffer.concat([result.data, chunk])
      if (result.data.length > MAX_DATA) finish()
      else if (result.handshakeMs !== undefined) awaitMore(result.handshakeMs)
    })
    socket.on('error', (error) => {
      const { kind } = nodeErrorOf(error)
      // After the client's flight, or in place of an answer to the request, they refuse the missing certificate.
      if (isFlightSent && (kind === 'alert' || kind === 'cut-off')) {
        const { data = new Uint8Array(0), handshakeMs, renegotiated = false } = result ?? {}
        if (data.length === 0)
          result = { handshakeMs, refusedClient: true, cut: kind === 'cut-off', renegotiated, data }
      }
      finish()
    })
    socket.on('close', finish)
  })
