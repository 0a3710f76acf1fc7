import { groupName } from '../../registry/tls/namedGroups.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import { decodeClientHello, offerOf } from '../../tls/clientHello.ts'
import { DecodeError } from '../../tls/reader.ts'
import { type GroupPolicy, isAllowed, kindOfGroup, POLICY_GROUPS } from '../groups.ts'
import type { FirstMessage } from './peekClientHello.ts'
import type { RefusalReason } from './serverEvent.ts'

/** What a ClientHello lets a server choose from. Groups by their IANA names, in the client's order. */
type ClientOffer = { isTls13: boolean; groups: readonly string[]; shares: readonly string[] }

export type Refusal = {
  reason: RefusalReason
  /** Not more than `MAX_SHOWN` of what was offered. */
  offered: readonly string[]
  detail?: string
}

/** The group that a connection is to be made with, or why it is not to be made. */
export type Decision = { group: string; offered: readonly string[] } | Refusal

/** Groups of a hello that a log shows. */
const MAX_SHOWN = 32

/** What the policy makes of the first message of a connection. */
export const decide = (message: FirstMessage, policy: GroupPolicy): Decision => {
  if (message.kind !== 'hello') return { ...REASONS[message.kind], offered: [], ...detailOf(message) }
  try {
    const offer = readOffer(message.body)
    const offered = offer.groups.slice(0, MAX_SHOWN)
    if (!offer.isTls13) return { reason: 'no-tls-1.3', offered }
    const group = chooseGroup(offer, policy)
    if (group !== undefined) return { group, offered }
    const isClassical =
      policy === 'hybrid' && !offer.groups.some((name) => isAllowed(kindOfGroup(name), policy))
    return { reason: isClassical ? 'no-hybrid-group' : 'no-common-group', offered }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { reason: 'bad-hello', offered: [], detail: error.message }
  }
}

const REASONS = {
  'not-tls': { reason: 'not-tls' },
  'bad-hello': { reason: 'bad-hello' },
  'too-long': { reason: 'hello-too-long' },
  'timed-out': { reason: 'hello-timeout' },
} as const satisfies Record<Exclude<FirstMessage['kind'], 'hello'>, Pick<Refusal, 'reason'>>

const detailOf = (message: FirstMessage): { detail?: string } =>
  message.kind === 'bad-hello' ? { detail: message.detail } : {}

/** @throws {DecodeError} where the hello breaks a rule of its structure */
const readOffer = (body: Uint8Array): ClientOffer => {
  const { versions, groups, shares } = offerOf(decodeClientHello(body))
  return {
    isTls13: versions.includes(TLS13),
    groups: groups.map(groupName),
    shares: shares.map(groupName),
  }
}

/**
 * Hybrid before classical whatever it costs (a HelloRetryRequest); among the hybrid ones one whose key share has
 * come; then our order.
 */
const chooseGroup = ({ groups, shares }: ClientOffer, policy: GroupPolicy): string | undefined => {
  const { hybrid, classical } = POLICY_GROUPS[policy]
  const common = hybrid.filter((name) => groups.includes(name))
  return (
    common.find((name) => shares.includes(name)) ??
    common[0] ??
    classical.find((name) => groups.includes(name))
  )
}
