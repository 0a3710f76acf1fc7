import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedDocs } from './generatedDocs.ts'

// npm run docs: JSON Schemas from the model, the command reference from the commands, error codes from their table.
for (const [path, text] of Object.entries(await generatedDocs())) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(path)
}
