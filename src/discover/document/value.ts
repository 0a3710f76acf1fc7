import type { ProblemCode } from '../../model/error.ts'

/**
 * A configuration, independent of its format: each value with its line, the members of a map in order and with
 * duplicates. Values are created on demand, because a client's file may contain megabytes of other data.
 */
export type ConfigValue =
  | { readonly kind: 'map'; readonly line: number; readonly members: readonly ConfigMember[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly ConfigValue[] }
  | { readonly kind: 'scalar'; readonly line: number; readonly value: string | number | boolean | null }
  /** Truncated, or not a value of JSON. */
  | { readonly kind: 'broken'; readonly line: number }

export type ConfigMember = { readonly key: string; readonly line: number; readonly value: ConfigValue }

/** What could be read of a document, and what is wrong with it. */
export type ConfigDocument = {
  readonly root: ConfigValue | undefined
  readonly problems: readonly { code: ProblemCode; line: number; message: string }[]
}

/** Readers refuse deeper nesting before they recurse. No client needs it. */
export const MAX_DEPTH = 200

export const lazyMap = (lineOf: () => number, read: () => ConfigMember[]): ConfigValue => {
  let members: ConfigMember[] | undefined
  return {
    kind: 'map',
    get line() {
      return lineOf()
    },
    get members() {
      members ??= read()
      return members
    },
  }
}

export const lazyList = (lineOf: () => number, read: () => ConfigValue[]): ConfigValue => {
  let items: ConfigValue[] | undefined
  return {
    kind: 'list',
    get line() {
      return lineOf()
    },
    get items() {
      items ??= read()
      return items
    },
  }
}

export const tooDeep = (line: number): ConfigDocument => ({
  root: undefined,
  problems: [{ code: 'TOO_DEEP', line, message: `is nested more than ${MAX_DEPTH} levels deep` }],
})

/** The member with a key: the last one if there are several, as in `JSON.parse`. */
export const memberOf = (value: ConfigValue | undefined, key: string): ConfigMember | undefined =>
  value?.kind === 'map' ? value.members.findLast((member) => member.key === key) : undefined

export const valueAt = (
  value: ConfigValue | undefined,
  ...keys: readonly string[]
): ConfigValue | undefined => keys.reduce((found, key) => memberOf(found, key)?.value, value)

export const firstOf = (value: ConfigValue, keys: readonly string[]): ConfigValue | undefined =>
  keys.map((key) => valueAt(value, key)).find((found) => found !== undefined)

/** The text at a path of keys, or the value itself. */
export const textOf = (value: ConfigValue | undefined, ...keys: readonly string[]): string | undefined => {
  const found = valueAt(value, ...keys)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

/** A text, number or truth value as a process receives it; undefined for null. */
export const wordOf = (value: ConfigValue | undefined, ...keys: readonly string[]): string | undefined => {
  const found = valueAt(value, ...keys)
  return found?.kind === 'scalar' && found.value !== null ? String(found.value) : undefined
}

/** The words of a list. Undefined for anything but a list. */
export const wordsOf = (value: ConfigValue | undefined): string[] | undefined =>
  value?.kind === 'list' ? value.items.flatMap((item) => wordOf(item) ?? []) : undefined

export const itemsOf = (
  value: ConfigValue | undefined,
  ...keys: readonly string[]
): readonly ConfigValue[] => {
  const found = valueAt(value, ...keys)
  return found?.kind === 'list' ? found.items : []
}

export type Pair = { key: string; value: string; line: number }

export const pairsOf = (value: ConfigValue | undefined, ...keys: readonly string[]): Pair[] => {
  const found = valueAt(value, ...keys)
  return (found?.kind === 'map' ? found.members : []).flatMap(({ key, line, value: member }) => {
    const word = wordOf(member)
    return word === undefined ? [] : [{ key, value: word, line }]
  })
}

/** Returns the line, counted from 1, of an offset into a text. */
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
