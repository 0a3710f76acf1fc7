const HIDDEN = '***'

/** A shorter value would also match unrelated text. */
const MIN_LENGTH = 6

/** Of a credential that a bound on a text has cut off; in the middle of a text it is one by chance. */
const MIN_CUT = 8

/**
 * A copy of what was observed without credentials, wherever a server repeated them, in either case: whole, without their
 * scheme (RFC 9110 §11.4), percent-encoded, in base64, the parts of Basic (RFC 7617), of a cookie and of other lists of
 * parameters such as Digest, as numbers of JSON, and cut off at the end of a text.
 */
export const redactCredentials = <T>(observed: T, values: readonly string[]): T => {
  const secrets = values
    .flatMap((value) => [value, value.split(' ').at(-1) ?? '', ...basicParts(value), ...parameters(value)])
    .flatMap((value) => [value, encodeURIComponent(value), ...BASE64.map((one) => base64(value, one))])
    .filter((value) => value.length >= MIN_LENGTH)
    .map((value) => value.toLowerCase())
    .sort((a, b) => b.length - a.length)
  if (secrets.length === 0) return observed
  const whole = new RegExp(secrets.map((one) => one.replace(SPECIAL, '\\$&')).join('|'), 'gi')
  const clean = (text: string): string => {
    const cleaned = text.replace(whole, HIDDEN)
    const lower = cleaned.toLowerCase()
    const cut = Math.max(...secrets.map((secret) => cutLength(lower, secret)))
    return cut === 0 ? cleaned : `${cleaned.slice(0, -cut)}${HIDDEN}`
  }
  // JSON.parse rounds long numbers.
  const numbers = new Set(secrets.filter((one) => NUMBER.test(one)).map(Number))
  const redact = (value: unknown, isFree: boolean): unknown => {
    if (typeof value === 'string') return clean(value)
    if (typeof value === 'number' && isFree)
      return numbers.has(value) || clean(String(value)) !== String(value) ? HIDDEN : value
    if (Array.isArray(value)) return value.map((inner) => redact(inner, isFree))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [clean(key), redact(inner, isFree || FREE_JSON.has(key))]),
    )
  }
  return redact(observed, false) as T
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** Where a server's own JSON is stored: any other number is a measurement of the scan, or bounded to a few digits. */
const FREE_JSON: ReadonlySet<string> = new Set(['capabilities', 'inputSchema', 'outputSchema', 'annotations'])

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g

/** Characters at the end of a text with which a secret begins. */
const cutLength = (text: string, secret: string): number => {
  const start = secret.slice(0, MIN_CUT)
  if (secret.length <= MIN_CUT) return 0
  let at = text.indexOf(start, text.length - secret.length + 1)
  while (at >= 0 && !secret.startsWith(text.slice(at))) at = text.indexOf(start, at + 1)
  return at < 0 ? 0 : text.length - at
}

const BASE64 = ['base64', 'base64url'] as const

const base64 = (value: string, encoding: BufferEncoding): string =>
  Buffer.from(value)
    .toString(encoding)
    .replace(/={1,2}$/, '')

const basicParts = (value: string): string[] => {
  const [, encoded] = /^basic +(\S+)$/i.exec(value) ?? []
  const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString()
  return decoded.includes(':') ? [decoded, decoded.slice(decoded.indexOf(':') + 1)] : []
}

/** Values of `name=value` and `name="value"` (RFC 6265 §4.2.1, RFC 9110 §11.4), as sent and percent-decoded. */
const parameters = (value: string): string[] =>
  [...value.matchAll(/(?<![^\s;,])([\w!#$%&'*+.^`|~-]{1,256})=(?:"([^"]*)"|([^\s;,"]+))/g)]
    .filter(([, name = '']) => !PUBLIC.has(name.toLowerCase()))
    .map(([, , quoted, plain]) => quoted ?? plain ?? '')
    .flatMap((one) => [one, percentDecoded(one)])

/** Parameters that name what is asked for, not who asks (RFC 7616 §3.4). */
const PUBLIC: ReadonlySet<string> = new Set(['realm', 'uri', 'algorithm', 'qop'])

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
