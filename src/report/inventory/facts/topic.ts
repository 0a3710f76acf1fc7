import type { GroupKind } from '../../../model/tls.ts'

/** For `scan --explain` and the HTML report. Text may come from the network: renderers sanitize it. */
export type Topic = {
  title: string
  /** Reasons, as sentences. */
  points?: readonly string[]
  facts?: readonly Fact[]
  note?: string | undefined
  topics?: readonly Topic[]
}

/** A fact without a value is not shown. */
export type Fact = readonly [label: string, value: Value | undefined]

/** One item, or a list of items. */
export type Value = Item | readonly Item[]

/** `day`: an ISO 8601 time; its day is shown. `mark`: how the item looks where there is a choice. */
export type Item = string | { text: string; mark: 'bad' | 'hash' | GroupKind } | { day: string }

export const items = (value: Value | undefined): readonly Item[] => {
  const all: readonly Item[] = value === undefined ? [] : [value].flat()
  return all.filter((item) => item !== '')
}

export const isKnown = ([, value]: Fact): boolean => items(value).length > 0
