import { VENDORS, type VendorGroup } from '../../registry/sensitivity/tables.ts'
import { BREAK } from './tokens.ts'

/** Known products in a list of tokens, however the name is written: `git-hub`, `GitHub` and `github` are one. */
export type Product = { name: string; group: VendorGroup; start: number; end: number }

export type Named = { name: string; group: VendorGroup; ordinary: boolean }

const LONGEST = 5

const PRODUCTS: ReadonlyMap<string, Named> = (() => {
  const products = new Map<string, Named>()
  const add = (group: VendorGroup, list: readonly string[], ordinary: boolean): void => {
    for (const name of list) {
      const key = name.replaceAll(' ', '')
      if (!products.has(key)) products.set(key, { name, group, ordinary })
    }
  }
  for (const group of VENDORS) {
    add(group, group.names ?? [], false)
    add(group, group.words ?? [], true)
  }
  return products
})()

/** Longest names first, no token used twice. A name that is an ordinary word counts only at the start. */
export const findProducts = (tokens: readonly string[]): Product[] => {
  const found: Product[] = []
  if (tokens.length === 0) return found
  const used = new Set<number>()
  for (let length = Math.min(LONGEST, tokens.length); length > 0; length--) {
    for (let start = 0; start + length <= tokens.length; start++) {
      const product = productAt(tokens, start, length)
      if (product && isFree(used, start, length)) {
        found.push({ ...product, start, end: start + length })
        for (let at = start; at < start + length; at++) used.add(at)
      }
    }
  }
  return found
    .filter((one) => !found.some((other) => isPartOf(one, other)))
    .toSorted((a, b) => a.start - b.start)
}

/** Whether the tokens are, all together, the name of a product. */
export const isProduct = (tokens: readonly string[]): boolean =>
  tokens.length <= LONGEST && PRODUCTS.has(tokens.join(''))

export const productNamed = (tokens: readonly string[]): Named | undefined => PRODUCTS.get(tokens.join(''))

/** The product whose name a text opens with, such as `SENTRY_AUTH_TOKEN`. */
export const productAtStart = (tokens: readonly string[]): Named | undefined => {
  for (let length = Math.min(3, tokens.length); length > 0; length--) {
    const product = productNamed(tokens.slice(0, length))
    if (product) return product
  }
  return undefined
}

/** `git` is not a product of its own in `GitMCP`. */
const isPartOf = (one: Product, other: Product): boolean =>
  one.name !== other.name && keyOf(other.name).includes(keyOf(one.name))

const keyOf = (name: string): string => name.replaceAll(' ', '')

const productAt = (
  tokens: readonly string[],
  start: number,
  length: number,
): { name: string; group: VendorGroup } | undefined => {
  let key = ''
  for (let at = start; at < start + length; at++) {
    const token = tokens[at] ?? BREAK
    if (token === BREAK) return undefined
    key += token
  }
  const product = PRODUCTS.get(key)
  if (!product || (product.ordinary && (start > 0 || length > 1))) return undefined
  return product
}

const isFree = (used: ReadonlySet<number>, start: number, length: number): boolean => {
  for (let at = start; at < start + length; at++) if (used.has(at)) return false
  return true
}
