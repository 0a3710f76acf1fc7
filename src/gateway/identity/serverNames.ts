import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { domainToASCII } from 'node:url'
import { bareHost, hostOf, isWildcard, urlHost } from '../../registry/net/host.ts'
import { problem } from '../problem.ts'

/** RFC 5280 §4.2.1.6: dNSName or iPAddress. */
export type ServerName = { type: 'dns' | 'ip'; value: string }

const LOOPBACK_NAMES: readonly ServerName[] = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
]

/** Loopback names of this machine and the user's names, each once. @throws {UsageError} NAME_INVALID */
export const serverNames = (texts: readonly string[]): ServerName[] => {
  const all = [...LOOPBACK_NAMES, ...texts.map(serverName)]
  return all.filter((name, at) => all.findIndex(({ value }) => value === name.value) === at)
}

/** The host that clients use: where the server listens on every address, its first name or this machine's. */
export const publicHostOf = (host: string, names: readonly string[] = []): string =>
  isWildcard(host) ? (names[0] ?? hostname()) : host

/** Characters of a DNS name (RFC 1035 §2.3.4, without the root's dot). */
const MAX_NAME = 253
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/

const serverName = (text: string): ServerName => {
  const bare = bareHost(text)
  if (isIP(bare) && !bare.includes('%')) return { type: 'ip', value: hostOf(`https://${urlHost(bare)}`) }
  const value = domainToASCII(text.replace(/\.$/, ''))
  if (value.length <= MAX_NAME && value.split('.').every((label) => LABEL.test(label)))
    return { type: 'dns', value }
  throw problem('NAME_INVALID', { text: JSON.stringify(text) })
}
