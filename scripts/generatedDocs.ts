import { commandReference } from './commandReference.ts'
import { errorReference } from './errorReference.ts'
import { findingReference } from './findingReference.ts'
import { schemas } from './schemas.ts'

/** Every page of docs that is made by `npm run docs`, by its path. test/docs.test.ts checks that they are current. */
export const generatedDocs = async (): Promise<Record<string, string>> => ({
  ...schemas(),
  'docs/commands.md': await commandReference(),
  'docs/errors.md': errorReference(),
  'docs/findings.md': findingReference(),
})
