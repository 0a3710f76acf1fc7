import type { Socket } from 'node:net'
import { type DialLimits, DialTimeout } from '../../net/socket.ts'
import { urlHost } from '../../registry/net/host.ts'

/** The proxy answered, but opened no tunnel. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused'
}

/** Bytes of the header fields of a proxy's answer. */
const MAX_PROXY_HEAD = 16_384

export type Tunnel = { host: string; port: number; authorization: string | undefined }

/**
 * RFC 9110 §9.3.6: a tunnel to a host over a connection to an HTTP proxy. What follows the answer stays in the socket.
 * Rejects with ProxyRefused, DialTimeout, an error of the socket or an AbortError; the socket is destroyed then.
 */
export const openTunnel = async (
  socket: Socket,
  { host, port, authorization }: Tunnel,
  { timeoutMs, signal }: DialLimits,
): Promise<Socket> => {
  const authority = `${urlHost(host)}:${port}`
  const field = authorization === undefined ? '' : `proxy-authorization: ${authorization}\r\n`
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let head = Buffer.alloc(0)
  const onReadable = (): void => {
    head = Buffer.concat([head, socket.read() ?? Buffer.alloc(0)])
    if (head.includes(END) || head.length > MAX_PROXY_HEAD) resolve()
  }
  const onClose = (): void => reject(new ProxyRefused('the proxy closed the connection'))
  const onAbort = (): void => reject(new DOMException('aborted', 'AbortError'))
  const late = new DialTimeout(`no answer of the proxy in ${timeoutMs} ms`)
  const timer = setTimeout(() => reject(late), timeoutMs)
  signal?.addEventListener('abort', onAbort)
  socket.on('readable', onReadable).on('end', onClose).on('close', onClose)
  try {
    signal?.throwIfAborted()
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${field}\r\n`)
    await promise
    const rest = restOf(head)
    socket.off('readable', onReadable)
    if (rest.length > 0) socket.unshift(rest)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    socket.off('readable', onReadable).off('end', onClose).off('close', onClose)
  }
}

const END = '\r\n\r\n'

/** What follows the header fields. @throws {ProxyRefused} where there is no tunnel */
const restOf = (head: Buffer): Buffer => {
  const end = head.indexOf(END)
  if (end < 0) throw new ProxyRefused('the answer of the proxy is too long')
  const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.toString('latin1', 0, 20)) ?? []
  if (status === undefined) throw new ProxyRefused('the proxy does not answer in HTTP/1.1')
  if (!status.startsWith('2')) throw new ProxyRefused(`the proxy answers ${status}`)
  return head.subarray(end + END.length)
}
