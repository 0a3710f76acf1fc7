import type { Endpoint } from '../../model/endpoint.ts'
import type { OwnerRule } from './ownerFile.ts'

/** Characters of a piece of text. Rules whose patterns contain no text of this length are compared with every endpoint. */
const LENGTH = 4

/**
 * An index of rules by a piece of text that every matching endpoint contains, so that each endpoint is compared with few rules.
 * A rule is filed under the piece of its pattern that the fewest rules contain.
 */
export class RuleIndex<Rule extends Pick<OwnerRule, 'match' | 'matches'>> {
  readonly #rules: readonly Rule[]
  readonly #byUrl: ReadonlyMap<string, readonly number[]>
  readonly #byName: ReadonlyMap<string, readonly number[]>
  readonly #others: readonly number[]

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
    const numbers = rules.map((_, number) => number)
    const byUrl = byPiece(numbers, (number) => rules[number]?.match.url)
    const byName = byPiece(byUrl.others, (number) => rules[number]?.match.name)
    this.#byUrl = byUrl.found
    this.#byName = byName.found
    this.#others = byName.others
  }

  /** The rules that match, in their order. */
  matching(endpoint: Pick<Endpoint, 'url' | 'sources'>): Rule[] {
    const names = endpoint.sources.flatMap(({ name }) => name ?? [])
    const lists = new Set([
      ...listsOf(this.#byUrl, [endpoint.url]),
      ...listsOf(this.#byName, names),
      this.#others,
    ])
    return [...lists]
      .flatMap((list) => list.filter((number) => this.#rules[number]?.matches(endpoint)))
      .sort((a, b) => a - b)
      .flatMap((number) => this.#rules[number] ?? [])
  }
}

const byPiece = (numbers: readonly number[], patternOf: (number: number) => string | undefined) => {
  const [counts, found, others] = [new Map<string, number>(), new Map<string, number[]>(), [] as number[]]
  const pieces = (number: number): string[] =>
    (patternOf(number) ?? '').toLowerCase().split('*').flatMap(piecesOf)
  for (const number of numbers)
    for (const piece of pieces(number)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  for (const number of numbers) {
    const all = pieces(number)
    const [first] = all
    if (first === undefined) {
      others.push(number)
      continue
    }
    const count = (piece: string): number => counts.get(piece) ?? 0
    const rarest = all.reduce((best, piece) => (count(piece) < count(best) ? piece : best), first)
    const list = found.get(rarest)
    if (list) list.push(number)
    else found.set(rarest, [number])
  }
  return { found, others }
}

const piecesOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - LENGTH + 1) }, (_, at) => text.slice(at, at + LENGTH))

const listsOf = (
  index: ReadonlyMap<string, readonly number[]>,
  texts: readonly string[],
): (readonly number[])[] =>
  index.size === 0
    ? []
    : texts
        .flatMap((text) => piecesOf(text.toLowerCase()))
        .flatMap((piece) => {
          const list = index.get(piece)
          return list ? [list] : []
        })
