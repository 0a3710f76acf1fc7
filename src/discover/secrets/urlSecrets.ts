import { HIDDEN, isSecretName, isSecretValue } from './redact.ts'

/** A secret in a URL. `value` is only for a keyed hash. */
export type UrlSecret = { name: string; value: string }

/** Removes user information, secret-looking query values and secret-looking path segments from a URL. */
export const takeSecrets = (url: URL): UrlSecret[] => {
  const secrets: UrlSecret[] = []
  // A user name without a password is usually a token: https://TOKEN@host/.
  const userInformation = decoded(url.password || url.username)
  if (userInformation !== '') secrets.push({ name: 'user information', value: userInformation })
  url.username = ''
  url.password = ''
  hideLatePassword(url, secrets)
  url.pathname = url.pathname
    .split('/')
    .map((segment, i, all) => {
      const value = decoded(segment)
      // The path of a relay may be a URL with user information.
      const isSecret = isSecretValue(value) || (i > 1 && all[i - 1] === '' && USER_INFORMATION.test(value))
      if (value === HIDDEN || !isSecret) return segment
      secrets.push({ name: 'path', value })
      return HIDDEN
    })
    .join('/')
  url.search = withoutSecrets(url.search.slice(1), secrets)
  return secrets.filter(({ value }) => value !== HIDDEN)
}

/**
 * A password that begins with digits and `/`, `?` or `#` (`https://ada:1/secret@host.example`) makes its user the host, and its
 * digits the port: one below 1024, before an `@` and a host with a domain. Any other `@` after the authority is not of user
 * information (RFC 3986 §3.2.1).
 */
const hideLatePassword = (url: URL, secrets: UrlSecret[]): void => {
  const port = Number(url.port)
  const isUser = !/[.:]|^localhost$/.test(url.hostname)
  const rest = `${url.pathname}${url.search}${url.hash}`
  const at = rest.lastIndexOf('@')
  if (port === 0 || port >= FIRST_USER_PORT || at < 1 || !isUser) return
  const value = rest.slice(1, at)
  if (value === '' || value === HIDDEN || value.endsWith('/') || !HOST_WITH_DOMAIN.test(rest.slice(at)))
    return
  secrets.push({ name: 'user information', value: decoded(value) })
  url.search = ''
  url.pathname = `/${HIDDEN}${rest.slice(at).replace(/[?#].*$/s, '')}`
}

/** RFC 6335 §6: the ports below are for the system. */
const FIRST_USER_PORT = 1024

/** `@host.example`, `@10.0.0.1` or `@[::1]`, with or without a port. A version, such as `@1.2.3`, is not a host. */
const HOST_WITH_DOMAIN =
  /^@(?:localhost|\[[\da-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]*)\.?(?::\d*)?(?:[/?#]|$)/i

const USER_INFORMATION = /^[^:@]*:[^@]+@/

/** Moves a query's secrets to the list. As text: `URLSearchParams` would re-encode the other parameters. */
export const withoutSecrets = (search: string, secrets: UrlSecret[]): string =>
  search
    .split('&')
    .map((parameter) => {
      const at = parameter.indexOf('=')
      if (at === -1)
        return isSecretValue(decoded(parameter)) ? hide(HIDDEN, 'query', parameter, secrets) : parameter
      const name = parameter.slice(0, at)
      const value = parameter.slice(at + 1)
      const secret = value !== '' && (isSecretName(decoded(name)) || isSecretValue(decoded(value)))
      return secret || value === HIDDEN ? hide(`${name}=`, decoded(name), value, secrets) : parameter
    })
    .join('&')

const hide = (rest: string, name: string, value: string, secrets: UrlSecret[]): string => {
  secrets.push({ name, value: decoded(value) })
  return rest
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
