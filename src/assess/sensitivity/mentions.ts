import { NAMES, VENDORS, type VendorGroup } from '../../registry/sensitivity/tables.ts'
import type { Hint } from './evidence.ts'
import { isGeneral } from './phrases.ts'
import { BREAK } from './tokens.ts'

/**
 * Products that a description speaks of, where the name of the server is no known product. `MCP server for Acme` and
 * `the Acme API` say what the server is in front of; a product named in passing says less.
 */
export const fromMentions = (tokens: readonly string[]): Hint[] => {
  const hints: Hint[] = []
  const seen = new Set<string>()
  for (let at = 0; at < Math.min(tokens.length, OPENING); ) {
    const product = productAt(tokens, at)
    if (product && !seen.has(product.name) && isMeant(product, tokens, at)) {
      seen.add(product.name)
      hints.push(...ofMention(product, isSubject(product, tokens, at) ? SUBJECT : PASSING))
    }
    at += product?.length ?? 1
  }
  return hints
}

/** Tokens of a description in which products are looked for. */
const OPENING = 60
/** Longest name, in words. */
const LONGEST = 4
/** Names of several words count written as one word from this length on: `agents` is no `Agent S`. */
const GLUED = 8
/** What a mention says, against 6 for the name of the server itself. */
const SUBJECT = 4
const PASSING = 2
/** A further class of a product, against its first. */
const ALSO = 0.8

type Named = { name: string; group: VendorGroup; ordinary: boolean }
type Mentioned = Named & { length: number }

const PRODUCTS: ReadonlyMap<string, Named> = (() => {
  const names = new Map<string, Named>()
  const passing = new Set(NAMES.mentions.passing)
  const passingKinds = new Set(NAMES.mentions.passingKinds)
  const add = (group: VendorGroup, list: readonly string[], ordinary: boolean): void => {
    for (const name of list) {
      if (passing.has(name) || isGeneral(name)) continue
      const glued = name.replaceAll(' ', '')
      names.set(name, { name, group, ordinary })
      if (glued.length >= GLUED && !names.has(glued)) names.set(glued, { name, group, ordinary })
    }
  }
  for (const group of VENDORS) {
    if (passingKinds.has(group.kind)) continue
    add(group, group.names ?? [], false)
    add(group, group.words ?? [], true)
  }
  return names
})()

/** How many words the longest name has that opens with a word. */
const LENGTHS: ReadonlyMap<string, number> = (() => {
  const lengths = new Map<string, number>()
  for (const name of PRODUCTS.keys()) {
    const words = name.split(' ')
    const [first = ''] = words
    lengths.set(first, Math.max(lengths.get(first) ?? 0, Math.min(words.length, LONGEST)))
  }
  return lengths
})()

const BEFORE_SUBJECT = new Set(NAMES.mentions.subjectAfter)
const AFTER_SUBJECT = new Set(NAMES.mentions.subjectBefore)
const AFTER_ORDINARY = new Set(NAMES.mentions.ordinaryBefore)

const productAt = (tokens: readonly string[], at: number): Mentioned | undefined => {
  for (let length = LENGTHS.get(tokens[at] ?? BREAK) ?? 0; length > 0; length--) {
    const product = PRODUCTS.get(tokens.slice(at, at + length).join(' '))
    if (product) return { ...product, length }
  }
  return undefined
}

/** An ordinary word is a product only where the next word makes it one. */
const isMeant = ({ ordinary, length }: Mentioned, tokens: readonly string[], at: number): boolean =>
  !ordinary || AFTER_ORDINARY.has(tokens[at + length] ?? BREAK)

const isSubject = ({ length }: Mentioned, tokens: readonly string[], at: number): boolean =>
  AFTER_SUBJECT.has(tokens[at + length] ?? BREAK) || BEFORE_SUBJECT.has(tokens[at - 1] ?? BREAK)

const ofMention = ({ name, group }: Mentioned, weight: number): Hint[] =>
  group.classes.map((className, at) => ({
    class: className,
    weight: weight * (at === 0 ? 1 : ALSO) * (group.share ?? 1),
    words: `description: ${name} (${group.kind})`,
    whole: true,
  }))
