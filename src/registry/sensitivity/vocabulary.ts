import { COMPUTATION_WORDS } from './vocabulary/computation.ts'
import { KNOWLEDGE_WORDS } from './vocabulary/knowledge.ts'
import { MONEY_WORDS } from './vocabulary/money.ts'
import { OPERATIONS_WORDS } from './vocabulary/operations.ts'
import { PEOPLE_WORDS } from './vocabulary/people.ts'
import { PUBLIC_WORDS } from './vocabulary/publicInformation.ts'
import { PUBLIC_SUBJECT_WORDS } from './vocabulary/publicSubjects.ts'
import type { VocabularyRow } from './vocabulary/row.ts'

export { HARMLESS, QUALIFIERS } from './vocabulary/qualifiers.ts'

/** What general language says of the data that a server carries. A phrase stands in one row only. */
export const VOCABULARY: readonly VocabularyRow[] = [
  ...PEOPLE_WORDS,
  ...MONEY_WORDS,
  ...KNOWLEDGE_WORDS,
  ...OPERATIONS_WORDS,
  ...PUBLIC_WORDS,
  ...PUBLIC_SUBJECT_WORDS,
  ...COMPUTATION_WORDS,
]
