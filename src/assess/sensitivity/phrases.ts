import { BREAK, stem } from './tokens.ts'

/** Finds phrases of up to five tokens in a token list, the longest first, each token used once. */
export type PhraseTable<Value> = {
  first: ReadonlyMap<string, number>
  values: ReadonlyMap<string, { phrase: string; value: Value }>
}

/** A table of phrases separated by commas. Of two equal phrases the first counts. */
export const phraseTable = <Value>(rows: Iterable<readonly [string, Value]>): PhraseTable<Value> => {
  const first = new Map<string, number>()
  const values = new Map<string, { phrase: string; value: Value }>()
  for (const [phrases, value] of rows) {
    for (const phrase of split(phrases)) {
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

/** Phrases of a comma-separated list, spaces and line breaks made one space. */
export const split = (list: string): string[] =>
  list
    .split(',')
    .map((phrase) => phrase.trim().replace(/\s+/g, ' '))
    .filter((phrase) => phrase !== '')

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
