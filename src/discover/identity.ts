import { createHash } from 'node:crypto'
import { UsageError } from '../model/error.ts'
import { hideSecretSegment, isSecretName, isSecretValue } from './redact.ts'

/** The first 16 hexadecimal digits of the SHA-256 of a URL that `normalizeUrl` made. */
export const endpointId = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 16)

/**
 * The one spelling of an endpoint's URL: as the WHATWG URL standard serialises it, without fragment and user
 * information, with secret-looking query values emptied and secret-looking path segments hidden. What is left
 * may be stored and shown. Normalising twice changes nothing.
 *
 * @throws {UsageError} INVALID_URL: not a URL, or of a scheme that no MCP endpoint has.
 */
export const normalizeUrl = (text: string): string => {
  const url = parse(text)
  if (url.protocol === 'stdio:') return url.href.replace(/[?#].*$/s, '')
  if (url.protocol === 'ssh:') return sshUrl(url)
  url.hash = ''
  url.username = ''
  url.password = ''
  url.pathname = url.pathname.split('/').map(hideSecretSegment).join('/')
  url.search = withoutSecrets(url.search)
  return url.href
}

/** The text as it may stand in a message: one line, bounded, nothing that moves a terminal, no user information. */
export const shownTarget = (text: string): string =>
  text
    .slice(0, MAX_SHOWN)
    .replace(/\/\/[^/\s]*@/, '//')
    .replace(/[?#].*$/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd')

const SCHEMES = ['https:', 'http:', 'wss:', 'ws:', 'ssh:', 'stdio:']
const MAX_SHOWN = 200
const SSH_PORT = '22'

const parse = (text: string): URL => {
  const url = URL.parse(text.trim())
  if (url === null)
    throw invalid(text, 'is not a URL', 'Write it with its scheme, as in https://mcp.example.com/mcp.')
  if (!SCHEMES.includes(url.protocol))
    throw invalid(text, `has the scheme ${url.protocol}`, 'Use https://, http://, wss://, ws:// or ssh://.')
  if (url.host === '' && url.protocol !== 'stdio:')
    throw invalid(text, 'names no host', 'Write the host after the scheme, as in ssh://host:22.')
  return url
}

const invalid = (text: string, what: string, hint: string): UsageError =>
  new UsageError('INVALID_URL', `${shownTarget(text)} ${what}`, hint)

/** `ssh:` is no special scheme of the standard: case and default port are left to the caller. */
const sshUrl = (url: URL): string => {
  const port = url.port === '' || url.port === SSH_PORT ? '' : `:${url.port}`
  return `ssh://${url.hostname.toLowerCase()}${port}`
}

/** Edited as text: `URLSearchParams` would spell the parameters that stay in another way. */
const withoutSecrets = (search: string): string =>
  search
    .slice(1)
    .split('&')
    .map((parameter) => {
      const [name = '', ...rest] = parameter.split('=')
      const value = rest.join('=')
      return value !== '' && (isSecretName(decoded(name)) || isSecretValue(decoded(value)))
        ? `${name}=`
        : parameter
    })
    .join('&')

const decoded = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? ''
