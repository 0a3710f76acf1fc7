import { isIP, isIPv6 } from 'node:net'
import type { Endpoint, Source, Transport } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import { endpointId, normalizeUrl, shownTarget } from './identity.ts'
import { parseRange, type Range } from './ranges.ts'

/** What one word of the user's names: one endpoint, or a range of addresses. */
export type Target = { kind: 'endpoint'; endpoint: Endpoint } | { kind: 'range'; range: Range }

/**
 * Reads a URL, `host`, `host:port`, `[v6]:port`, an address, or a CIDR range.
 *
 * @throws {UsageError} with the target and the mend.
 */
export const parseTarget = (text: string, source: Source): Target => {
  const target = text.trim()
  if (target.includes('://')) return { kind: 'endpoint', endpoint: urlEndpoint(target, source) }
  const range = parseRange(target)
  if (range) return { kind: 'range', range: { ...range, source: { ...source, kind: 'range' } } }
  return { kind: 'endpoint', endpoint: urlEndpoint(`https://${hostAndPort(target)}/`, source) }
}

/** An endpoint for a URL, in its one spelling. */
export const urlEndpoint = (text: string, source: Source): Endpoint => {
  const url = normalizeUrl(text)
  return { id: endpointId(url), url, transport: transportOf(url), sources: [source] }
}

const transportOf = (url: string): Transport => (url.startsWith('ssh:') ? 'ssh' : 'unknown')

/** Host names as RFC 1123 §2.1 has them, underscores let pass because container networks use them; and addresses. */
const HOST = /^(?!-)[\p{L}\p{N}_-]{1,63}(\.[\p{L}\p{N}_-]{1,63})*\.?$/u

const hostAndPort = (target: string): string => {
  if (isIPv6(target)) return `[${target}]`
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(target) ?? []
  if (host === '' || (target.split(':').length > 2 && !host.startsWith('['))) {
    throw invalid(
      target,
      'is not a target',
      'Write a URL, host, host:port, [IPv6 address]:port, or a CIDR range.',
    )
  }
  checkHost(target, host)
  return port === undefined ? host : `${host}:${checkPort(target, port)}`
}

const checkHost = (target: string, host: string): void => {
  const literal = /^\[(.*)\]$/.exec(host)?.[1]
  if (literal !== undefined) {
    if (!isIPv6(literal))
      throw invalid(target, 'has no IPv6 address in its brackets', 'Write it as [2001:db8::1]:443.')
    return
  }
  if (/^[\d.]+$/.test(host) && !isIP(host)) {
    throw invalid(target, 'is not an IPv4 address', 'Write four numbers from 0 to 255, as in 192.0.2.1.')
  }
  if (!HOST.test(host)) {
    throw invalid(
      target,
      'is not a host name',
      'Write a name such as mcp.example.com, or a URL that begins with https://.',
    )
  }
}

const checkPort = (target: string, port: string): number => {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0
  if (number >= 1 && number <= 65535) return number
  throw invalid(
    target,
    `has no port number after the colon`,
    'Write a number from 1 to 65535, as in host:8443.',
  )
}

const invalid = (target: string, what: string, hint: string): UsageError =>
  new UsageError('INVALID_TARGET', `${shownTarget(target) || 'An empty text'} ${what}`, hint)

/** A line of a target file: what stands before a `#`. */
export const targetLines = (text: string): { target: string; line: number }[] =>
  text
    .split(/\r?\n/)
    .map((line, i) => ({ target: line.replace(/(^|\s)#.*$/, '').trim(), line: i + 1 }))
    .filter(({ target }) => target !== '')
