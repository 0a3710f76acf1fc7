import { MAX_URL, splitUrl } from '../../endpointUrl.ts'
import { interpolateUrl, type UrlVariables } from '../../secrets/interpolate.ts'
import { HIDDEN, isSecretName, isSecretValue, plainText } from '../../secrets/redact.ts'
import type { SecretList } from '../../secrets/secretUse.ts'

/** Adds the secrets in a command's arguments: headers, options and assignments with secret names, random values. */
export const noteArgumentSecrets = (args: readonly string[], secrets: SecretList): void => {
  args.forEach((word, at) => {
    const next = args[at + 1] ?? ''
    const [, option = word, joined] = OPTION.exec(word) ?? []
    if (HEADER_OPTION.test(option)) noteHeader(joined ?? next, args[at + 2] ?? '', secrets)
    else if (joined !== undefined) secrets.note('argument', nameOf(option), joined)
    else if (word.startsWith('-') && !next.startsWith('-')) secrets.note('argument', nameOf(word), next)
    const [, name, value = ''] = ASSIGNED.exec(word) ?? []
    if (name !== undefined) secrets.note('argument', name, value)
    else if (isBare(args, at) && isSecretValue(word)) secrets.add('argument', 'argument', word)
  })
}

/**
 * Arguments, safe to store: options, addresses without their secrets, paths, versions and plain words. Anything else is
 * hidden, because a password can look like anything. `known`: the file or package that is started.
 */
export const sanitizeArguments = (args: readonly string[], known?: string): string[] =>
  args
    .slice(0, MAX_ARGUMENTS)
    .map((word, at) => (word === known ? sanitizeCommand(word) : sanitizeArgument(word, args[at - 1] ?? '')))

/** The addresses in a server's arguments and environment, without credentials. */
export const upstreamsOf = (texts: readonly string[], variables: UrlVariables): string[] => {
  const written = new Set<string>()
  for (const address of addressesIn(texts)) {
    if (written.size >= MAX_ADDRESSES) break
    if (address.length <= MAX_URL) written.add(address)
  }
  const found = new Set<string>()
  for (const address of written) {
    const { text, problem } = interpolateUrl(address, variables)
    const shown = problem === undefined ? upstream(text) : undefined
    if (shown !== undefined) found.add(shown)
    if (found.size >= MAX_UPSTREAMS) break
  }
  return [...found]
}

const addressesIn = (texts: readonly string[]): IteratorObject<string> =>
  texts.values().flatMap((text) =>
    text
      .slice(0, MAX_TEXT)
      .matchAll(ADDRESS)
      .map(([address]) => address),
  )

export const noteAddressSecrets = (texts: readonly string[], secrets: SecretList): void => {
  for (const address of addressesIn(texts)) {
    const [, password = ''] = /^[a-z][\w+.-]*:\/\/(?:[^/@:]*:)?([^/@]*)@/i.exec(address) ?? []
    if (password !== '') secrets.add('url', 'user information', password)
  }
}

export const sanitizeCommand = (command: string): string => {
  const isName = /^[\w@.+~ ()\\/:${}-]+$/.test(command) && !/:\/\/|:[^\\]/.test(command)
  return isName && !command.split(/[\\/]/).some(isSecretValue) ? plainText(command) : HIDDEN
}

const MAX_ARGUMENTS = 64
const MAX_UPSTREAMS = 32
/** Addresses of a server that are filled in. */
const MAX_ADDRESSES = 128
const MAX_TEXT = 32_768

