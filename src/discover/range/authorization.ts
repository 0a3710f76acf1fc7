import { UNAUTHORIZED_ADDRESSES } from '../../net/gatekeeper.ts'
import { ownNetworks } from '../../registry/net/host.ts'
import { type Exclusion, NO_EXCLUSION } from './exclusion.ts'
import { addressInterval, type Range, segmentsOf, sizeOf } from './ranges.ts'

export type PublicScope = {
  hosts: bigint
  needsAuthorization: boolean
  /** The public ranges and addresses as the user wrote them; at most `MAX_SCOPE`. */
  scope: string[]
}

/** Limit of texts in the scope. */
const MAX_SCOPE = 1000

/**
 * Counts the distinct addresses outside of loopback, link-local and private networks that ranges and URLs name, without
 * excluded ones. Host names are not resolved and do not count.
 */
export const publicScope = (
  ranges: readonly Range[],
  urls: Iterable<string>,
  exclusion: Exclusion = NO_EXCLUSION,
): PublicScope => {
  const literal = [...urls].flatMap((url) => {
    const text = URL.parse(url)?.hostname ?? ''
    const interval = addressInterval(text)
    return interval ? [{ ...interval, text }] : []
  })
  const segments = segmentsOf([...ranges, ...literal], [...exclusion.intervals, ...ownNetworks()])
  const hosts = segments.reduce((sum, segment) => sum + sizeOf(segment), 0n)
  const texts = [...new Set(segments.flatMap(({ names }) => names.map(({ text }) => text)))]
  const more = texts.length - MAX_SCOPE
  return {
    hosts,
    needsAuthorization: hosts > BigInt(UNAUTHORIZED_ADDRESSES),
    scope: more > 0 ? [...texts.slice(0, MAX_SCOPE), `and ${more} more`] : texts,
  }
}
