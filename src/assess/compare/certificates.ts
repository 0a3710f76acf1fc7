import type { Certificate, Chain } from '../../model/certificate.ts'
import type { Change } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { chainsOf, tlsOf } from '../../model/questions/tls.ts'

export const certificateChanges = (before: InventoryEndpoint, after: InventoryEndpoint): Change[] => {
  const [old, now] = [leavesOf(chainsOf(before)), leavesOf(comparableChains(after, before))]
  if (old.size === 0 || now.size === 0 || [...now.keys()].every((sha256) => old.has(sha256))) return []
  const added = [...now].filter(([sha256]) => !old.has(sha256)).map(([, certificate]) => certificate)
  const gone = goneFrom(old, now).map(([, certificate]) => certificate)
  return [
    {
      kind: 'certificate',
      direction: 'neither',
      ...(gone.length > 0 ? { before: expiries(gone) } : {}),
      after: expiries(added),
      details: added.map(
        ({ subject, sha256 }) => `${subject}, SHA-256 ${sha256.slice(0, FINGERPRINT_DIGITS)}…`,
      ),
    },
  ]
}

const FINGERPRINT_DIGITS = 16

const expiries = (certificates: readonly Certificate[]): string =>
  [...new Set(certificates.map(({ notAfter }) => `expires ${notAfter.slice(0, 10)}`))].join(', ')

/** The endpoint with only those chains that the other scan would have seen too. */
export const withComparableChains = (
  endpoint: InventoryEndpoint,
  other: InventoryEndpoint,
): InventoryEndpoint => {
  const chains = new Set(comparableChains(endpoint, other))
  if (chainsOf(endpoint).every((chain) => chains.has(chain))) return endpoint
  return {
    ...endpoint,
    addresses: endpoint.addresses.map((address) =>
      address.tls
        ? { ...address, tls: { ...address.tls, chains: address.tls.chains.filter((one) => chains.has(one)) } }
        : address,
    ),
  }
}

/**
 * A server with several certificates shows one of each kind that it is asked for. If none was replaced, one of a kind
 * that the other scan did not ask for is not a change.
 */
const comparableChains = (endpoint: InventoryEndpoint, other: InventoryEndpoint): Chain[] => {
  const chains = chainsOf(endpoint)
  const seen = leavesOf(chainsOf(other))
  if (goneFrom(seen, leavesOf(chains)).length > 0) return chains
  return chains.filter((chain) => isSeenIn(seen, chain) || wasAsked(other, chain))
}

const isSeenIn = (leaves: Map<string, Certificate>, { certificates: [leaf] }: Chain): boolean =>
  leaf !== undefined && leaves.has(leaf.sha256)

const wasAsked = (endpoint: InventoryEndpoint, { scheme, version }: Chain): boolean =>
  tlsOf(endpoint).some(({ signatureSchemes }) =>
    signatureSchemes.some(
      ({ name, version: askedIn, state }) =>
        name === scheme && askedIn === version && (state === 'accepted' || state === 'refused'),
    ),
  )

const goneFrom = (
  old: ReadonlyMap<string, Certificate>,
  now: ReadonlyMap<string, Certificate>,
): [string, Certificate][] => [...old].filter(([sha256]) => !now.has(sha256))

const leavesOf = (chains: readonly Chain[]): Map<string, Certificate> =>
  new Map(
    chains
      .flatMap(({ certificates }) => certificates[0] ?? [])
      .map((certificate) => [certificate.sha256, certificate]),
  )
