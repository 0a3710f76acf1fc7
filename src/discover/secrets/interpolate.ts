import { HIDDEN, isSecretName, isSecretValue } from './redact.ts'

/** A text with its variables filled in, as far as they are known. */
export type Interpolated = {
  text: string
  /** Names of variables without a value; the text still contains them. */
  unresolved: string[]
  /** Names of variables whose values are secrets; the text contains `HIDDEN` instead. */
  hidden: string[]
}

export type Variables = {
  env: Readonly<Record<string, string | undefined>>
  /** `$NAME` is a variable, too. */
  bare: boolean
}

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
    return found.value ?? whole
  }
  return { text: text.replace(pattern, fill), unresolved: [...unresolved], hidden: [...hidden] }
}

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
