import type { Service } from '../model/endpoint.ts'
import { ascii } from '../tls/writer.ts'
import type { Dialogue } from './conversation.ts'

/** What the first bytes of an answer belong to. Empty: nothing was said. */
export const serviceOf = (bytes: Uint8Array): Service => {
  if (bytes.length === 0) return 'silent'
  const text = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (text.startsWith('HTTP/')) return 'http'
  if (text.startsWith('SSH-')) return 'ssh'
  return 'other'
}

/** How much of an HTTP answer is read to recognise it: the status line. */
const ENOUGH = 12

/**
 * RFC 9112 §3: the smallest request that any HTTP server answers. Asked where the address says http, or where the
 * answer to a ClientHello was none. The host is the caller's: a name that was parsed, never raw text.
 */
export const askHttp = (host: string, path: string): Dialogue<Service> => {
  let received: Uint8Array = new Uint8Array(0)
  return {
    opening: [
      ascii(`HEAD ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: mcp-pqc\r\nConnection: close\r\n\r\n`),
    ],
    receive(chunk) {
      received = Buffer.concat([received, chunk])
      return received.length >= ENOUGH ? serviceOf(received) : undefined
    },
    ended: () => (received.length > 0 ? serviceOf(received) : undefined),
  }
}
