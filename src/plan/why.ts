import { exposureOf } from '../assess/exposure.ts'
import { shared } from '../assess/sharedText.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { sendsCredentials } from '../model/questions/endpoint.ts'
import { dataClass } from '../registry/sensitivity/dataClasses.ts'
import type { Need } from './needs.ts'

/** At most three sentences: what data it carries, what is wrong, and what increases the exposure. */
export const reasonsFor = (endpoint: InventoryEndpoint, need: Need): string[] =>
  [dataReason(endpoint), need.why, ...(need.track === 'key-exchange' ? reachReason(endpoint) : [])].map(
    shared,
  )

const dataReason = ({ assessment }: InventoryEndpoint): string => {
  const { tier, classes, shelfLifeYears } = assessment.sensitivity
  const names = classes.map((one) => one.class)
  if (names.length === 0)
    return 'What data it carries is unknown: until its owner says, it ranks above public data.'
  if (names.every((name) => name === 'public')) return 'It carries public information only.'
  const what = listed(names.map((name) => dataClass(name)?.spoken ?? name))
  return `It carries ${what} (${tier})${shelfLifeYears ? `, secret for ${years(shelfLifeYears)}` : ''}.`
}

const years = ([from, to]: readonly [number, number]): string => {
  const range = from === to ? `${to}` : `${from} to ${to}`
  return `${range} ${range === '1' ? 'year' : 'years'}`
}

const reachReason = ({ addresses, secrets, mcp, assessment }: InventoryEndpoint): string[] => {
  const { sensitivity } = assessment
  const { isPublic, isBroad } = exposureOf({ addresses, sensitivity })
  const parts = [
    ...(isPublic ? ['it has a public address'] : []),
    ...(sendsCredentials({ secrets, mcp }) ? ['its requests carry credentials'] : []),
    ...(isBroad
      ? ['its tools give broad access (files, shell, SQL)']
      : sensitivity.access === 'write'
        ? ['its tools can modify data']
        : []),
  ]
  if (parts.length === 0) return []
  const sentence = listed(parts)
  return [`${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`]
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
