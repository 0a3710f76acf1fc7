import type { DataClass } from '../../registry/sensitivity/dataClasses.ts'
import { HARMLESS, VOCABULARY } from '../../registry/sensitivity/vocabulary.ts'
import type { Finding } from './evidence.ts'
import { findPhrases, phraseTable } from './phrases.ts'
import { stem } from './tokens.ts'

/** Phrases of the vocabulary in tokens, each once, times a factor for the place where they stand. */
export const matchText = (
  place: string,
  tokens: readonly string[],
  factor: number,
  whole = true,
): Finding[] => {
  const findings: Finding[] = []
  const seen = new Set<string>()
  findPhrases(TABLE, tokens.map(stem), (phrase, meaning, start) => {
    if (meaning === undefined || seen.has(phrase)) return
    seen.add(phrase)
    const late = start > LEAD ? 0.5 : 1
    findings.push({
      class: meaning.class,
      weight: meaning.weight * factor * late,
      words: `${place}: ${phrase}`,
      whole,
    })
  })
  return findings
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
