import type { ClientFact, TlsFacts } from '../../model/tls.ts'
import { groupKind, groupName } from '../../registry/tls/namedGroups.ts'
import { TLS13, versionName } from '../../registry/tls/versions.ts'

/** What of a client's ClientHello decides what it gets, its own preference first. */
export type ClientOffer = {
  client: string
  versions: readonly number[]
  groups: readonly number[]
  /** The groups that it sends key shares for. */
  shares: readonly number[]
  suites: ReadonlySet<number>
  schemes: ReadonlySet<number>
  protocols: ReadonlySet<string>
}

/** What is known of a server's TLS 1.3, as code points. */
export type KnownServer = {
  /** Accepted, the server's favourite first where it has one. */
  groups: readonly number[]
  groupChoice: TlsFacts['groupChoice']
  suites: readonly number[]
  schemes: readonly number[]
  /** Protocols that it takes by ALPN; empty: it has none. */
  protocols: readonly string[]
}

/**
 * What a client gets, where that follows from what is known: the server's favourite among the client's groups has a
 * key share in the client's hello, or none of them has, and the rest of the handshake has something in common.
 * Undefined where only asking tells: some servers take a key share that is there, and some ask for another.
 */
export const inferClient = (offer: ClientOffer, server: KnownServer): ClientFact | undefined => {
  if (!offer.versions.includes(TLS13)) return undefined
  const common = server.groups.filter((group) => offer.groups.includes(group))
  const favourite = favouriteOf(offer, server, common)
  if (favourite === undefined) return undefined
  const isCertain = offer.shares.includes(favourite) || !common.some((group) => offer.shares.includes(group))
  if (!isCertain || !canGoOn(offer, server)) return undefined
  return {
    client: offer.client,
    state: 'accepted',
    version: versionName(TLS13),
    group: groupName(favourite),
    kind: groupKind(favourite),
    basis: 'inferred',
  }
}

/** Only the server's first group is proved to be its own choice: below it, both sides' orders have to agree. */
const favouriteOf = (
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

const canGoOn = ({ suites, schemes, protocols }: ClientOffer, server: KnownServer): boolean =>
  server.suites.some((suite) => suites.has(suite)) &&
  server.schemes.some((scheme) => schemes.has(scheme)) &&
  (protocols.size === 0 ||
    server.protocols.length === 0 ||
    server.protocols.some((name) => protocols.has(name)))
