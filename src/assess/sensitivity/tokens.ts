/** Text becomes whole tokens once; everything else in this room looks phrases up in them. */

/** Separates sentences and list items: no phrase reaches across. */
export const BREAK = ''

const PIECES = /[\p{L}\p{N}]+|[,;:!?()[\]{}|\n•→—–]|\.(?=\s|$)/gu
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const HAS_CAMEL = /[\p{Ll}\p{N}]\p{Lu}/u
const MARKS = /\p{M}+/gu

/** Longest text that is read, in UTF-16 code units. What a hostile server adds after it changes nothing. */
export const MAX_TEXT = 4_000
const MAX_TOKEN = 40

/**
 * Lower-case tokens of a text. A camelCase word stands as a whole, and its parts follow after a break, so that
 * `getUserProfile` holds `user profile` and `GitHub` is still `github`.
 */
export const tokenise = (text: string, limit = MAX_TEXT): string[] => {
  const tokens: string[] = []
  const parts: string[] = []
  for (const [piece] of text.slice(0, limit).matchAll(PIECES)) {
    if (!isWord(piece)) tokens.push(BREAK)
    else if (piece.length <= MAX_TOKEN) {
      tokens.push(plain(piece))
      if (HAS_CAMEL.test(piece)) parts.push(BREAK, ...piece.split(CAMEL).map(plain))
    }
  }
  tokens.push(...parts)
  return tokens
}

/** One stem for the forms of a word: `invoices`, `invoiced`, `invoicing` are `invoic`. */
export const stem = (token: string): string => {
  const known = STEMS.get(token)
  if (known !== undefined) return known
  const made = makeStem(token)
  if (STEMS.size < MAX_STEMS) STEMS.set(token, made)
  return made
}

const STEMS = new Map<string, string>()
const MAX_STEMS = 20_000

const makeStem = (token: string): string => {
  let word = token
  if (word.length > 4 && word.endsWith('ies')) word = `${word.slice(0, -3)}y`
  else if (word.length > 3 && /[^suia]s$/.test(word)) word = word.slice(0, -1)
  if (word.length > 5 && word.endsWith('ing')) word = undouble(word.slice(0, -3))
  else if (word.length > 4 && word.endsWith('ed') && !word.endsWith('eed')) word = undouble(word.slice(0, -2))
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word
}

const undouble = (word: string): string => (/([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word)

const plain = (word: string): string => word.normalize('NFKD').replace(MARKS, '').toLowerCase()

const isWord = (piece: string): boolean => piece.length > 1 || /[\p{L}\p{N}]/u.test(piece)
