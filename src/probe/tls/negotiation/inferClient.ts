import type { ClientFact, TlsFacts } from '../../../model/tls.ts'
import { groupKind, groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { TLS13, versionName } from '../../../registry/tls/versions.ts'

export type ClientOffer = {
  client: string
  versions: readonly number[]
  groups: readonly number[]
  /** The groups of its key shares. */
  shares: readonly number[]
  suites: ReadonlySet<number>
  schemes: ReadonlySet<number>
  /** Those of signature_algorithms_cert; empty: `schemes` apply to certificates too (RFC 9846 §4.3.3). */
  certificateSchemes: ReadonlySet<number>
  protocols: ReadonlySet<string>
}

/** What is known about a server's TLS 1.3, as code points. */
export type KnownServer = {
  /** Accepted groups; where the server prefers one, it is the first. */
  groups: readonly number[]
  groupChoice: TlsFacts['groupChoice']
  suites: readonly number[]
  /** Those that it signs with, and for each certificate of the chain that goes with one the schemes of its signature. */
  schemes: ReadonlyMap<number, readonly (readonly number[])[]>
  /** Protocols that it accepts by ALPN; empty: it selects none. `refused`: it ends the handshake instead. */
  protocols: readonly string[] | 'refused'
}

/**
 * What a client gets, where that follows from the facts: the group that the server prefers among the client's has a key
 * share in the hello, or none of the common groups has one, and suites, schemes and protocols have something in common.
 * Otherwise undefined: some servers accept an available key share, others ask for another one.
 */
export const inferClient = (offer: ClientOffer, server: KnownServer): ClientFact | undefined => {
  if (!offer.versions.includes(TLS13)) return undefined
  const common = server.groups.filter((group) => offer.groups.includes(group))
  const preferred = preferredOf(offer, server, common)
  if (preferred === undefined) return undefined
  const isCertain = offer.shares.includes(preferred) || !common.some((group) => offer.shares.includes(group))
  if (!isCertain || !canGoOn(offer, server)) return undefined
  return {
    client: offer.client,
    state: 'accepted',
    version: versionName(TLS13),
    group: groupName(preferred),
    kind: groupKind(preferred),
    basis: 'inferred',
  }
}

/** Only the first group is known to be the server's own choice; for the others the orders of both sides must agree. */
const preferredOf = (
  { groups }: ClientOffer,
  server: KnownServer,
  common: readonly number[],
): number | undefined => {
  const [first] = common
  if (common.length === 1) return first
  const clients = groups.find((group) => common.includes(group))
  if (server.groupChoice === 'client') return clients
  if (server.groupChoice !== 'server') return undefined
  return first === server.groups[0] || first === clients ? first : undefined
}

const canGoOn = ({ suites, protocols, ...offer }: ClientOffer, server: KnownServer): boolean =>
  server.suites.some((suite) => suites.has(suite)) &&
  canAuthenticate(offer, server) &&
  (protocols.size === 0 ||
    (server.protocols !== 'refused' &&
      (server.protocols.length === 0 || server.protocols.some((name) => protocols.has(name)))))

/** Whichever common scheme the server chooses, the client must accept the signatures of the chain that goes with it. */
const canAuthenticate = (
  { schemes, certificateSchemes }: Pick<ClientOffer, 'schemes' | 'certificateSchemes'>,
  server: KnownServer,
): boolean => {
  const common = [...server.schemes].filter(([scheme]) => schemes.has(scheme))
  const ofCertificates = certificateSchemes.size > 0 ? certificateSchemes : schemes
  return (
    common.length > 0 &&
    common.every(([, chain]) =>
      chain.every((needed) => needed.length > 0 && needed.every((scheme) => ofCertificates.has(scheme))),
    )
  )
}
