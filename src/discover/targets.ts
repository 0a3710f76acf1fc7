import { isIP, isIPv6 } from 'node:net'
import type { Endpoint, Source, Transport } from '../model/endpoint.ts'
import { UsageError } from '../model/error.ts'
import { endpointId, MAX_URL, normalizeUrl, shownTarget } from './endpointUrl.ts'
import { parseRange, type Range } from './range/ranges.ts'
import { HIDDEN, isIssued, isSecretName, redactText } from './secrets/redact.ts'
import table from './targetMistakes.json' with { type: 'json' }

const { parts: PARTS } = table

export type Target = { kind: 'endpoint'; endpoint: Endpoint } | { kind: 'range'; range: Range }

/** Reads a URL, `host`, `host:port`, `[v6]:port`, an address, or a CIDR range. @throws {UsageError} */
export const parseTarget = (text: string, source: Source): Target => {
  const target = text.trim()
  if (target.length > MAX_URL)
    throw invalid(target, { what: `longer than ${MAX_URL} characters`, hint: table.oneEach })
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
  if (host === '') throw invalid(target, PARTS.notATarget)
  if (!host.startsWith('[') && target.split(':').length > 2) throw invalid(target, PARTS.bracketsMissing)
  if (isIssued(host)) throw invalid(target, PARTS.credential)
  checkHost(target, host)
  return port === undefined ? host : `${host}:${checkedPort(target, port)}`
}

const checkHost = (target: string, host: string): void => {
  if (host.startsWith('[')) {
    if (isIPv6(host.slice(1, -1))) return
    throw invalid(target, PARTS.noAddressInBrackets)
  }
  if (/^[\d.]+$/.test(host) && !isIP(host)) throw invalid(target, PARTS.notAnAddress)
  if (host.length > MAX_HOST || !HOST.test(host)) throw invalid(target, PARTS.notAHostName)
}

const checkedPort = (target: string, port: string): number => {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0
  if (number >= 1 && number <= 65535) return number
  throw invalid(target, PARTS.badPort)
}

type Mistake = { what: string; hint: string }

/** The first row that fits counts: certain mistakes come before likely ones. */
const SPELLING = table.spelling.map(({ found, flags, ...row }) => ({
  ...row,
  found: new RegExp(found, flags),
}))

const spellingMistake = (target: string): Mistake | undefined => {
  for (const { found, what, hint, meant = '' } of SPELLING) {
    const match = found.exec(target)
    if (!match) continue
    const filled = meant.replace(/\{(\w+)\}/g, (_, name: string) => match.groups?.[name] ?? '')
    // `shownTarget` leaves out credentials and the query, which may contain a secret.
    return { what, hint: hint ?? `Did you mean: ${shownTarget(filled)}` }
  }
  return undefined
}

/** A user name and a password before an @ are left out. What may contain another credential is not quoted at all. */
const invalid = (target: string, { what, hint }: Mistake): UsageError => {
  const shown = shownTarget(target.slice(0, MAX_URL).replace(/^[^/]*@/, '…@'))
  if (shown === '') return new UsageError('TARGET_INVALID', 'the target is empty', hint)
  if (!mayHoldCredential(shown) && !OTHER_FILE.test(target))
    return new UsageError('TARGET_INVALID', `invalid target "${shown}": ${what}`, hint)
  return new UsageError(
    'TARGET_INVALID',
    `invalid target (not shown: it may contain a credential): ${what}`,
    redactText(hint) === hint && !hint.includes(HIDDEN) ? hint : PARTS.notATarget.hint,
  )
}

/** A line of an .env file, or of a file that is not text: the environment of a process, a key. */
const OTHER_FILE = /^[\w.-]+=|[\0\ufffd]/

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
    const target = line.replace(/(^|\s)#.*$/s, '').trim()
    if (target !== '' && !found.has(target)) found.set(target, i + 1)
  }
  return Array.from(found, ([target, line]) => ({ target, line }))
}
