import { byName, rowsOf } from '../dataFile.ts'
import table from './dataClasses.json' with { type: 'json' }

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
  /** Years for which the data must stay secret, fewest and most; the owner's file overrides them. */
  shelfLifeYears: readonly [number, number]
  meaning: string
  /** The noun for the data, where that is not the name. */
  spoken?: string
  source: string
  asOf: string
}

/** test/registry/dataFiles.test.ts checks that each class has one row. */
export const DATA_CLASSES: readonly DataClassRow[] = rowsOf(table)

/** Most sensitive first. Unknown ranks above public: the owner is asked. */
export const TIERS = ['critical', 'high', 'moderate', 'unknown', 'low'] as const satisfies SensitivityTier[]

export const dataClass = byName(DATA_CLASSES)
