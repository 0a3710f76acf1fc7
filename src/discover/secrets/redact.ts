import { SECRET_PREFIXES, SECRET_WORDS } from '../../registry/mcp/secretPatterns.ts'

/** What stands in the place of a secret. Made of characters that a URL's path keeps as they are. */
export const HIDDEN = '***'

/** True for a name that secrets go by: `GITHUB_TOKEN`, `apiKey`, `x-api-key`, `access_token`. */
export const isSecretName = (name: string): boolean => {
  const words = name
    .slice(0, MAX_NAME)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
  if (NOT_THE_SECRET.has(words.at(-1) ?? '')) return false
  return words.some((word) => WORDS.has(word) || ENDINGS.test(word))
}

/**
 * True for a value that an issuer's prefix or its own randomness gives away. UUIDs are taken for identifiers
 * (RFC 9562 §8 warns against using them as capabilities), not for secrets.
 */
export const isSecretValue = (value: string): boolean =>
  AUTHORIZATION.test(value) ||
  PREFIXES.some((prefix) => value.startsWith(prefix) && value.length >= prefix.length + MIN_ISSUED) ||
  (value.length >= MIN_RANDOM && RANDOM.test(value) && !UUID.test(value) && looksRandom(value))

const WORDS = new Set(SECRET_WORDS)
/** What a secret is kept in, asked from or described by: `TOKEN_URL`, `SSH_KEY_PATH`, `AUTH_MODE`. */
const NOT_THE_SECRET = new Set([
  'dir',
  'endpoint',
  'file',
  'issuer',
  'method',
  'mode',
  'path',
  'type',
  'uri',
  'url',
])
/** Written in one word: GITHUBTOKEN, dbpassword, secretkey. */
const ENDINGS = /(token|secret|password|passwd|apikey|secretkey|accesskey|credentials?)$/
const PREFIXES: readonly string[] = SECRET_PREFIXES.map(({ prefix }) => prefix)

/** RFC 9110 §11.4: a scheme and its credentials. */
const AUTHORIZATION = /^(bearer|basic|token|apikey)\s+[^\s$]/i

const MAX_NAME = 256
/** Characters after a known prefix: `AKIA` and `sk-` also begin plain words. */
const MIN_ISSUED = 8
const MIN_RANDOM = 24
const RANDOM = /^[\w.~+/=:-]+$/
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Hexadecimal from 32 digits on, or capitals, small letters and digits mixed within one run of them. */
const looksRandom = (value: string): boolean =>
  (value.length >= 32 && /^[\da-f]+$/i.test(value)) ||
  value
    .split(/[._~/:-]/)
    .some((run) => run.length >= 16 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run))
