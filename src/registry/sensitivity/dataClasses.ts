/** What an MCP server may carry, how bad a disclosure is, and for how long it must stay secret. */

export type DataClass =
  | 'health'
  | 'payment'
  | 'credentials'
  | 'personal'
  | 'financial'
  | 'communications'
  | 'intellectual-property'
  | 'operations'
  | 'unbounded'
  | 'public'

export type SensitivityTier = 'critical' | 'high' | 'moderate' | 'low' | 'unknown'

export type DataClassRow = {
  name: DataClass
  tier: Exclude<SensitivityTier, 'unknown'>
  /** Years for which the data must stay secret, fewest and most; the owner may say otherwise. */
  shelfLifeYears: readonly [number, number]
  meaning: string
  source: string
  asOf: string
}

const ASSUMED = 'default of this project; the owner’s file overrides it'

export const DATA_CLASSES = [
  {
    name: 'health',
    tier: 'critical',
    shelfLifeYears: [50, 50],
    meaning: 'medical or biometric records about identifiable people; published literature is public',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'payment',
    tier: 'critical',
    shelfLifeYears: [5, 5],
    meaning: 'card or bank-account data, or the power to move money',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'credentials',
    tier: 'critical',
    shelfLifeYears: [5, 5],
    meaning: 'secrets, keys, tokens, passwords; identity and permission administration (until rotated)',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'personal',
    tier: 'high',
    shelfLifeYears: [25, 25],
    meaning: 'identifiable information about people: contacts, customers, staff, location',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'financial',
    tier: 'high',
    shelfLifeYears: [10, 10],
    meaning: 'non-public financials: invoices, accounts, own portfolio, tax; public quotes are public',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'communications',
    tier: 'high',
    shelfLifeYears: [10, 10],
    meaning: 'private messages, e-mail, chat, calendars, meetings, transcripts',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'intellectual-property',
    tier: 'high',
    shelfLifeYears: [25, 25],
    meaning: 'private source code, internal documents, notes, design files, models, data sets',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'unbounded',
    tier: 'high',
    shelfLifeYears: [1, 50],
    meaning: 'generic access to a database, filesystem, shell, browser or warehouse: any class may flow',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'operations',
    tier: 'moderate',
    shelfLifeYears: [1, 1],
    meaning: 'non-public operational data: infrastructure, logs, metrics, deployments, tickets, devices',
    source: ASSUMED,
    asOf: '2026-11',
  },
  {
    name: 'public',
    tier: 'low',
    shelfLifeYears: [0, 0],
    meaning: 'public information only, or pure computation',
    source: ASSUMED,
    asOf: '2026-11',
  },
] as const satisfies readonly DataClassRow[]

/** Most sensitive first. What is unknown ranks above what is public: the owner is asked. */
export const TIERS = ['critical', 'high', 'moderate', 'unknown', 'low'] as const satisfies SensitivityTier[]

const ROWS: ReadonlyMap<string, DataClassRow> = new Map(DATA_CLASSES.map((row) => [row.name, row]))

/** The row of a class, or undefined for a name that is none. */
export const dataClass = (name: string): DataClassRow | undefined => ROWS.get(name)
