import type { DataClass } from './dataClasses.ts'
import names from './names.json' with { type: 'json' }
import vendors from './vendors.json' with { type: 'json' }
import vocabulary from './vocabulary.json' with { type: 'json' }

/** Products of one kind, and the data that an MCP server for one of them carries. test/registry/sensitivity.test.ts checks the rows. */
export type VendorGroup = {
  /** As shown in evidence: `stripe (payment service provider)`. */
  kind: string
  /** Most characteristic first. */
  classes: readonly DataClass[]
  names?: readonly string[]
  /** Names that are ordinary words as well. */
  words?: readonly string[]
  /** The weight of the name alone, at most 1: a public ledger is readable by anyone. */
  share?: number
}

type Phrases = { class: DataClass; weight: number; phrases: readonly string[] }

/** A name is in one group only. */
export const VENDORS = vendors.groups as readonly VendorGroup[]

/** A phrase is in one row only. */
export const VOCABULARY = vocabulary.phrases as readonly Phrases[]

/** Names of environment variables. A server's own key for its upstream is not evidence. */
export const ENVIRONMENT = vocabulary.environment as readonly Phrases[]

export const QUALIFIERS = vocabulary.qualifiers as readonly { class: DataClass; words: readonly string[] }[]

export const HARMLESS: readonly string[] = vocabulary.harmless

export const VERBS: { write: readonly string[]; read: readonly string[] } = vocabulary.verbs

/**
 * - hosting: domains below which customers run servers; the name of the host is not evidence.
 * - passing: hosts that forward requests to many servers, by path.
 * - publishing: scopes and name spaces of publishers, not of products.
 * - filler, hostFiller: words in names and labels of host names that are not evidence.
 * - helperVariables: first words of variables that name a helper of the server; no product is inferred from them.
 * - mentions: how descriptions speak of products.
 *   - passing, passingKinds: clients, languages and kinds of products that are named without carrying their data.
 *   - subjectAfter, subjectBefore: `MCP server for Acme`; `the Acme platform`.
 *   - ordinaryBefore: the next words that make an ordinary word the name of a product: `the Close API`.
 */
export const NAMES = names
