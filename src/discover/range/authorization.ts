import { readAddress } from '../../registry/net/address.ts'
import { ownNetworks } from '../../registry/net/host.ts'
import { sizeOf } from './addresses.ts'
import { type Exclusion, NO_EXCLUSION } from './exclusion.ts'
import type { Range } from './ranges.ts'
import { segmentsOf } from './segments.ts'

/** Public addresses that are to be scanned. */
export type PublicScope = {
  hosts: bigint
  /** More of them than may be scanned without saying that one may. */
  needsAuthorization: boolean
  /** The ranges and addresses as the user wrote them, what is not public left out; bounded. */
  scope: string[]
}

/** A handful of addresses is a list, more is a sweep of somebody's network. */
const UNAUTHORIZED_HOSTS = 16n

/** Texts of the scope that are kept. */
const MAX_SCOPE = 1000

/**
 * Counts the addresses outside loopback, link-local and private networks that ranges and URLs name, each once,
 * without those that are excluded. Host names are not looked up and do not count.
 */
export const publicScope = (
  ranges: readonly Range[],
  urls: Iterable<string>,
  exclusion: Exclusion = NO_EXCLUSION,
): PublicScope => {
  const literal = [...urls].flatMap((url) => literalOf(url) ?? [])
  const segments = segmentsOf([...ranges, ...literal], [...exclusion.intervals, ...ownNetworks()])
  const hosts = segments.reduce((sum, segment) => sum + sizeOf(segment), 0n)
  const texts = [...new Set(segments.flatMap(({ names }) => names.map(({ text }) => text)))]
  const more = texts.length - MAX_SCOPE
  return {
    hosts,
    needsAuthorization: hosts > UNAUTHORIZED_HOSTS,
    scope: more > 0 ? [...texts.slice(0, MAX_SCOPE), `and ${more} more`] : texts,
  }
}

const literalOf = (url: string): Range | undefined => {
  const host = URL.parse(url)?.hostname
  const address = host === undefined ? undefined : readAddress(host)
  return address && { version: address.version, first: address.value, last: address.value, text: host ?? '' }
}
