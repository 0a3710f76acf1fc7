import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'

/** Compares a text with a file. `UPDATE_TEXTS=1` writes the file: read its difference before you commit it. */
export const expectStored = (file: URL, text: string): void => {
  if (process.env['UPDATE_TEXTS']) writeFileSync(file, `${text}\n`)
  expect(`${text}\n`).to.equal(readFileSync(file, 'utf8'))
}
