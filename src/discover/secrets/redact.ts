import { inertText } from '../../registry/hostileText.ts'
import { NOT_THE_SECRET, SECRET_PREFIXES, SECRET_WORDS } from '../../registry/mcp/clients/secretPatterns.ts'

/** Replaces a secret. A URL's path may contain these characters unencoded. */
export const HIDDEN = '***'

/** True for a name of a secret: `GITHUB_TOKEN`, `apiKey`, `x-api-key`, `access_token`. */
export const isSecretName = (name: string): boolean => {
  const words = name
    .slice(0, MAX_NAME)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
  if (NOT_THE_SECRET.has(words.at(-1) ?? '')) return false
  return words.some((word) => SECRET_WORDS.has(word) || ENDINGS.test(word))
}

/**
 * True for a value with the prefix of an issuer of tokens, or that looks random. UUIDs count as identifiers, not as
 * secrets (RFC 9562 §8 warns against using them as capabilities).
 */
export const isSecretValue = (value: string): boolean =>
  AUTHORIZATION.test(value) || hasPrefix(value) || isRandom(value)

const isRandom = (value: string): boolean =>
  value.length >= MIN_RANDOM && RANDOM.test(value) && !UUID.test(value) && looksRandom(value)

/**
 * Free text, such as a message that quotes a file or an argument, without what looks like a credential: user information of
 * a URL, an Authorization value, the value after a secret's name, and a word that is itself a secret. Names stay.
 */
export const redactText = (text: string): string => redact(text, '=:')

/** The same for a sentence of this program, where what follows "token:" is the rest of the sentence. */
export const redactSentence = (text: string): string => redact(text, '=')

/** `signs`: between a name and its value. */
const redact = (text: string, signs: string): string =>
  withoutLabelled(
    text
      .replace(USER_INFORMATION, `$1${HIDDEN}@`)
      .replace(SPACE_IN_PASSWORD, `//${HIDDEN}@`)
      .replace(/\S+/g, withoutPassword)
      .replace(SCHEME, (whole, scheme: string, value: string) =>
        NOT_PROSE.test(value) ? `${scheme} ${HIDDEN}` : whole,
      )
      .replace(FLAG, `$1 ${HIDDEN}`),
    signs,
  ).replace(WORD, (word, at: number, all: string) =>
    isIssued(word) || (all[at - 1] !== '/' && isRandom(word)) ? HIDDEN : word,
  )

/** A name of a file, a server or a host is shown, unless it is an issued secret. */
export const isIssued = (value: string): boolean =>
  // No plain word with such a beginning has a digit.
  hasPrefix(value) && /\d/.test(value)

const hasPrefix = (value: string): boolean =>
  SECRET_PREFIXES.some((prefix) => value.startsWith(prefix) && value.length >= prefix.length + MIN_ISSUED)

const withoutLabelled = (text: string, signs: string): string => {
  let [result, from] = ['', 0]
  for (const { 0: label, 1: name = '', 2: sign = '', index } of text.matchAll(LABEL)) {
    const start = index + label.length
    if (
      index < from ||
      !signs.includes(sign) ||
      (sign === ':' && isInPath(text, index)) ||
      FILE_NAME.test(name) ||
      !isSecretName(name) ||
      PLACE.test(text.slice(start - 1, start + 6))
    )
      continue
    const end = sign === '=' ? END_OF_WORD : END_OF_TEXT
    end.lastIndex = start
    const to = end.exec(text)?.index ?? text.length
    if (to === start) continue
    result += text.slice(from, start) + HIDDEN
    from = to
  }
  return result + text.slice(from)
}

/** What follows the colon is then a port or a line. */
const isInPath = (text: string, at: number): boolean => text[at - 1] === '/'

const USER_INFORMATION = /(:[/\\]|\/\/)[^\s/\\?#"']+@/g
/** A password with a space or a slash in it. A port in its place is not one, unless it is too low for a server with a path. */
const SPACE_IN_PASSWORD =
  /\/\/[^\s/@:"']*:(?!(?:80|443|\d{4,5})[/?#]|\d{1,5}(?:["'\s,.;:)\]]|$))[^\n@]{0,256}@/g

/**
 * What follows the name of a user in a word (`ada:…@host`), with any slashes before it or none. Not a port, the rest of an IPv6
 * address, or the path after a scheme.
 */
const withoutPassword = (word: string): string => {
  if (!/@|%40/.test(word)) return word
  const start = word.search(PASSWORD)
  const rest = word.slice(start)
  const [authority = ''] = /^[^/\\?#]*/.exec(rest) ?? []
  const end = Math.max(lastAt(authority), lastAt(authority) < 0 ? lastAt(rest) : -1)
  return start < 0 || end < 1 || rest.startsWith('@sha256:', end)
    ? word
    : word.slice(0, start) + HIDDEN + rest.slice(end)
}

const lastAt = (text: string): number => Math.max(text.lastIndexOf('@'), text.lastIndexOf('%40'))

const PASSWORD = /(?<=[^:[]:)(?![:/\\@]|[\da-f:]{0,45}\]|(?:80|443|\d{4,5})[/?#]|\d{1,5}(?:["',.;:)\]]|$))/i
const SCHEME = /\b(bearer|basic|digest|apikey)(?:\s+|%20|\+)([^\s"',;]+)/gi
const NOT_PROSE = /[\dA-Z_~+/=]/
/** An option with its value; also `login NAME password VALUE`, as netrc has it. */
const FLAG =
  /((?<![\w-])--?[\w-]*(?:password|passwd|secret|token|api-?key)|\blogin\s+\S+\s+password)\s+[^\s"']+/gi
const LABEL = /(?<![\w.-])([\w-][\w.-]*)\\?["']?\s{0,4}([:=])\s{0,4}(?:\\?["'])?/g
/** A message may begin with the name of its file: `token.txt: …`. */
const FILE_NAME = /\.(jsonl?|ndjson|ya?ml|toml|txt|csv|html|xml|svg|pem|db|md)$/i
/** The line of a file or the port of a host. */
const PLACE = /^:\d{1,5}(?!\w)/
const END_OF_WORD = /[\s"'&;,)]/g
const END_OF_TEXT = /["'\n]/g
const WORD = /[^\s"'`,;&?#(){}[\]<>|\\=@:/]+/g

/** In names without separators: GITHUBTOKEN, dbpassword, secretkey. */
const ENDINGS = /(token|secret|password|passwd|apikey|secretkey|accesskey|credentials?)$/

/** RFC 9110 §11.4: a scheme and its credentials. */
const AUTHORIZATION = /^(bearer|basic|token|apikey)\s+[^\s$]/i

const MAX_NAME = 256
/** Characters after a known prefix, because `AKIA` and `sk-` also begin plain words. */
const MIN_ISSUED = 8
const MIN_RANDOM = 24
const RANDOM = /^[\w.~+/=:-]+$/
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** At least 32 hexadecimal digits, or a run that mixes upper case, lower case and digits. */
const looksRandom = (value: string): boolean =>
  (value.length >= 32 && /^[\da-f]+$/i.test(value)) ||
  value
    .split(/[._~/:-]/)
    .some((run) => run.length >= 16 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run))

/** Text from a file, safe to store and show: one line of at most `limit` visible characters, and not an issued secret. */
export const plainText = (text: string, limit = 200): string => {
  if (isIssued(text)) return HIDDEN
  const shown = inertText(text.slice(0, limit))
  return text.length > limit ? `${shown}…` : shown
}
