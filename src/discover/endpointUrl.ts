import { hash } from 'node:crypto'
import { problem } from './problem.ts'
import { HIDDEN, isSecretValue, plainText, redactText } from './secrets/redact.ts'
import { takeSecrets, type UrlSecret } from './secrets/urlSecrets.ts'

/** The first 16 hexadecimal digits of the SHA-256 of a normalised URL. */
export const endpointId = (url: string): string => hash('sha256', url).slice(0, 16)

/**
 * An endpoint's URL as it is stored and shown: as the WHATWG URL standard serialises it, without fragment and user
 * information, with secret-looking query values emptied and secret-looking path segments hidden. Idempotent.
 *
 * @throws {UsageError} URL_INVALID: not a URL, or an unsupported scheme.
 */
export const normalizeUrl = (text: string): string => splitUrl(text).url

/** `normalizeUrl`, and the secrets that it removed. @throws {UsageError} as `normalizeUrl` does. */
export const splitUrl = (text: string): { url: string; secrets: UrlSecret[] } => {
  if (text.length > MAX_URL)
    throw problem('URL_INVALID by its length', { shown: shownTarget(text), max: MAX_URL })
  const url = parse(text)
  if (url.protocol === 'stdio:') return { url: url.href.replace(/[?#].*$/s, ''), secrets: [] }
  if (url.protocol === 'ssh:') return { url: sshUrl(url), secrets: [] }
  const secrets = takeSecrets(url)
  url.hash = ''
  return { url: url.href, secrets }
}

/** Characters. RFC 9110 §4.1 recommends that servers support at least 8,000 octets. */
export const MAX_URL = 8000

/** A target for messages: without user information, query, fragment and secret-looking segments. */
export const shownTarget = (text: string): string =>
  plainText(
    redactText(
      text
        .slice(0, MAX_READ)
        .trimStart()
        .replace(/^((?:[a-z][a-z\d+.-]*:)?[/\\]*)[^/\\]*@/i, '$1')
        .replace(/\/\/[^/\s]*@/, '//')
        .replace(/[?#].*$/s, '')
        .split('/')
        .map((segment) => (isSecretValue(segment) ? HIDDEN : segment))
        .join('/'),
    ),
  )

const SCHEMES = ['https:', 'http:', 'wss:', 'ws:', 'ssh:', 'stdio:']
const MAX_READ = 4096
const SSH_PORT = '22'

const parse = (text: string): URL => {
  const url = URL.parse(text.trim())
  if (url === null) throw problem('URL_INVALID', { shown: shownTarget(text) })
  const scheme = url.protocol
  if (!SCHEMES.includes(scheme))
    throw problem('URL_INVALID by its scheme', { shown: shownTarget(text), scheme })
  if (url.host === '' && scheme !== 'stdio:')
    throw problem('URL_INVALID without a host', { shown: shownTarget(text) })
  return url
}

/**
 * The URL standard (§4.2) does not normalise the host and the default port of `ssh:` URLs. The host is normalised as in a URL of
 * HTTP, so that another spelling of an address does not count as a name.
 */
const sshUrl = (url: URL): string => {
  const port = url.port === '' || url.port === SSH_PORT ? '' : `:${url.port}`
  const host = URL.parse(`http://${url.hostname}/`)?.hostname
  if (host === undefined || host === '')
    throw problem('URL_INVALID without a host', { shown: shownTarget(url.href) })
  return `ssh://${host}${port}`
}
