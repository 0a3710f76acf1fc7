import type { Service } from '../model/endpoint.ts'
import { TLS10 } from '../registry/tls/versions.ts'
import type { Exchange } from '../tls/exchange.ts'
import { HANDSHAKE_TYPE } from '../tls/handshake.ts'
import { CONTENT_TYPE } from '../tls/record.ts'
import { ascii } from '../tls/writer.ts'

export const serviceOf = (bytes: Uint8Array): Service => {
  if (bytes.length === 0) return 'silent'
  if (isTlsRecord(bytes)) return 'tls'
  const text = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (text.startsWith('HTTP/')) return 'http'
  if (text.startsWith('SSH-')) return 'ssh'
  return 'other'
}

/** RFC 9846 §5.1: type and version of a server's first record. An echo of the ClientHello does not count. */
const isTlsRecord = (bytes: Uint8Array): boolean => {
  const [type, major, , , , message] = bytes
  if (major !== TLS10 >> 8) return false
  if (type === CONTENT_TYPE.handshake) return message !== HANDSHAKE_TYPE.client_hello
  return type === CONTENT_TYPE.alert || type === CONTENT_TYPE.change_cipher_spec
}

/** Bytes of a status line; and of an error page, with its header fields. */
const ENOUGH = 12
const ERROR_PAGE = 2048

/** RFC 9112 §3. `host` must be parsed, never raw text. */
export const plainRequest = (host: string, path: string): Uint8Array =>
  ascii(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: mcp-pqc\r\nConnection: close\r\n\r\n`)

/** nginx, Apache httpd, Go and Tomcat name the protocol that they expect. */
const EXPECTS_TLS = /\b(HTTPS|SSL|TLS)\b/

/** A 400 answer that asks for TLS comes from a server of TLS (RFC 9110 §15.5.1). */
const serviceOfHttp = (received: Uint8Array): Service => {
  const text = Buffer.from(received).toString('latin1')
  return /^HTTP\/1\.[01] 400/.test(text) && EXPECTS_TLS.test(text) ? 'tls' : serviceOf(received)
}

/** A GET request, because HTTP+SSE servers do not answer HEAD; of an answer 400 the page is read too. */
export const askHttp = (host: string, path: string): Exchange<Service> => {
  let received: Uint8Array = new Uint8Array(0)
  return {
    opening: [plainRequest(host, path)],
    receive(chunk) {
      received = Buffer.concat([received, chunk])
      const isError = Buffer.from(received.subarray(0, ENOUGH)).toString('latin1').endsWith(' 400')
      const service = serviceOfHttp(received)
      const isEnough = received.length >= (isError && service === 'http' ? ERROR_PAGE : ENOUGH)
      return isEnough ? service : undefined
    },
    ended: () => (received.length > 0 ? serviceOfHttp(received) : undefined),
  }
}
