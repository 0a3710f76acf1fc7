import {
  acceptedGroups,
  acceptedOlderVersions,
  isPostQuantum,
  isPostQuantumOpen,
} from '../model/questions/tls.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'
import { MIN_INTEGER_BITS } from '../registry/x509/strength.ts'

/** What speaks for and against a server's key exchange, in sentences, the groups of TLS 1.3 first. */
export const keyExchangeReasons = (tls: TlsFacts): string[] => [
  ...groupReasons(tls),
  ...acceptedOlderVersions(tls).map((version) =>
    version === 'TLS 1.2'
      ? 'TLS 1.2 is accepted, which has no post-quantum key exchange'
      : `${version} is accepted, which is obsolete`,
  ),
  ...tls.keyExchange12Details.flatMap(({ family, bits }) => {
    if (family === 'RSA')
      return ['static RSA key exchange is accepted: one broken key opens every recorded session']
    return family === 'DHE' && bits !== undefined && bits < MIN_INTEGER_BITS
      ? [`DHE with ${bits} bits is accepted`]
      : []
  }),
  ...(tls.resumption.psk_ke === 'accepted'
    ? ['sessions are resumed without a fresh key exchange (psk_ke)']
    : []),
  ...clientReasons(tls),
]

const names = (groups: readonly GroupFact[]): string => groups.map(({ name }) => name).join(', ')

const groupReasons = (tls: TlsFacts): string[] => {
  const groups = acceptedGroups(tls)
  const modern = groups.filter(isPostQuantum)
  const drafts = groups.filter(({ kind }) => kind === 'legacy-draft')
  const first = groups.find(({ rank }) => rank === 1)
  const found: string[] = []
  if (modern.length > 0) found.push(`accepts ${names(modern)}`)
  else if (isPostQuantumOpen(tls))
    found.push(
      `whether it accepts a post-quantum group is not known${groups.length > 0 ? `; it accepts ${names(groups)}` : ''}`,
    )
  else if (groups.length > 0) found.push(`accepts no post-quantum group, only ${names(groups)}`)
  if (modern.length > 0 && first?.kind === 'classical')
    found.push(`prefers ${first.name} although it has ${names(modern)}`)
  if (drafts.length > 0)
    found.push(`accepts the obsolete draft ${names(drafts)}, which standard clients no longer speak`)
  return found
}

/** What real clients get. */
const clientReasons = ({ clients }: TlsFacts): string[] => {
  if (clients.length === 0) return []
  const safe = clients.filter(({ state, kind }) => state === 'accepted' && kind && isPostQuantum({ kind }))
  const refused = clients.filter(({ state }) => state === 'refused')
  return [
    `${safe.length} of ${clients.length} MCP client runtimes get a post-quantum key exchange here`,
    ...(refused.length > 0 ? [`${refused.length} of them cannot connect at all`] : []),
  ]
}
