import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { patienceAfter } from '../../tls/exchange.ts'
import { nodeErrorOf } from '../../tls/nodeErrors.ts'
import type { ConversationOptions } from '../net/conversation.ts'

/** A completed handshake of TLS 1.2 or older, made by Node.js. */
export type Handshake12 = {
  /** Milliseconds from the connection to both Finished; undefined where the server refused the client. */
  handshakeMs: number | undefined
  /** The server answered the client's flight, which has no certificate, with an alert. */
  refusedClient: boolean
  /** The first application data after `request`. */
  data: Uint8Array
}

const MAX_DATA = 4096

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

type Handshake12Options = ConversationOptions & {
  serverName: string | undefined
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
    let flightSent = false
    const socket: TLSSocket = connect({
      socket: connection,
      ...(options.serverName ? { servername: options.serverName } : {}),
      // Nothing secret is sent.
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'ALL:@SECLEVEL=0',
      ...(options.withAlpn ? { ALPNProtocols: ['http/1.1'] } : {}),
    })
    let timer = setTimeout(() => finish(), Math.max(0, deadline - started))
    const finish = (): void => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', finish)
      if (socket.closed) resolve(result)
      else socket.destroy()
    }
    options.signal?.addEventListener('abort', finish)
    const awaitMore = (handshakeMs: number): void => {
      clearTimeout(timer)
      timer = setTimeout(finish, Math.min(deadline - performance.now(), patienceAfter(handshakeMs)))
    }
    // OpenSSL derives the keys when it writes the client's flight. The keys are not used.
    socket.on('keylog', () => {
      flightSent = true
    })
    socket.on('secureConnect', () => {
      const handshakeMs = performance.now() - started
      result = {
        handshakeMs,
        refusedClient: false,
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
      // An alert after the client's flight refuses the missing certificate.
      if (flightSent && nodeErrorOf(error).kind === 'alert') result ??= REFUSED
      finish()
    })
    socket.on('close', finish)
  })

const REFUSED: Handshake12 = {
  handshakeMs: undefined,
  refusedClient: true,
  data: new Uint8Array(0),
}
