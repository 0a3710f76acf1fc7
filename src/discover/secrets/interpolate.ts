import { isIPv6 } from 'node:net'
import { HIDDEN, isSecretName, isSecretValue } from './redact.ts'

export type Interpolated = {
  text: string
  /** Names of variables without a value; the text still contains them. */
  unresolved: string[]
  /** Names of variables whose values are secrets; the text contains `HIDDEN` instead. */
  hidden: string[]
  /** Which bound it exceeds, to be said of the text; the text is then empty. */
  problem?: string
}

export type Variables = {
  /** Values that the file itself contains. */
  env: Environment
  /** Values of what `env` does not have. */
  environment?: Environment
  /** `$NAME` is a variable, too. */
  bare: boolean
  /** Replaces a variable without a value; without it, the variable stays. */
  open?: string
}

/** `environment`: values from `addressValues`, for parts of an address. */
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
  const fill = ([whole, secret, braced, prefixed, bare]: RegExpExecArray): string => {
    const found = lookUp(secret ?? braced ?? prefixed ?? bare ?? '', variables)
    if (found.secret) {
      hidden.add(found.name)
      return HIDDEN
    }
    if (found.value === undefined) unresolved.add(found.name)
    return found.value ?? variables.open ?? whole
  }
  let [filled, from, count] = ['', 0, 0]
  for (const match of text.matchAll(pattern)) {
    filled += text.slice(from, match.index) + fill(match)
    from = match.index + match[0].length
    // A value of 32 KiB in a text with 16,000 variables would become 512 MiB.
    const problem =
      ++count > MAX_REFERENCES
        ? `refers to more than ${MAX_REFERENCES} variables`
        : `is longer than ${MAX_FILLED} characters with its variables filled in`
    if (count > MAX_REFERENCES || filled.length > MAX_FILLED)
      return { text: '', unresolved: [], hidden: [], problem }
  }
  return { text: filled + text.slice(from), unresolved: [...unresolved], hidden: [...hidden] }
}

/** Variables in one text. */
const MAX_REFERENCES = 64
/** Characters, as of a URL. */
const MAX_FILLED = 8000

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
  const filled = interpolate(place, { env, environment, bare })
  const rest = interpolate(text.slice(query, end), { env, bare, open: '' })
  const problem = filled.problem ?? rest.problem
  return {
    ...(problem !== undefined && { problem }),
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

/**
 * What values of the environment may add to an address: a scheme, a host, a port and a path; no user information, no query,
 * no fragment. A value that cannot be read so without doubt, such as one with a password that contains a slash, adds nothing.
 */
export const addressValues = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, addressValue(value)]))

const addressValue = (value = ''): string | undefined => {
  if (value.length > MAX_VALUE) return undefined
  const [, scheme = '', place] = ADDRESS.exec(value) ?? []
  if (place !== undefined) return scheme + place
  return isIPv6(value) ? value : PATH.exec(value)?.[0]
}

/**
 * After `://`, user information ends at the only @. What follows the colon of a host is a port: `user:password` is not an
 * address.
 */
const ADDRESS =
  /^(?:([a-z][a-z\d+.-]{0,30}:\/\/)(?:[^/?#@]*@)?)?((?:\[[\da-f:.]*\]|[^\s@=;,&?#$"'<>\\:/[\]]*)(?::\d{1,5})?(?:\/[^\s@=;,&?#$"'<>\\:]*)?)(?:[?#][^@]*)?$/i
/** Of a folder, which may contain an @ and spaces. */
const PATH = /^(?:\/(?!\/)|[a-z]:[\\/](?![\\/]))[^?#;=&]*$/i

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
  { env, environment = {} }: Variables,
): { name: string; value?: string | undefined; secret: boolean } => {
  const [, kind, name = '', fallback] =
    /^\s*(?:(env|input|file|command|config|secrets?)[:.])?(.*?)(?::-(.*))?\s*$/s.exec(body) ?? []
  const known = kind === undefined || kind === 'env'
  const values = [env, environment].find((one) => Object.hasOwn(one, name))
  const own = (known && values?.[name]) || undefined
  const value = own ?? (fallback || undefined)
  const secret =
    isSecretName(name) ||
    kind?.startsWith('secret') === true ||
    (values !== undefined && own !== undefined
      ? isSecretOf(values, name, own)
      : value !== undefined && isSecretValue(value))
  return { name: known ? name : `${kind}:${name}`, value, secret }
}

/** Each value is judged once: thousands of texts of a server may refer to it. */
const isSecretOf = (values: Environment, name: string, value: string): boolean => {
  const judged = JUDGED.get(values) ?? new Map<string, boolean>()
  JUDGED.set(values, judged)
  const secret = judged.get(name) ?? isSecretValue(value)
  judged.set(name, secret)
  return secret
}
const JUDGED = new WeakMap<Environment, Map<string, boolean>>()
