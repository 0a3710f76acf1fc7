import { hash } from 'node:crypto'
import { UsageError } from '../model/error.ts'
import { plainText } from './plainText.ts'
import { HIDDEN, isSecretValue } from './secrets/redact.ts'
import { takeSecrets, type UrlSecret } from './secrets/urlSecrets.ts'

/** The first 16 hexadecimal digits of the SHA-256 of a URL that `normalizeUrl` made. */
export const endpointId = (url: string): string => hash('sha256', url).slice(0, 16)

/**
 * The one spelling of an endpoint's URL: as the WHATWG URL standard serialises it, without fragment and user
 * information, with secret-looking query values emptied and secret-looking path segments hidden. What is left
 * may be stored and shown. Normalising twice changes nothing.
 *
 * @throws {UsageError} URL_INVALID: not a URL, or of a scheme that no MCP endpoint has.
 */
export const normalizeUrl = (text: string): string => splitUrl(text).url

/**
 * `normalizeUrl`, and the secrets that it took out.
 *
 * @throws {UsageError} as `normalizeUrl` does.
 */
export const splitUrl = (text: string): { url: string; secrets: UrlSecret[] } => {
  const url = parse(text)
  if (url.protocol === 'stdio:') return { url: url.href.replace(/[?#].*$/s, ''), secrets: [] }
  if (url.protocol === 'ssh:') return { url: sshUrl(url), secrets: [] }
  const secrets = takeSecrets(url)
  url.hash = ''
  return { url: url.href, secrets }
}

/** A target as it may stand in a message: plain, without user information, query, fragment and secret segments. */
export const shownTarget = (text: string): string =>
  plainText(
    text
      .slice(0, MAX_READ)
      .replace(/\/\/[^/\s]*@/, '//')
      .replace(/[?#].*$/s, '')
      .split('/')
      .map((segment) => (isSecretValue(segment) ? HIDDEN : segment))
      .join('/'),
  )

const SCHEMES = ['https:', 'http:', 'wss:', 'ws:', 'ssh:', 'stdio:']
const MAX_READ = 4096
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
  new UsageError('URL_INVALID', `${shownTarget(text)} ${what}`, hint)

/** `ssh:` is no special scheme of the standard: case and default port are left to the caller. */
const sshUrl = (url: URL): string => {
  const port = url.port === '' || url.port === SSH_PORT ? '' : `:${url.port}`
  return `ssh://${url.hostname.toLowerCase()}${port}`
}
