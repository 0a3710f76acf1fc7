import { UsageError } from '../../model/error.ts'
import { MAX_URL, shownTarget, splitUrl } from '../endpointUrl.ts'
import { interpolateUrl, type UrlVariables } from '../secrets/interpolate.ts'
import { HIDDEN, isSecretName, plainText } from '../secrets/redact.ts'
import type { SecretList } from '../secrets/secretUse.ts'
import { withoutSecrets } from '../secrets/urlSecrets.ts'

export type ConfigAddress = {
  /** Normalised; a template while variables of it are unresolved. */
  url: string
  unresolved: string[]
  /** Variables of the query without a value: their parameters are empty. */
  omitted: string[]
  hadSecret: boolean
}

/**
 * The URL of an entry, with known variables filled in. Its secrets are added to the list. A variable of a query parameter
 * with a secret's name is removed: it is not needed to find the server.
 */
export const configAddress = (
  text: string,
  variables: UrlVariables,
  secrets: SecretList,
): ConfigAddress | { problem: string } => {
  if (text.length > MAX_URL) return { problem: `its URL is longer than ${MAX_URL} characters` }
  const found = interpolateUrl(withoutSecretParameters(text.trim(), secrets), variables)
  const { text: filled, unresolved, hidden, omitted } = found
  if (found.problem !== undefined) return { problem: `its URL ${found.problem}` }
  if (found.hadUserInformation) secrets.add('url', 'user information')
  for (const name of hidden) secrets.add('url', name)
  const lacking = hidden.length > 0 && isHostHidden(filled) ? [...unresolved, ...hidden] : unresolved
  if (lacking.length > 0) return { url: templateOf(filled), unresolved: lacking, omitted, hadSecret: false }
  try {
    const { url, secrets: own } = splitUrl(filled)
    if (url.startsWith('stdio:')) return { problem: `${url} is not the URL of a server` }
    const inClearText = own.filter(({ name, value }) => secrets.add('url', name, value))
    return { url, unresolved: [], omitted, hadSecret: inClearText.length > 0 }
  } catch (error) {
    if (error instanceof UsageError) return { problem: error.message }
    throw error
  }
}

/** Removes the values of secret parameters whose values are variables; their names are added to the list. */
const withoutSecretParameters = (text: string, secrets: SecretList): string =>
  text.replace(/([?&])([\w.-]+)=(?:[^&#{}]*\$?\{+[^{}]*\}+)[^&#]*/g, (whole, mark: string, name: string) => {
    if (!isSecretName(name)) return whole
    secrets.add('url', name)
    return `${mark}${name}=`
  })

const templateOf = (text: string): string => {
  const [, before = text, query] = /^([^?#]*)\?([^#]*)/.exec(text) ?? []
  return query === undefined
    ? shownTarget(text)
    : `${shownTarget(before)}?${plainText(withoutSecrets(query, []))}`
}

const isHostHidden = (text: string): boolean => {
  const authority = /^[a-z+.-]+:\/\/([^/?#]*)/i.exec(text)?.[1]
  return authority === undefined || authority.includes(HIDDEN)
}
