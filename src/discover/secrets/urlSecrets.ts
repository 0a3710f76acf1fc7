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
