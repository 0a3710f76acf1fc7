import { NAMES } from '../../registry/sensitivity/tables.ts'
import type { Hint } from './evidence.ts'
import { isGeneral } from './phrases.ts'
import { type Named, productNamed } from './products.ts'
import { BREAK } from './tokens.ts'

/**
 * Products in a description, if the name of the server is not a known product. `MCP server for Acme` and `the Acme API`
 * say what the server gives access to; a product that is only mentioned says less.
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
/** The least length of a name of several words that is written as one word: `agents` is not `Agent S`. */
const GLUED = 8
/** What a mention says, against 6 for the name of the server itself. */
const SUBJECT = 4
const PASSING = 2
/** A further class of a product, against its first. */
const ALSO = 0.8

type Mentioned = Named & { length: number }

const PASSING_NAMES: ReadonlySet<string> = new Set(NAMES.mentions.passing)
const PASSING_KINDS: ReadonlySet<string> = new Set(NAMES.mentions.passingKinds)
const BEFORE_SUBJECT = new Set(NAMES.mentions.subjectAfter)
const AFTER_SUBJECT = new Set(NAMES.mentions.subjectBefore)
const AFTER_ORDINARY = new Set(NAMES.mentions.ordinaryBefore)

/** The longest name that begins at a token, written in the same words, or as one long word. */
const productAt = (tokens: readonly string[], at: number): Mentioned | undefined => {
  for (let length = LONGEST; length > 0; length--) {
    const words = tokens.slice(at, at + length)
    const product = words.includes(BREAK) ? undefined : productNamed(words)
    if (!product || !isMentioned(product)) continue
    const isGlued = length === 1 && product.name.replaceAll(' ', '').length >= GLUED
    if (isGlued || words.join(' ') === product.name) return { ...product, length }
  }
  return undefined
}

const isMentioned = ({ name, group }: Named): boolean =>
  !PASSING_NAMES.has(name) && !PASSING_KINDS.has(group.kind) && !isGeneral(name)

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
