import { SECRET_PREFIXES, SECRET_WORDS } from '../../registry/mcp/secretPatterns.ts'

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
  return words.some((word) => WORDS.has(word) || ENDINGS.test(word))
}

/**
 * True for a value with the prefix of an issuer of tokens, or that looks random. UUIDs count as identifiers, not as
 * secrets (RFC 9562 §8 warns against using them as capabilities).
 */
export const isSecretValue = (value: string): boolean =>
  AUTHORIZATION.test(value) ||
  SECRET_PREFIXES.some((prefix) => value.startsWith(prefix) && value.length >= prefix.length + MIN_ISSUED) ||
  (value.length >= MIN_RANDOM && RANDOM.test(value) && !UUID.test(value) && looksRandom(value))

const WORDS = new Set(SECRET_WORDS)
/** Last words of names that describe a secret but do not contain it: `TOKEN_URL`, `SSH_KEY_PATH`, `AUTH_MODE`. */
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
