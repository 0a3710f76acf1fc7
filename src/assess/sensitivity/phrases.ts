import type { DataClass } from '../../registry/sensitivity/dataClasses.ts'
import { HARMLESS, VOCABULARY } from '../../registry/sensitivity/tables.ts'
import type { Hint } from './evidence.ts'
import { BREAK, stem } from './tokens.ts'

/** Finds phrases of up to five tokens in a token list, the longest first, each token used once. */
export type PhraseTable<Value> = {
  first: ReadonlyMap<string, number>
  values: ReadonlyMap<string, { phrase: string; value: Value }>
}

/** Of two equal phrases the first counts. */
export const phraseTable = <Value>(
  rows: Iterable<readonly [readonly string[], Value]>,
): PhraseTable<Value> => {
  const first = new Map<string, number>()
  const values = new Map<string, { phrase: string; value: Value }>()
  for (const [phrases, value] of rows) {
    for (const phrase of phrases) {
      const stems = phrase.split(' ').map(stem)
      const [head = ''] = stems
      const key = stems.join(' ')
      if (!values.has(key)) values.set(key, { phrase, value })
      first.set(head, Math.max(first.get(head) ?? 0, stems.length))
    }
  }
  return { first, values }
}

/** Calls back for each phrase found, with the place of its first token and the place after its last. */
export const findPhrases = <Value>(
  table: PhraseTable<Value>,
  stems: readonly string[],
  found: (phrase: string, value: Value, start: number, end: number) => void,
): void => {
  for (let at = 0; at < stems.length; ) {
    const longest = table.first.get(stems[at] ?? BREAK)
    at = longest === undefined ? at + 1 : longestAt(table, stems, at, longest, found)
  }
}

/** Returns the place after the longest phrase that starts here, or after this token where none does. */
const longestAt = <Value>(
  table: PhraseTable<Value>,
  stems: readonly string[],
  at: number,
  longest: number,
  found: (phrase: string, value: Value, start: number, end: number) => void,
): number => {
  let best: { phrase: string; value: Value } | undefined
  let end = at + 1
  let key = ''
  for (let length = 1; length <= longest && at + length <= stems.length; length++) {
    key = length === 1 ? (stems[at] ?? BREAK) : `${key} ${stems[at + length - 1]}`
    const hit = table.values.get(key)
    if (hit) {
      best = hit
      end = at + length
    }
  }
  if (best) found(best.phrase, best.value, at, end)
  return end
}

/** Phrases of the vocabulary in tokens, each once, times a factor for the place. */
export const matchText = (place: string, tokens: readonly string[], factor: number, whole = true): Hint[] => {
  const hints: Hint[] = []
  const seen = new Set<string>()
  findPhrases(TABLE, tokens.map(stem), (phrase, meaning, start) => {
    if (meaning === undefined || seen.has(phrase)) return
    seen.add(phrase)
    const late = start > LEAD ? 0.5 : 1
    hints.push({
      class: meaning.class,
      weight: meaning.weight * factor * late,
      words: `${place}: ${phrase}`,
      whole,
    })
  })
  return hints
}

/** Whether general language has these words: `browser` in a description is not the product of that name. */
export const isGeneral = (words: string): boolean => TABLE.values.has(words.split(' ').map(stem).join(' '))

/** What a description opens with is what the server is for; integrations and features follow. In tokens. */
const LEAD = 45

type Meaning = { class: DataClass; weight: number }

const TABLE = phraseTable<Meaning | undefined>([
  [HARMLESS, undefined],
  ...VOCABULARY.map(({ phrases, ...meaning }) => [phrases, meaning] as const),
])
