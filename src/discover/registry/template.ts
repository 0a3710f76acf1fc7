import { UsageError } from '../../model/error.ts'
import { shownTarget, splitUrl } from '../endpointUrl.ts'
import { plainText } from '../plainText.ts'
import { HIDDEN, isSecretName } from '../secrets/redact.ts'

export type TemplateVariable = {
  value?: string | undefined
  default?: string | undefined
  choices: readonly string[]
  isSecret: boolean
}

export type ExpandedUrl = {
  /** Normalised; a template while variables of it are unresolved. */
  url: string
  unresolved: string[]
  secrets: string[]
}

/** Limit of URLs per template. */
export const MAX_EXPANDED = 32
const MAX_VARIABLES = 32

/**
 * Replaces `{name}` by its value, each of its choices, or its default. A variable without any of these is unresolved, and
 * so is a secret in the host; a secret elsewhere is hidden, because it is not needed to find the server.
 *
 * @throws {UsageError} URL_INVALID: too many variables, or the result is not a URL.
 */
export const expandUrl = (
  template: string,
  variables: ReadonlyMap<string, TemplateVariable>,
): { urls: ExpandedUrl[]; isCut: boolean } => {
  const names = [...new Set([...template.matchAll(VARIABLE)].map(([, name = '']) => name))]
  if (names.length > MAX_VARIABLES)
    throw new UsageError(
      'URL_INVALID',
      `invalid URL "${shownTarget(template)}": more than ${MAX_VARIABLES} variables`,
      'Name the endpoint as a target.',
    )
  let fillings: ReadonlyMap<string, string>[] = [new Map()]
  let isCut = false
  const secrets: string[] = []
  for (const name of names) {
    const variable = variables.get(name)
    const isSecret = variable?.isSecret === true || (variable?.value === undefined && isSecretName(name))
    if (isSecret) secrets.push(name)
    const values = isSecret ? (isInHost(template, name) ? [] : [HIDDEN]) : valuesOf(variable)
    if (values.length === 0) continue
    const filled = fillings.flatMap((filling) =>
      values.slice(0, MAX_EXPANDED + 1).map((value) => new Map([...filling, [name, value]])),
    )
    isCut ||= filled.length > MAX_EXPANDED
    fillings = filled.slice(0, MAX_EXPANDED)
  }
  return { urls: fillings.map((filling) => filledIn(template, names, filling, secrets)), isCut }
}

/** The specification does not limit the length of names. */
const VARIABLE = /\{([^{}]{1,100})\}/g

const isInHost = (template: string, name: string): boolean =>
  /^(?:[a-z]+:\/\/)?[^/?#]*/i.exec(template)?.[0].includes(`{${name}}`) === true

const valuesOf = (variable: TemplateVariable | undefined): readonly string[] => {
  if (variable === undefined) return []
  if (variable.value !== undefined) return [variable.value]
  if (variable.choices.length > 0) return [...new Set(variable.choices)]
  return variable.default === undefined || variable.default === '' ? [] : [variable.default]
}

const filledIn = (
  template: string,
  names: readonly string[],
  filling: ReadonlyMap<string, string>,
  secrets: readonly string[],
): ExpandedUrl => {
  const text = template.replace(VARIABLE, (whole, name: string) => filling.get(name) ?? whole)
  const unresolved = names.filter((name) => !filling.has(name)).map((name) => plainText(name))
  if (unresolved.length > 0) return { url: shownTarget(text), unresolved, secrets: [...secrets] }
  const { url, secrets: found } = splitUrl(text)
  if (!/^(https?|wss?):/.test(url))
    throw new UsageError(
      'URL_INVALID',
      `invalid URL "${shownTarget(text)}": not the URL of a remote server`,
      'Use https://.',
    )
  return { url, unresolved, secrets: [...secrets, ...found.map(({ name }) => name)] }
}
