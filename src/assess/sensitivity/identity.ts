import type { DataClass } from '../../registry/sensitivity/dataClasses.ts'
import { QUALIFIERS } from '../../registry/sensitivity/tables.ts'
import type { Hint, ServerEvidence } from './evidence.ts'
import { namesOf } from './names.ts'
import { findPhrases, matchText, phraseTable } from './phrases.ts'
import { findProducts, type Product } from './products.ts'
import { BREAK, stem } from './tokens.ts'

/** What a server calls itself: known products, the side of the product that it shows, and plain words. */
export const fromIdentity = (server: ServerEvidence): { hints: Hint[]; known: boolean } => {
  const names = namesOf(server)
  const products = new Map<string, Product & { place: string }>()
  const qualified = new Map<DataClass, string>()
  const hints: Hint[] = []
  for (const { place, tokens } of names) {
    const found = specific(findProducts(tokens))
    for (const product of found) {
      if (!products.has(product.name)) products.set(product.name, { ...product, place })
    }
    const rest = tokens.map((token, at) =>
      found.some(({ start, end }) => at >= start && at < end) ? BREAK : token,
    )
    findPhrases(QUALIFIER_TABLE, rest.map(stem), (phrase, className) =>
      qualified.set(className, `${place}: ${phrase}`),
    )
    hints.push(...matchText(place, rest, 1.3))
  }
  const known = specific([...products.values()])
  for (const [className, words] of qualified) {
    hints.push({
      class: className,
      weight: known.length > 0 ? QUALIFIER : QUALIFIER / 2,
      words,
      whole: true,
    })
  }
  known.forEach((product, rank) => {
    hints.push(
      ...fromProduct(product, products.get(product.name)?.place ?? 'name', rank, new Set(qualified.keys())),
    )
  })
  return { hints, known: known.length > 0 }
}

/** A known product says more than any single phrase. */
const PRODUCT = 6
/** What else flows through the product. */
const ALSO = 5
const QUALIFIER = 5

const QUALIFIER_TABLE = phraseTable(
  QUALIFIERS.map(({ words, class: className }) => [words, className] as const),
)

/** Clouds sell everything: where a name says which of their products it is, the cloud itself says nothing. */
const CLOUDS = ['cloud or hosting provider', 'cloud, its key vault included']

const fromProduct = (
  { name, group }: Product,
  place: string,
  rank: number,
  qualified: ReadonlySet<DataClass>,
): Hint[] => {
  const elsewhere = qualified.size > 0 && !group.classes.some((className) => qualified.has(className))
  const share =
    (group.share ?? 1) * (rank === 0 ? 1 : 0.5) * (elsewhere ? (qualified.has('public') ? 0.3 : 0.55) : 1)
  return group.classes.map((className, at) => ({
    class: className,
    weight: (at === 0 ? PRODUCT : ALSO - at / 10) * share,
    words: `${place}: ${name} (${group.kind})`,
    whole: true,
  }))
}

const specific = <Found extends Product>(products: readonly Found[]): Found[] => {
  const others = products.filter(({ group }) => !CLOUDS.includes(group.kind))
  return others.length > 0 ? others : [...products]
}
