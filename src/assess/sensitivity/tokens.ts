/** Text becomes whole tokens once; everything else in this folder looks phrases up in them. */

/** Separates sentences and list items: no phrase reaches across. */
export const BREAK = ''

/** Longest text that is read, in UTF-16 code units. What a hostile server adds after it changes nothing. */
const MAX_TEXT = 4_000

/**
 * Lower-case tokens of a text. A camelCase word is one token, and its parts follow at the end after a break, so
 * that `getUserProfile` holds `user profile` and `GitHub` is still `github`.
 */
export const tokenise = (text: string, limit = MAX_TEXT): string[] => {
  const tokens: string[] = []
  const parts: string[] = []
  let start = -1
  const end = Math.min(text.length, limit)
  for (let at = 0; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : SPACE
    if (isWordCode(code)) {
      if (start < 0) start = at
      continue
    }
    if (start >= 0) {
      addWord(text.slice(start, at), tokens, parts)
      start = -1
    }
    if (BREAKING.has(code) || (code === FULL_STOP && endsSentence(text, at))) tokens.push(BREAK)
  }
  return parts.length === 0 ? tokens : tokens.concat(parts)
}

/** One stem for the forms of a word: `invoices`, `invoiced`, `invoicing` are `invoic`. */
export const stem = (token: string): string => {
  const known = STEMS.get(token)
  if (known !== undefined) return known
  const made = makeStem(token)
  if (STEMS.size < MAX_CACHED) STEMS.set(token, made)
  return made
}

const SPACE = 0x20
const FULL_STOP = 0x2e
const LAST_ASCII = 0x7f
const BREAKING: ReadonlySet<number> = new Set(
  Array.from(',;:!?()[]{}|\n\r•→—–', (char) => char.charCodeAt(0)),
)
const LETTERS = /[\p{L}\p{N}\p{M}\p{Cs}]/u
const MARKS = /\p{M}+/gu
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const HAS_CAMEL = /[\p{Ll}\p{N}]\p{Lu}/u

/** Longer runs of letters are encoded data, not words. */
const MAX_TOKEN = 40
/** Words and stems remembered between calls. */
const MAX_CACHED = 20_000

type Word = { whole: string; parts: readonly string[] }

const WORDS = new Map<string, Word>()
const STEMS = new Map<string, string>()

/** Words that only look like forms of another: news is not new, accounting no account, nor a booking a book. */
const NOT_INFLECTED = new Set(
  'news accounting notes ops sms gas dns aws sas pos dashboards recording billing building booking banking holdings'.split(
    ' ',
  ),
)

const isWordCode = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  (code > LAST_ASCII && isLetter(code))

/** Halves of a surrogate pair count as letters: what they make matches a phrase, or nothing. */
const isLetter = (code: number): boolean => !BREAKING.has(code) && LETTERS.test(String.fromCharCode(code))

const endsSentence = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at + 1)
  return Number.isNaN(next) || next <= SPACE
}

const addWord = (written: string, tokens: string[], parts: string[]): void => {
  if (written.length > MAX_TOKEN) return
  const word = WORDS.get(written) ?? readWord(written)
  tokens.push(word.whole)
  if (word.parts.length > 0) parts.push(BREAK, ...word.parts)
}

const readWord = (written: string): Word => {
  const word = {
    whole: plain(written),
    parts: HAS_CAMEL.test(written) ? written.split(CAMEL).map(plain) : [],
  }
  if (WORDS.size < MAX_CACHED) WORDS.set(written, word)
  return word
}

const plain = (word: string): string => word.normalize('NFKD').replace(MARKS, '').toLowerCase()

const makeStem = (token: string): string => {
  if (NOT_INFLECTED.has(token)) return token
  let word = token
  if (word.length > 4 && word.endsWith('ies')) word = `${word.slice(0, -3)}y`
  else if (word.length > 3 && /[^suia]s$/.test(word)) word = word.slice(0, -1)
  if (word.length > 5 && word.endsWith('ing')) word = undouble(word.slice(0, -3))
  else if (word.length > 4 && word.endsWith('ed') && !word.endsWith('eed')) word = undouble(word.slice(0, -2))
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word
}

const undouble = (word: string): string => (/([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word)
