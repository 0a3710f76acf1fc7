import type { DataClass } from '../dataClasses.ts'

/**
 * Words and phrases of general language that say what a server carries. Matched as whole tokens after stemming
 * (`invoices`, `invoicing` are `invoice`), never as parts of words.
 */
export type VocabularyRow = {
  class: DataClass
  /** How much one occurrence says, 0 to 5. The name of a known product says 6. */
  weight: number
  /** Separated by commas. */
  phrases: string
  source: string
}

export const LANGUAGE = 'general language; weights set on labelled servers (docs/accuracy.md)'

export const row = (className: DataClass, weight: number, phrases: string): VocabularyRow => ({
  class: className,
  weight,
  phrases,
  source: LANGUAGE,
})
