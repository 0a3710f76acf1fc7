import type { Socket } from 'node:net'
import { readAddress } from '../registry/net/address.ts'
import { urlHost } from '../registry/net/host.ts'
import { nodeErrorOf } from '../tls/nodeErrors.ts'
import { type DialLimits, DialTimeout, timeLeft } from './socket.ts'

/** The proxy answered, but opened no tunnel. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused'
}

/** Why the proxy was not reached, which is not a failure of the target. `place`: the proxy's host and port. */
export const proxyFailure = (error: Error, place: string): Error => {
  if (error.name === 'AbortError') return error
  if (error instanceof DialTimeout) return new DialTimeout(`the proxy ${place}: ${error.message}`)
  const { code, kind } = nodeErrorOf(error)
  if (kind === 'exhausted') return error
  return new ProxyRefused(
    kind === 'refused'
      ? `the proxy ${place} refuses the connection`
      : `the proxy ${place} cannot be reached (${code})`,
  )
}

/** Bytes of an answer of a proxy. */
const MAX_PROXY_ANSWER = 16_384

export type Tunnel = {
  kind: 'http' | 'socks5'
  host: string
  port: number
  credentials: { user: string; password: string } | undefined
}

/**
 * A tunnel to a host over a connection to a proxy. What follows the answer stays in the socket. Each answer of the proxy has to
 * come before the time since `limits.since` is over. Rejects with ProxyRefused, DialTimeout or an AbortError; the socket is
 * destroyed then.
 */
export const openTunnel = async (socket: Socket, tunnel: Tunnel, limits: DialLimits): Promise<Socket> => {
  const ask = asking(socket, limits)
  try {
    await (tunnel.kind === 'http' ? askHttp(tunnel, ask) : askSocks(tunnel, ask))
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Sends bytes and resolves with the answer, whose length is undefined while it is not complete. */
type Ask = (bytes: Uint8Array, lengthOf: (head: Buffer) => number | undefined) => Promise<Buffer>

/** RFC 9110 §9.3.6 (CONNECT), RFC 7617 (Basic). */
const askHttp = async ({ host, port, credentials }: Tunnel, ask: Ask): Promise<void> => {
  const authority = `${urlHost(host)}:${port}`
  const words = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')
  const field = words === undefined ? '' : `proxy-authorization: Basic ${words}\r\n`
  const request = `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${field}\r\n`
  const head = await ask(Buffer.from(request), (bytes) => {
    const end = bytes.indexOf('\r\n\r\n')
    return end < 0 ? undefined : end + 4
  })
  const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.toString('latin1', 0, 20)) ?? []
  if (status === undefined) throw new ProxyRefused('the proxy does not answer in HTTP/1.1')
  if (!status.startsWith('2')) throw new ProxyRefused(`the proxy answers ${status}`)
}

/** RFC 1928, with a user name and a password as in RFC 1929. */
const askSocks = async ({ host, port, credentials }: Tunnel, ask: Ask): Promise<void> => {
  const two = (bytes: Buffer): number | undefined => (bytes.length < 2 ? undefined : 2)
  const methods = credentials ? [NO_AUTHENTICATION, PASSWORD] : [NO_AUTHENTICATION]
  const [version, method = 0xff] = await ask(Buffer.from([5, methods.length, ...methods]), two)
  if (version !== 5) throw new ProxyRefused('the proxy does not answer in SOCKS 5')
  if (!methods.includes(method))
    throw new ProxyRefused('the proxy requires an authentication method that is not supported')
  if (method === PASSWORD && credentials) {
    const { user, password } = credentials
    const [, status] = await ask(Buffer.concat([Buffer.of(1), sized(user), sized(password)]), two)
    if (status !== 0) throw new ProxyRefused('the proxy rejected the user name or the password')
  }
  const request = Buffer.concat([Buffer.of(5, 1, 0), addressBytes(host), Buffer.of(port >> 8, port & 255)])
  // The address that the proxy connects from is of no interest, but belongs to the answer.
  const [, reply] = await ask(request, ([, , , type, size = 0, ...rest]) => {
    const length = type === undefined ? undefined : 6 + (type === IPV4 ? 4 : type === IPV6 ? 16 : 1 + size)
    return length !== undefined && rest.length + 5 >= length ? length : undefined
  })
  if (reply !== 0)
    throw new ProxyRefused(`the proxy answers ${SOCKS_REPLIES[reply ?? 0] ?? `error ${reply}`}`)
}

const [NO_AUTHENTICATION, PASSWORD] = [0, 2]
const [IPV4, NAME, IPV6] = [1, 3, 4]
/** RFC 1928 §6. */
const SOCKS_REPLIES = [
  'success',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
]

const addressBytes = (host: string): Buffer => {
  const address = readAddress(host)
  if (!address) return Buffer.concat([Buffer.of(NAME), sized(host)])
  const digits = address.value.toString(16).padStart(address.version === 4 ? 8 : 32, '0')
  return Buffer.concat([Buffer.of(address.version === 4 ? IPV4 : IPV6), Buffer.from(digits, 'hex')])
}

/** Not a part of a longer text: a part of a name is another name, which the gatekeeper has not judged. */
const sized = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  if (bytes.length > 255) throw new ProxyRefused('SOCKS 5 allows 255 bytes for a name or a password')
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

const asking =
  (socket: Socket, limits: DialLimits): Ask =>
  async (bytes, lengthOf) => {
    const { timeoutMs, signal } = limits
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    let head = Buffer.alloc(0)
    const onReadable = (): void => {
      head = Buffer.concat([head, socket.read() ?? Buffer.alloc(0)])
      const length = lengthOf(head)
      if (length !== undefined) resolve(length)
      else if (head.length > MAX_PROXY_ANSWER) reject(new ProxyRefused('the answer of the proxy is too long'))
    }
    const onClose = (): void => reject(new ProxyRefused('the proxy closed the connection'))
    const onAbort = (): void => reject(new DOMException('aborted', 'AbortError'))
    const late = new DialTimeout(`no answer from the proxy within ${timeoutMs} ms`)
    const timer = setTimeout(() => reject(late), timeLeft(limits))
    signal?.addEventListener('abort', onAbort)
    socket.on('readable', onReadable).on('end', onClose).on('close', onClose)
    try {
      signal?.throwIfAborted()
      socket.write(bytes)
      const length = await promise
      socket.off('readable', onReadable)
      if (head.length > length) socket.unshift(head.subarray(length))
      return head.subarray(0, length)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.off('readable', onReadable).off('end', onClose).off('close', onClose)
    }
  }
