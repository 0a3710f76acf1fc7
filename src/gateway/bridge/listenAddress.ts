import { isIP } from 'node:net'
import { isLoopback } from '../../registry/net/host.ts'
import { problem } from '../problem.ts'

export type ListenAddress = { address: string; port: number }

/**
 * `127.0.0.1:8080`, `[::1]:8080`; port 0 is any free one. The listener speaks without TLS and with its user's
 * credentials, so only this machine may reach it.
 *
 * @throws {UsageError} LISTEN_INVALID, LISTEN_NOT_LOOPBACK
 */
export const listenAddress = (text: string): ListenAddress => {
  const [, v6, v4, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? []
  const address = v6 ?? v4 ?? ''
  const family = isIP(address)
  const port = Number(digits)
  if (family === 0 || port > 65_535 || (family === 6) !== (v6 !== undefined))
    throw problem('LISTEN_INVALID', { text: JSON.stringify(text) })
  if (isLoopback(address)) return { address, port }
  throw problem('LISTEN_NOT_LOOPBACK', { address })
}
