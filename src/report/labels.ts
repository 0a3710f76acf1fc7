import type { Assessment } from '../model/assessment.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { clean } from './clean.ts'

type Categories = Assessment['keyExchange']['category']

/** How a key-exchange category reads in a table. */
export const KEY_EXCHANGE_LABEL: Record<Categories, string> = {
  pqc: 'post-quantum',
  hybrid: 'hybrid',
  classical: 'classical',
  'legacy-draft': 'obsolete draft',
  plaintext: 'PLAINTEXT',
  unknown: 'unknown',
}

/** What the configuration, the registry or the lab calls it, and its URL. */
export const endpointName = ({ sources }: Pick<InventoryEndpoint, 'sources'>): string | undefined => {
  const name = sources.find(({ kind, name }) => kind !== 'range' && name !== undefined)?.name
  return name === undefined ? undefined : clean(name, 60)
}

export const endpointUrl = ({ url }: Pick<InventoryEndpoint, 'url'>, maxLength = 100): string =>
  clean(url, maxLength)

/** `hybrid X25519MLKEM768`, `hybrid, prefers x25519`, `classical TLS 1.2 RSA`. */
export const keyExchangeText = (endpoint: InventoryEndpoint): string => {
  const { category, preferred } = endpoint.assessment.keyExchange
  const label = KEY_EXCHANGE_LABEL[category]
  if (category === 'unknown' || category === 'plaintext') return label
  const tls = endpoint.addresses.flatMap((address) => address.tls ?? [])
  const accepted = tls.flatMap(({ groups }) => groups.filter(({ state }) => state === 'accepted'))
  if (accepted.length === 0) {
    const families = [...new Set(tls.flatMap(({ keyExchange12 }) => keyExchange12))]
    return families.length === 0 ? label : `${label}, ${families.join(' and ')}`
  }
  const kind = accepted.find(({ name }) => name === preferred)?.kind
  if (preferred !== undefined && kind !== category) return `${label}, prefers ${preferred}`
  return `${label} ${accepted.find((group) => group.kind === category)?.name ?? ''}`.trim()
}

export const authenticationText = ({ assessment }: InventoryEndpoint): string => {
  const { category, weakest } = assessment.authentication
  if (category === 'none') return 'none'
  if (weakest === undefined) return category
  return category === 'pqc' && !/DSA-\d|SLH/.test(weakest)
    ? `post-quantum, or ${clean(weakest, 40)}`
    : clean(weakest, 40)
}
