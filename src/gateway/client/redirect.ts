import { type Fault, fault } from './fault.ts'

/** Characters of a server's URL that a message repeats. */
const MAX_SHOWN = 200

/** A redirect that is not followed, with the URL to use instead. `from`: the URL that the user named. */
export const redirected = (status: number, location: URL | null, from: URL): Fault => {
  if (location?.protocol !== 'https:' && location?.protocol !== 'http:')
    return fault('REDIRECTED to no URL', { status })
  const to = shown(location)
  if (location.origin === from.origin) return fault('REDIRECTED with another method', { status, to })
  if (location.protocol === 'https:') return fault('REDIRECTED to another origin', { status, to })
  // A server behind a proxy that ends TLS often does not know its own scheme and port.
  const secure = new URL(location)
  secure.protocol = 'https:'
  if (location.hostname === from.hostname) secure.port = from.port
  return fault('REDIRECTED without TLS', { status, to, secure: shown(secure) })
}

/** Without credentials and query, which may be secret. */
const shown = ({ origin, pathname }: URL): string => {
  const text = origin + pathname
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`
}
