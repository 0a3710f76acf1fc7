import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { problem } from '../problem.ts'
import { shared, value, values } from './flag.ts'
import flags from './flags.json' with { type: 'json' }

const { shared: rows } = flags

/** For every command that stores scans or reads them. */
export const storeFlag = { store: value(rows.store) }

export const ownersFlag = (helpGroup?: string) => ({ owners: value(shared(rows.owners, helpGroup)) })

/** Of a server that web pages may use. */
export const allowOriginFlag = (helpGroup: string, options: { dependsOn?: string[] } = {}) => ({
  'allow-origin': values(
    { ...shared(rows['allow-origin'], helpGroup), ...options },
    { parse: async (text) => webOrigin(text) },
  ),
})

/** RFC 6454 §6.2, as browsers send it. @throws {UsageError} ORIGIN_INVALID */
const webOrigin = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw problem('ORIGIN_INVALID', { text })
}

/** `what`: the document that is written. */
export const outputFlag = (what: string, helpGroup?: string) => ({
  output: value(shared(rows.output, helpGroup, { what }), { char: 'o' }),
})

/** `gates`: the names of conditions. */
export const failOnFlag = (gates: readonly string[], helpGroup?: string) => ({
  'fail-on': values(shared(rows['fail-on'], helpGroup, { gates: gates.join(', ') })),
})

/** RFC 6066 §3: a DNS host name in ASCII, not an address. @throws {UsageError} NAME_INVALID */
export const serverName = async (text: string, _: unknown, { name }: { name: string }): Promise<string> => {
  const ascii = domainToASCII(text)
  if (ascii !== '' && ascii.length <= 253 && /^[\w.-]+$/.test(ascii) && !isIP(ascii)) return ascii
  throw problem('NAME_INVALID', { name, shown: JSON.stringify(text) })
}

/** The URL is not shown: it may contain a password. @throws {UsageError} PROXY_INVALID */
export const proxyUrl = async (text: string): Promise<string> => {
  const url = URL.parse(text)
  const isPlain = url !== null && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === ''
  const isSocks = /^socks5h?:$/.test(url?.protocol ?? '') && url?.port !== ''
  if (isPlain && (url.protocol === 'http:' || isSocks)) return url.href
  throw problem('PROXY_INVALID')
}
