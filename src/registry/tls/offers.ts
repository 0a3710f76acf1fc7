import {
  COMMON_GROUPS,
  NAMED_GROUPS,
  TLS13_GROUPS,
  UNUSUAL_TLS13_GROUPS,
  USUAL_GROUPS,
} from './groups/namedGroups.ts'
import table from './offers.json' with { type: 'json' }
import { SIGNATURE_SCHEMES, TLS13_SCHEMES } from './signatureSchemes.ts'
import { CIPHER_SUITES, TLS12_CIPHER_SUITES, TLS13_CIPHER_SUITES } from './suites/cipherSuites.ts'

/** What a ClientHello offers where the question is about something else. */
export type Offer = {
  suites13: readonly number[]
  suites12: readonly number[]
  groups: readonly number[]
  schemes: readonly number[]
}

const named = (
  rows: readonly { name: string; value: number }[],
  names: readonly string[],
): readonly number[] => names.flatMap((name) => rows.find((row) => row.name === name)?.value ?? [])

const offerOf = (
  { suites13, suites12, schemes }: (typeof table)['common'],
  groups: readonly number[],
): Offer => ({
  suites13: named(CIPHER_SUITES, suites13),
  suites12: named(CIPHER_SUITES, suites12),
  groups,
  schemes: named(SIGNATURE_SCHEMES, schemes),
})

/** What every server with TLS 1.2 or 1.3 supports, for servers that fail on anything else. */
export const COMMON = offerOf(table.common, COMMON_GROUPS)

/** As clients of today offer it, in number and order: no server and no middlebox should fail on it. */
export const USUAL = offerOf(table.usual, USUAL_GROUPS)

/** COMMON with the hybrid groups and the post-quantum signatures that servers of today have: some accept nothing else. */
export const WIDER: Offer = {
  ...COMMON,
  groups: [
    ...COMMON.groups,
    ...NAMED_GROUPS.flatMap(({ kind, offeredByGateway, value }) =>
      kind === 'hybrid' && offeredByGateway ? [value] : [],
    ),
  ],
  schemes: [
    ...COMMON.schemes,
    ...SIGNATURE_SCHEMES.filter(({ keyType }) => keyType === 'ML-DSA').map(({ value }) => value),
  ],
}

/** With every group and scheme. Of the suites of TLS 1.2 so many that no server fails on their number. */
export const EVERYTHING: Offer = {
  suites13: TLS13_CIPHER_SUITES,
  suites12: [...new Set([...COMMON.suites12, ...TLS12_CIPHER_SUITES.slice(0, 80)])],
  groups: [...TLS13_GROUPS, ...UNUSUAL_TLS13_GROUPS],
  schemes: [
    ...TLS13_SCHEMES,
    ...SIGNATURE_SCHEMES.map((row) => row.value).filter((value) => !TLS13_SCHEMES.includes(value)),
  ],
}
