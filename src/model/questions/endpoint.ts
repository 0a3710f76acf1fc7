import type { AddressFacts, Observation, Source } from '../endpoint.ts'
import type { InventoryEndpoint } from '../inventory.ts'

/** What a configuration, a registry or the lab calls it. */
export const endpointName = ({ sources }: { sources: readonly Source[] }): string | undefined =>
  sources.find(({ kind, name }) => kind !== 'range' && name !== undefined)?.name

/** Highest risk first; the same risk by URL, so that two runs agree. */
export const byRisk = (a: Ranked, b: Ranked): number =>
  b.assessment.risk.score - a.assessment.risk.score || (a.url < b.url ? -1 : 1)

type Ranked = { url: string; assessment: { risk: { score: number } } }

/** At least one address answered something; an open port that says nothing could not be probed. */
export const hasAnswered = (addresses: readonly AddressFacts[]): boolean =>
  addresses.some(({ state, service }) => state === 'open' && service !== 'silent')

/** An address answers over plain HTTP. */
export const answersHttp = ({ addresses }: Pick<Observation, 'addresses'>): boolean =>
  addresses.some(({ service }) => service === 'http')

/** Requests to it carry secrets of a configuration, or a token that it asks for. */
export const sendsCredentials = ({
  secrets = [],
  mcp,
}: Pick<InventoryEndpoint, 'secrets' | 'mcp'>): boolean => secrets.length > 0 || mcp?.auth === 'required'

/** Null where the address is not known, or stands for several that were not contacted. */
export const addressName = ({ address }: Pick<AddressFacts, 'address'>): string =>
  address ?? 'address unknown'

/** Why an endpoint could not be probed, in full; undefined where it was. `show`: what is done to text from the network. */
export const notProbedBecause = (
  { problem, addresses }: Pick<Observation, 'problem' | 'addresses'>,
  show: (text: string, maxLength?: number) => string = (text) => text,
): string | undefined => {
  if (hasAnswered(addresses)) return undefined
  if (problem) return show(problem.message)
  const reasons = addresses.map(
    ({ address, state, detail }) =>
      `${address === null ? '' : `${address} `}${state}${detail ? ` (${show(detail, 80)})` : ''}`,
  )
  return reasons.join('; ') || 'it has no address'
}
