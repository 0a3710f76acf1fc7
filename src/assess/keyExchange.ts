import type { Assessment, Finding } from '../model/assessment.ts'
import { postQuantumVaries } from '../model/questions/repeats.ts'
import {
  acceptedGroups,
  acceptedOlderVersions,
  isPostQuantum,
  isRefused,
  isUnanswered,
  rateLimitText,
  sshListOpen,
} from '../model/questions/tls.ts'
import type { SshFacts } from '../model/ssh.ts'
import type { TlsFacts } from '../model/tls.ts'
import { type JudgedAddress, weakestOf } from './category.ts'
import { clientsGetAt } from './clientsGet.ts'
import { addressesDiffer, findingReasons, namesOf } from './reasons.ts'
import { shared } from './sharedText.ts'

/**
 * Protection of recorded traffic. `category`: the best that the server supports; `preferred`: what it chooses when a client
 * offers everything; `clientsGet`: what the client runtimes get that can do post-quantum key exchange; `classicalAccepted`: whether it accepts clients without post-quantum key exchange.
 */
export const assessKeyExchange = (
  judged: readonly JudgedAddress[],
  findings: readonly Finding[],
): Assessment['keyExchange'] => {
  const weakest = weakestOf(judged)
  // A closed port accepts no client.
  const reachable = judged.filter(({ address }) => address.state !== 'closed')
  const counted = weakest ? reachable : judged
  const unknown = judged.filter(({ category }) => category === 'unknown')
  return {
    category: weakest?.category ?? 'unknown',
    ...(weakest?.preferred === undefined ? {} : { preferred: weakest.preferred }),
    clientsGet: clientsGetAt(judged),
    classicalAccepted: anyTrue(counted.map(({ classicalAccepted }) => classicalAccepted)),
    reasons: [
      ...addressesDiffer(judged),
      ...(weakest ? observations(weakest) : []),
      ...unknown.flatMap(observations),
      ...findingReasons('key-exchange', findings, judged.length),
    ].map(shared),
  }
}

/** True if any is true; false only if all are false. */
const anyTrue = (values: readonly (boolean | null)[]): boolean | null => {
  if (values.includes(true)) return true
  return values.length === 0 || values.includes(null) ? null : false
}

const observations = ({ address: { tls, ssh }, unknown }: JudgedAddress): string[] => [
  ...(unknown === undefined ? [] : [`${unknown}${tls ? accepting(tls) : ''}`]),
  ...(unknown === undefined && tls ? groupsOf(tls) : []),
  ...(unknown === undefined && ssh ? methodsOf(ssh) : []),
  // Where TLS 1.3 is not accepted, a finding states it.
  ...(tls && tls.versions['TLS 1.3'].state === 'accepted' && acceptedOlderVersions(tls).includes('TLS 1.2')
    ? ['accepts TLS 1.2, which has no post-quantum key exchange']
    : []),
  ...(tls && !postQuantumVaries(tls) ? clientsOf(tls) : []),
  ...(tls?.rateLimit ? [rateLimitText(tls.rateLimit)] : []),
]

const accepting = (tls: TlsFacts): string => {
  const groups = acceptedGroups(tls)
  return groups.length === 0 ? '' : `; it accepts ${namesOf(groups)}`
}

const groupsOf = (tls: TlsFacts): string[] => {
  const groups = acceptedGroups(tls)
  const modern = groups.filter(isPostQuantum)
  if (modern.length > 0) return [`accepts ${namesOf(modern)}`]
  const drafts = groups.filter(({ kind }) => kind === 'legacy-draft')
  if (drafts.length > 0) return [`its only post-quantum group is the obsolete draft ${namesOf(drafts)}`]
  return groups.length > 0 ? [`accepts no post-quantum group, only ${namesOf(groups)}`] : []
}

const methodsOf = (ssh: SshFacts): string[] => {
  const { keyExchange } = ssh
  const modern = keyExchange.filter(isPostQuantum)
  if (modern.length === 0 && sshListOpen(ssh, 'keyExchange') !== undefined) return []
  return [
    modern.length > 0
      ? `SSH offers ${namesOf(modern)}`
      : `SSH offers no post-quantum key exchange, only ${namesOf(keyExchange)}`,
  ]
}

const clientsOf = ({ clients }: TlsFacts): string[] => {
  if (clients.length === 0) return []
  const safe = clients.filter(({ state, kind }) => state === 'accepted' && isPostQuantum({ kind }))
  const refused = clients.filter(isRefused)
  const open = clients.filter(isUnanswered)
  const known = clients.length - open.length
  if (known === 0) return [`none of ${clients.length} MCP client runtimes was answered`]
  return [
    `${safe.length} of ${known} MCP client runtimes negotiate post-quantum key exchange here` +
      (open.length > 0 ? `; ${open.length} more were not answered` : ''),
    ...(refused.length > 0 ? [`${refused.length} of ${known} MCP client runtimes cannot connect`] : []),
  ]
}
