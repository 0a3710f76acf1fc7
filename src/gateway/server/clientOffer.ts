import { groupName } from '../../registry/tls/groups/namedGroups.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import { decodeClientHello, offerOf } from '../../tls/clientHello.ts'
import { DecodeError } from '../../tls/reader.ts'
import type { RefusalReason } from '../events.ts'
import { type GroupPolicy, isAllowed, kindOfGroup, POLICY_GROUPS } from '../groups.ts'

/** `offered`: at most MAX_SHOWN groups of the hello. */
export type Refusal = { reason: RefusalReason; offered: readonly string[]; detail?: string }

export type Decision = { group: string; offered: readonly string[] } | Refusal

const MAX_SHOWN = 32

/**
 * Chooses a hybrid group before a classical one, even if it costs a HelloRetryRequest; among the hybrid ones one whose key
 * share was sent; then the server's order.
 */
export const decide = (hello: Uint8Array, policy: GroupPolicy): Decision => {
  try {
    const offer = offerOf(decodeClientHello(hello))
    const groups = offer.groups.map(groupName)
    const offered = groups.slice(0, MAX_SHOWN)
    if (!offer.versions.includes(TLS13)) return { reason: 'no-tls-1.3', offered }
    const shares = offer.shares.map(groupName)
    const { hybrid, classical } = POLICY_GROUPS[policy]
    const common = hybrid.filter((name) => groups.includes(name))
    const classicalOne = classical.find((name) => groups.includes(name))
    const group = common.find((name) => shares.includes(name)) ?? common[0] ?? classicalOne
    if (group !== undefined) return { group, offered }
    const isClassical = policy === 'hybrid' && !groups.some((name) => isAllowed(kindOfGroup(name), policy))
    return { reason: isClassical ? 'no-hybrid-group' : 'no-common-group', offered }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { reason: 'bad-hello', offered: [], detail: error.message }
  }
}
