import { isIP, isIPv6 } from 'node:net'
import type { Endpoint, Source, Transport } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import { endpointId, MAX_URL, normalizeUrl, shownTarget } from './endpointUrl.ts'
import { parseRange, type Range } from './range/ranges.ts'
import { HIDDEN, isIssued, isSecretName, redactText } from './secrets/redact.ts'
import { type Mistake, ONE_EACH, spellingMistake } from './targetMistakes.ts'

export type Target = { kind: 'endpoint'; endpoint: Endpoint } | { kind: 'range'; range: Range }

/** Reads a URL, `host`, `host:port`, `[v6]:port`, an address, or a CIDR range. @throws {UsageError} */
export const parseTarget = (text: string, source: Source): Target => {
  const target = text.trim()
  if (target.length > MAX_URL) throw invalid(target, TOO_LONG)
  const range = parseRange(target)
  if (range) return { kind: 'range', range: { ...range, source: { ...source, kind: 'range' } } }
  const mistake = spellingMistake(target)
  if (mistake) throw invalid(target, mistake)
  const url = target.includes('://') ? checkedUrl(target) : `https://${hostAndPort(target)}/`
  return { kind: 'endpoint', endpoint: urlEndpoint(url, source) }
}

/** True for a target without scheme, path and port. */
export const isBareHost = (text: string): boolean => {
  const target = text.trim()
  return isIPv6(target) || /^(\[[^\]]*\]|[^:/]+)$/.test(target)
}

export const urlEndpoint = (text: string, source: Source): Endpoint => {
  const url = normalizeUrl(text)
  return { id: endpointId(url), url, transport: transportOf(url), sources: [source] }
}

const transportOf = (url: string): Transport => (url.startsWith('ssh:') ? 'ssh' : 'unknown')

/** The URL standard accepts hosts that no resolver does, and does not say what is wrong with a URL. */
const checkedUrl = (target: string): string => {
  const [, host = '', port] = /^[^:]+:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?/.exec(target) ?? []
  if (port !== undefined) checkedPort(target, port)
  if (host !== '') checkHost(target, URL.parse(target)?.hostname || host)
  return target
}

/** Host names as in RFC 1123 §2.1 and, because container networks use them, with underscores; and addresses. */
const HOST = /^(?!-)[\p{L}\p{N}_-]{1,63}(\.[\p{L}\p{N}_-]{1,63})*\.?$/u

/** RFC 1035 §2.3.4, without the root label. */
const MAX_HOST = 253

const hostAndPort = (target: string): string => {
  if (isIPv6(target)) return `[${target}]`
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(target) ?? []
  if (host === '') throw invalid(target, NOT_A_TARGET)
  if (!host.startsWith('[') && target.split(':').length > 2) throw invalid(target, BRACKETS_MISSING)
  if (isIssued(host)) throw invalid(target, CREDENTIAL)
  checkHost(target, host)
  return port === undefined ? host : `${host}:${checkedPort(target, port)}`
}

const checkHost = (target: string, host: string): void => {
  if (host.startsWith('[')) {
    if (isIPv6(host.slice(1, -1))) return
    throw invalid(target, NO_ADDRESS_IN_BRACKETS)
  }
  if (/^[\d.]+$/.test(host) && !isIP(host)) throw invalid(target, NOT_AN_ADDRESS)
  if (host.length > MAX_HOST || !HOST.test(host)) throw invalid(target, NOT_A_HOST_NAME)
}

const checkedPort = (target: string, port: string): number => {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0
  if (number >= 1 && number <= 65535) return number
  throw invalid(target, BAD_PORT)
}

const TOO_LONG: Mistake = {
  what: `longer than ${MAX_URL} characters`,
  hint: ONE_EACH,
}
const NOT_A_TARGET: Mistake = {
  what: 'not a target',
  hint: 'Write a URL, host, host:port, [IPv6 address]:port, or a CIDR range.',
}
const CREDENTIAL: Mistake = {
  what: 'looks like a credential',
  hint: 'If it is the name of a host, write it as a URL that begins with https://.',
}
const BRACKETS_MISSING: Mistake = {
  what: 'has more than one colon but is not an IPv6 address',
  hint: 'Write an IPv6 address with a port as [2001:db8::1]:443.',
}
const NO_ADDRESS_IN_BRACKETS: Mistake = {
  what: 'has no IPv6 address in its brackets',
  hint: 'Write it as [2001:db8::1]:443.',
}
const NOT_AN_ADDRESS: Mistake = {
  what: 'not an IPv4 address',
  hint: 'Write four numbers from 0 to 255, as in 192.0.2.1.',
}
const NOT_A_HOST_NAME: Mistake = {
  what: 'not a host name',
  hint: 'Write a name such as mcp.example.com, or a URL that begins with https://.',
}
const BAD_PORT: Mistake = {
  what: 'has no valid port after the colon',
  hint: 'Write a number from 1 to 65535, as in host:8443.',
}

/** A user name and a password before an @ are left out. What may contain another credential is not quoted at all. */
const invalid = (target: string, { what, hint }: Mistake): UsageError => {
  const shown = shownTarget(target.slice(0, MAX_URL).replace(/^[^/]*@/, '…@'))
  if (shown === '') return new UsageError('TARGET_INVALID', 'the target is empty', hint)
  if (!mayHoldCredential(shown))
    return new UsageError('TARGET_INVALID', `invalid target "${shown}": ${what}`, hint)
  return new UsageError(
    'TARGET_INVALID',
    `invalid target (not shown: it may contain a credential): ${what}`,
    redactText(hint) === hint && !hint.includes(HIDDEN) ? hint : NOT_A_TARGET.hint,
  )
}

/** A line of another kind of file: a header field, an assignment, a command, an entry of netrc, a part of JSON. */
const mayHoldCredential = (shown: string): boolean => {
  if (shown.includes(HIDDEN) || redactText(shown) !== shown) return true
  const words = shown.split(/\s+/)
  return (
    words.length > 1 &&
    (/[:={}"']/.test(shown.replaceAll('://', '')) ||
      words.some((word) => word.startsWith('-') || isSecretName(word)))
  )
}

/** The targets of a list: one per line, up to a `#`. A repeated one counts once. */
export const targetLines = (text: string): { target: string; line: number }[] => {
  const found = new Map<string, number>()
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const target = line.replace(/(^|\s)#.*$/, '').trim()
    if (target !== '' && !found.has(target)) found.set(target, i + 1)
  }
  return Array.from(found, ([target, line]) => ({ target, line }))
}