const OPTION = /^(-{1,2}[\w.-]+)=(.*)$/s
const ASSIGNED = /^([A-Za-z_][\w.-]*)=(.*)$/s
const HEADER_OPTION = /^(-H|--headers?)$/
const ADDRESS = /(?<![\w+])(?!file:|git\+|data:|npm:|jsr:)[a-z][a-z\d+.-]{0,30}:\/\/[^\s"'<>`|\\,;)\]]+/gi

const nameOf = (option: string): string => option.replace(/^-+/, '')

/** `--header 'Name: value'`, or `--headers Name value` (the mcp-proxy in Python). */
const noteHeader = (text: string, next: string, secrets: SecretList): void => {
  const [, name = text, value = next] = /^([\w-]+)\s*[:=]\s*(.*)$/s.exec(text) ?? []
  secrets.note('argument', name, value)
}

const isBare = (args: readonly string[], at: number): boolean =>
  !args[at]?.startsWith('-') && !args[at - 1]?.startsWith('-') && !HEADER_OPTION.test(args[at - 2] ?? '')

const sanitizeArgument = (word: string, before: string): string => {
  const [, name, value] = OPTION.exec(word) ?? ASSIGNED.exec(word) ?? []
  if (name !== undefined && value !== undefined) {
    if (!/^-*[A-Za-z_]/.test(name) || isSecretValue(name)) return HIDDEN
    return `${plainText(name)}=${isSecretName(name) ? HIDDEN : sanitizeValue(value)}`
  }
  // mysql -pSECRET: a password without a space after its option.
  if (/^-p(?=.*[A-Z\d])\S{4,}$/.test(word)) return `-p${HIDDEN}`
  if (/^-{1,2}[A-Za-z][\w-]{0,40}$/.test(word)) return isSecretValue(word.replace(/^-+/, '')) ? HIDDEN : word
  const option = before.startsWith('-') ? before : ''
  if (isSecretName(option) || HEADER_OPTION.test(option)) return HIDDEN
  if (/^(-e|--env)$/.test(option) && /^[A-Z][A-Z\d_]+$/.test(word)) return plainText(word)
  // The meaning of a short option is unknown: -p may be a port or a password.
  if (/^-[A-Za-z]$/.test(option) && !PLAIN_OPTIONS.has(option) && !isAddress(word) && !isPath(word))
    return HIDDEN
  return sanitizeValue(word)
}

const sanitizeValue = (word: string): string => {
  if (word === '' || /^(\d{1,5}|true|false)$/.test(word)) return word
  if (isSecretValue(word)) return HIDDEN
  if (isAddress(word)) return upstream(word) ?? HIDDEN
  const plain = isPath(word) || VARIABLE.test(word) || PACKAGE.test(word) || WORD.test(word)
  return plain ? plainText(word) : HIDDEN
}

const isAddress = (word: string): boolean => /^[a-z][a-z\d+.-]{0,30}:\/\//i.test(word)
/** Tokens occur in paths, too. A relative path must have the extension of a program or data file. */
const isPath = (word: string): boolean =>
  (ABSOLUTE.test(word) || RELATIVE.test(word)) && !word.split(/[\\/]/).some(isSecretValue)
const ABSOLUTE = /^(~|\.{1,2}|[A-Za-z]:|\$\{\w{1,60}\})?[\\/][^\n:]*$/
const RELATIVE = /^[\w@.-]+([\\/][\w@.-]+)+\.([cm]?[jt]s|py|jar|json|ya?ml|toml|db|sqlite)$/
/** Options of npx, docker run, deno run and python without a value, or with a name. */
const PLAIN_OPTIONS = new Set(['-y', '-i', '-t', '-A', '-m', '-q'])
const VARIABLE = /^\$\{?\w{1,60}\}?$/
/** `@scope/name@1.2`, `npm:name`, `name==1.2`, `registry/image:tag`. */
const PACKAGE =
  /^(npm:|jsr:)?(@[a-z\d][\w.-]{0,60}\/)?[a-z][a-z.-]{0,60}[\w.-]{0,4}(\/[a-z\d.-]{1,60}){0,3}(@(latest|next|v?[\d.]{1,12})|==[\d.]{1,12}|:(latest|v?[\d.]{1,12}))$/
const WORD = /^(@[a-z][a-z-]{0,40}\/)?[A-Za-z][a-z]*([-_.:/][a-z]+){0,8}$/

/** Scheme, host and path of an address, normalised if it can be an endpoint's URL. */
const upstream = (address: string): string | undefined => {
  try {
    return splitUrl(address).url
  } catch {
    const url = URL.parse(address)
    if (url === null || url.host === '') return undefined
    const path = url.pathname.split('/').map((segment) => (isSecretValue(segment) ? HIDDEN : segment))
    return plainText(`${url.protocol}//${url.host}${path.join('/')}`)
  }
}
