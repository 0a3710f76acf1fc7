import { readFileSync } from 'node:fs'

/** A file of this program that browsers read, and TypeScript does not. */
const asset = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The page's only style sheet and only script: their hashes are in its content security policy. */
export const STYLE = ['colours', 'layout', 'charts', 'list', 'evidence', 'print']
  .map((name) => asset(`./style/${name}.css`))
  .join('')

export const SCRIPT = asset('./script.js')
