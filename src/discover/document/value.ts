import type { ProblemCode } from '../../model/error.ts'

/**
 * A configuration, independent of its format: each value with its line, the members of a map in order and with
 * duplicates.
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

/** A value that is neither a map nor a list. What only TOML and YAML have, such as a date, becomes text. */
export const scalarOf = (value: unknown, line: number): ConfigValue => {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return { kind: 'scalar', line, value: isPlain ? value : value == null ? null : String(value) }
}

export const tooDeep = (line: number): ConfigDocument => ({
  root: undefined,
  problems: [{ code: 'TOO_DEEP', line, message: `is nested more than ${MAX_DEPTH} levels deep` }],
})

export const tooLarge = (line: number, message: string): ConfigDocument => ({
  root: undefined,
  problems: [{ code: 'TOO_LARGE', line, message }],
})

/** The member with a key: the last one if there are several, as in `JSON.parse`. */
export const memberOf = (value: ConfigValue | undefined, key: string): ConfigMember | undefined =>
  membersOf(value).findLast((member) => member.key === key)

/** A key that a map has twice, in the value at any depth. */
export const duplicateIn = (value: ConfigValue): string | undefined => {
  if (value.kind === 'list') return value.items.map(duplicateIn).find((key) => key !== undefined)
  if (value.kind !== 'map') return undefined
  const seen = new Set<string>()
  const twice = value.members.find(({ key }) => seen.size === seen.add(key).size)
  return (
    twice?.key ?? value.members.map((member) => duplicateIn(member.value)).find((key) => key !== undefined)
  )
}

export const valueAt = (
  value: ConfigValue | undefined,
  ...keys: readonly string[]
): ConfigValue | undefined => keys.reduce((found, key) => memberOf(found, key)?.value, value)

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

export const membersOf = (
  value: ConfigValue | undefined,
  ...keys: readonly string[]
): readonly ConfigMember[] => {
  const found = valueAt(value, ...keys)
  return found?.kind === 'map' ? found.members : []
}

export type Pair = { key: string; value: string; line: number }

export const pairsOf = (value: ConfigValue | undefined, ...keys: readonly string[]): Pair[] =>
  membersOf(value, ...keys).flatMap(({ key, line, value: member }) => {
    const word = wordOf(member)
    return word === undefined ? [] : [{ key, value: word, line }]
  })
