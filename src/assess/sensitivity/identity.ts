import type { DataClass } from '../../registry/dataClasses.ts'
import { QUALIFIERS } from '../../registry/vocabulary.ts'
import type { Finding, ServerEvidence } from './evidence.ts'
import { findPhrases, phraseTable } from './phrases.ts'
import { findProducts, isProduct, type Product } from './products.ts'
import { matchText } from './text.ts'
import { BREAK, stem, tokenise } from './tokens.ts'

/** What a server calls itself: known products, the side of the product that it shows, and plain words. */
export const fromIdentity = (server: ServerEvidence): { findings: Finding[]; known: boolean } => {
  const names = identities(server)
  const products = new Map<string, Product & { place: string }>()
  const qualified = new Map<DataClass, string>()
  const findings: Finding[] = []
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
    findings.push(...matchText(place, rest, 1.3))
  }
  const kept = specific([...products.values()])
  for (const [className, words] of qualified) {
    findings.push({
      class: className,
      weight: kept.length > 0 ? QUALIFIER : QUALIFIER / 2,
      words,
      whole: true,
    })
  }
  kept.forEach((product, rank) => {
    findings.push(
      ...fromProduct(product, products.get(product.name)?.place ?? 'name', rank, new Set(qualified.keys())),
    )
  })
  return { findings, known: kept.length > 0 }
}

/** A known product says more than any single phrase. */
const PRODUCT = 6
/** What else flows through the product. */
const ALSO = 5
const QUALIFIER = 5

const QUALIFIER_TABLE = phraseTable(
  QUALIFIERS.map(({ words, class: className }) => [words, className] as const),
)

/** Words in names that say nothing about the data. */
const FILLER = new Set(
  'mcp server servers official remote archived the a by for my our local community unofficial hosted cloud labs inc hq ai app integration connector platform sse http stdio client node npm npx uvx docker run dev production prod v1 v2'.split(
    ' ',
  ),
)
/** Labels of host names that say nothing about the data. */
const HOST_FILLER = new Set(
  'www mcp api app com io ai net org dev co sh cloud server sse remote us eu run apps so'.split(' '),
)

/** Clouds sell everything: where a name says which of their products it is, the cloud itself says nothing. */
const CLOUDS = ['cloud or hosting provider', 'cloud, its key vault included']

const fromProduct = (
  { name, group }: Product,
  place: string,
  rank: number,
  qualified: ReadonlySet<DataClass>,
): Finding[] => {
  const elsewhere = qualified.size > 0 && !group.classes.some((className) => qualified.has(className))
  const share = (rank === 0 ? 1 : 0.5) * (elsewhere ? (qualified.has('public') ? 0.3 : 0.55) : 1)
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

const identities = (server: ServerEvidence): { place: string; tokens: string[] }[] => {
  const texts: [string, string | undefined][] = [
    ['title', server.title],
    ['name', server.name ?? server.id],
    ['server name', server.serverName],
    ['package', server.packageName?.split('/').at(-1)],
    ['command', server.command],
  ]
  const seen = new Set<string>()
  const identities = []
  for (const [place, text] of texts) {
    if (text === undefined) continue
    const tokens = strip(tokenise(text, 200), FILLER)
    if (seen.has(tokens.join(''))) continue
    seen.add(tokens.join(''))
    identities.push({ place, tokens })
  }
  if (server.url !== undefined)
    identities.push({ place: 'host', tokens: strip(hostTokens(server.url), HOST_FILLER) })
  return identities
}

/** Filler falls away, unless it is part of what is a product’s name as it stands, such as `The Graph`. */
const strip = (tokens: readonly string[], filler: ReadonlySet<string>): string[] => {
  if (isProduct(tokens)) return [...tokens]
  return tokens.filter((token) => token === BREAK || !filler.has(token))
}

const hostTokens = (url: string): string[] => {
  const host =
    /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/?#@]{0,200}@)?([^/:?#]{1,253})/i.exec(url.slice(0, 500))?.[1] ?? ''
  return /^[\d.]+$/.test(host) ? [] : tokenise(host.replaceAll('.', '-'))
}
