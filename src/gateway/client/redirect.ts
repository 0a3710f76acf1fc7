import { UsageError } from '../../model/error.ts'
import { type Fault, fault } from './fault.ts'

/** Characters of a server's URL that a message repeats. */
const MAX_SHOWN = 200

/** A redirect that is not followed, with the URL to use instead. `from`: the URL that the user named. */
export const redirected = (status: number, location: URL | null, from: URL): Fault => {
  const refused = (message: string, hint: string): Fault =>
    fault('REDIRECTED', `${message} (HTTP ${status})`, hint)
  if (location?.protocol !== 'https:' && location?.protocol !== 'http:') {
    return refused(
      'the server redirects, but not to a URL of HTTP',
      'Correct the Location that the server, or the proxy in front of it, sends.',
    )
  }
  const to = shown(location)
  if (location.origin === from.origin) {
    return refused(
      `the server redirects to ${to} in a way that changes the method of the request`,
      'Name that URL on the command line.',
    )
  }
  if (location.protocol === 'https:') {
    return refused(
      `the server redirects to another origin, ${to}, to which nothing is sent`,
      'If that is your server, name this URL on the command line.',
    )
  }
  // A server behind a proxy that ends TLS often does not know its own scheme and port.
  const secure = new URL(location)
  secure.protocol = 'https:'
  if (location.hostname === from.hostname) secure.port = from.port
  return refused(
    `the server redirects to ${to}, which has no TLS and to which nothing is sent`,
    `Name ${shown(secure)} on the command line. To correct the redirect, configure the server with its public URL.`,
  )
}

export const tooManyRedirects = (status: number): Fault =>
  fault(
    'REDIRECTED',
    `the server redirects again and again (HTTP ${status})`,
    'Open the URL in a browser to see where it leads, and correct the redirects of the server or its proxy.',
  )

export const urlNotHttps = (url: URL): UsageError =>
  new UsageError(
    'URL_NOT_HTTPS',
    'a hybrid connection needs TLS',
    url.protocol === 'http:'
      ? 'Name the https:// URL of the server. If it has no TLS, put mcp-pqc serve --upstream in front of it.'
      : 'Name a URL that begins with https://.',
  )

/** Without credentials and query, which may be secret. */
const shown = ({ origin, pathname }: URL): string => {
  const text = origin + pathname
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`
}
