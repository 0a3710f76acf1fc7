import type { ProblemCode } from '../../model/error.ts'

/**
 * A configuration as its file has it, whatever the format: every value with the line it begins on, every member
 * of a map in order, duplicates included. Values are made when they are asked for: a client's file may hold
 * megabytes that are no business of this program.
 */
export type ConfigValue =
  | { readonly kind: 'map'; readonly line: number; readonly members: readonly ConfigMember[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly ConfigValue[] }
  | { readonly kind: 'scalar'; readonly line: number; readonly value: string | number | boolean | null }
  /** Cut off, or of no kind that a configuration has. */
  | { readonly kind: 'broken'; readonly line: number }

export type ConfigMember = { readonly key: string; readonly line: number; readonly value: ConfigValue }

/** What a reader of a format gives: the document, as far as it could be read, and what is wrong with it. */
export type ConfigDocument = {
  readonly root: ConfigValue | undefined
  readonly problems: readonly { code: ProblemCode; line: number; message: string }[]
}

/** Deeper nesting than any client has; readers refuse it before they recurse. */
export const MAX_DEPTH = 200

/** The value of a key: the last one where it stands twice, as in `JSON.parse`. */
export const memberOf = (value: ConfigValue | undefined, key: string): ConfigMember | undefined =>
  value?.kind === 'map' ? value.members.findLast((member) => member.key === key) : undefined

/** The first of the keys that is there, by the order of `keys`. */
export const firstOf = (value: ConfigValue, keys: readonly string[]): ConfigValue | undefined =>
  keys.map((key) => memberOf(value, key)?.value).find((found) => found !== undefined)

export const textOf = (value: ConfigValue | undefined): string | undefined =>
  value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined

/** Texts, numbers and truth values as a process gets them; nothing of null. */
export const wordOf = (value: ConfigValue | undefined): string | undefined =>
  value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined

/** A list's texts. Undefined for anything but a list. */
export const wordsOf = (value: ConfigValue | undefined): string[] | undefined =>
  value?.kind === 'list' ? value.items.flatMap((item) => wordOf(item) ?? []) : undefined

/** A map's members as words, the last of each name. */
export const pairsOf = (value: ConfigValue | undefined): Map<string, string> =>
  new Map(
    value?.kind === 'map'
      ? value.members.flatMap(({ key, value: member }): [string, string][] => {
          const word = wordOf(member)
          return word === undefined ? [] : [[key, word]]
        })
      : [],
  )

/** The line, counted from 1, of an offset into a text. Built once for a text, asked by halving. */
export const lineFinder = (text: string): ((offset: number) => number) => {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

const lineStarts = (text: string): number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
