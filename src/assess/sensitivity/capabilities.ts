import { inertText } from '../../registry/hostileText.ts'
import { ENVIRONMENT, NAMES } from '../../registry/sensitivity/tables.ts'
import type { Hint, ServerEvidence } from './evidence.ts'
import { findPhrases, matchText, phraseTable } from './phrases.ts'
import { productAtStart } from './products.ts'
import { stem, tokenise } from './tokens.ts'

export const fromCapabilities = ({ tools = [], resources = [], prompts = [] }: ServerEvidence): Hint[] => [
  ...tools
    .slice(0, CLASSIFIED_ITEMS)
    .flatMap(({ name, title = '', description = '' }) => [
      ...said('tool', name, `${name} | ${title}`, 200, 0.8),
      ...said('tool', name, description, 400, 0.5),
    ]),
  ...resources
    .slice(0, CLASSIFIED_ITEMS)
    .flatMap(({ uri, name = '', description = '' }) =>
      said('resource', uri, `${uri.slice(0, 200)} | ${name} | ${description}`, 400, 0.6),
    ),
  ...prompts
    .slice(0, CLASSIFIED_ITEMS)
    .flatMap(({ name, description = '' }) => said('prompt', name, `${name} | ${description}`, 400, 0.4)),
]

/** What one of a server's offers says of itself: `limit` code units of it are read. */
const said = (kind: string, name: string, text: string, limit: number, factor: number): Hint[] =>
  matchText(`${kind} ${shown(name)}`, tokenise(text, limit), factor, false)

export const fromEnvironment = (names: readonly string[], known: boolean): Hint[] =>
  names.slice(0, CLASSIFIED_ITEMS).flatMap((name) => {
    const tokens = tokenise(name, 100)
    const hints: Hint[] = []
    findPhrases(TABLE, tokens.map(stem), (phrase, { class: className, weight }) => {
      hints.push({
        class: className,
        weight,
        words: `environment variable ${shown(name)}: ${phrase}`,
        whole: true,
      })
    })
    return known || HELPERS.has(tokens[0] ?? '') ? hints : [...hints, ...ofProduct(name, tokens)]
  })

/** Of one list. */
export const CLASSIFIED_ITEMS = 300

const HELPERS = new Set(NAMES.helperVariables)
const TABLE = phraseTable(ENVIRONMENT.map((row) => [row.phrases, row] as const))

const ofProduct = (name: string, tokens: readonly string[]): Hint[] => {
  const product = productAtStart(tokens)
  if (!product || product.ordinary) return []
  return product.group.classes.map((className) => ({
    class: className,
    weight: 2.5,
    words: `environment variable ${shown(name)}: ${product.name} (${product.group.kind})`,
    whole: true,
  }))
}

/** A name from the network, as part of a line of text. */
const shown = (name: string): string => inertText(name.slice(0, 80))
