import { HIDDEN, isSecretName, isSecretValue } from './redact.ts'

export type Interpolated = {
  text: string
  /** Names of variables without a value; the text still contains them. */
  unresolved: string[]
  /** Names of variables whose values are secrets; the text contains `HIDDEN` instead. */
  hidden: string[]
}

export type Variables = {
  env: Environment
  /** `$NAME` is a variable, too. */
  bare: boolean
  /** Replaces a variable without a value; without it, the variable stays. */
  open?: string
}

/** `env`: values that the file itself contains. `environment`: values from `addressValues`, for parts of an address. */
export type UrlVariables = Variables & { environment: Environment }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Fills in `${X}`, `${X:-default}`, `${env:X}`, `{env:X}` and, if `bare`, `$X` from the environment. `${input:…}`,
 * `{file:…}`, `${{ secrets.… }}` and the clients' own variables stay unresolved. A secret-looking variable is hidden.
 */
export const interpolate = (text: string, variables: Variables): Interpolated => {
  const unresolved = new Set<string>()
  const hidden = new Set<string>()
  const pattern = variables.bare ? ANY : BRACED
  const fill = (
    whole: string,
    secret?: string,
    braced?: string,
    prefixed?: string,
    bare?: string,
  ): string => {
    const found = lookUp(secret ?? braced ?? prefixed ?? bare ?? '', variables.env)
    if (found.secret) {
      hidden.add(found.name)
      return HIDDEN
    }
    if (found.value === undefined) unresolved.add(found.name)
    return found.value ?? variables.open ?? whole
  }
  return { text: text.replace(pattern, fill), unresolved: [...unresolved], hidden: [...hidden] }
}

/**
 * Fills a URL in. Its scheme, host, port and path may get a value of the environment; its query only gets values and
 * defaults that the file contains, and what it lacks is left out of it and named in `omitted`. User information that
 * contains a variable and the fragment are removed.
 */
export const interpolateUrl = (
  text: string,
  { env, environment, bare }: UrlVariables,
): Interpolated & { omitted: string[]; hadUserInformation: boolean } => {
  // In the masked text, a character of a variable cannot be taken for a delimiter of the URL.
  const masked = text.replace(bare ? ANY : BRACED, (variable) => VARIABLE_MARK.repeat(variable.length))
  const end = endBefore(masked, '#')
  const query = Math.min(end, endBefore(masked, '?'))
  const [authority = '', before = ''] = /^([^/?#]*:\/\/)[^/?#]*@/.exec(masked) ?? []
  const hadUserInformation = authority.slice(before.length).includes(VARIABLE_MARK)
  const place = hadUserInformation
    ? text.slice(0, before.length) + text.slice(authority.length, query)
    : text.slice(0, query)
  const filled = interpolate(place, { env: { ...environment, ...env }, bare })
  const rest = interpolate(text.slice(query, end), { env, bare, open: '' })
  return {
    text: filled.text + rest.text,
    unresolved: filled.unresolved,
    hidden: [...new Set([...filled.hidden, ...rest.hidden])],
    omitted: rest.unresolved,
    hadUserInformation,
  }
}

/** A control character, which no URL contains. */
const VARIABLE_MARK = '\u0001'

const endBefore = (text: string, delimiter: string): number => {
  const at = text.indexOf(delimiter)
  return at === -1 ? text.length : at
}

/** What values of the environment may add to an address: no user information, no query, no fragment. */
export const addressValues = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value
        ?.slice(0, MAX_VALUE)
        .replace(/[?#].*$/s, '')
        .replace(/^([a-z][a-z\d+.-]{0,30}:\/\/)?[^/@]+@/i, '$1'),
    ]),
  )

/** Characters. A longer value is not a part of an address. */
const MAX_VALUE = 2048

/** Replaces each variable by its default, or by nothing. */
export const withoutVariables = (text: string): string =>
  text.replace(ANY, (_, secret?: string, braced?: string, prefixed?: string) => {
    const [, fallback = ''] = /:-(.*)$/s.exec(secret ?? braced ?? prefixed ?? '') ?? []
    return fallback
  })

const FORMS = String.raw`\$\{\{([^{}]{0,200})\}\}|\$\{([^{}]{1,400})\}|\{((?:env|file|input):[^{}]{1,200})\}`
const BARE = String.raw`|(?<!\$)\$([A-Za-z_]\w*)`
const BRACED = new RegExp(FORMS, 'g')
const ANY = new RegExp(FORMS + BARE, 'g')

const lookUp = (
  body: string,
  env: Variables['env'],
): { name: string; value?: string | undefined; secret: boolean } => {
  const [, kind, name = '', fallback] =
    /^\s*(?:(env|input|file|command|config|secrets?)[:.])?(.*?)(?::-(.*))?\s*$/s.exec(body) ?? []
  const known = kind === undefined || kind === 'env'
  const value = (known && Object.hasOwn(env, name) && env[name]) || fallback
  const secret =
    isSecretName(name) || kind?.startsWith('secret') === true || (value !== undefined && isSecretValue(value))
  return { name: kind === undefined || kind === 'env' ? name : `${kind}:${name}`, value, secret }
}
