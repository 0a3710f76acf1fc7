import { SHARED_SECRET_NAMES } from '../model/questions/names.ts'
import { acceptedOlderVersions, cutsLargeHellos } from '../model/questions/tls.ts'
import { filled } from '../model/text/filled.ts'
import type { TlsFacts } from '../model/tls.ts'
import { type Reply, stateOfReply } from '../probe/net/reply.ts'
import { completeHandshake } from '../probe/tls/complete.ts'
import type { ProbeContext } from '../probe/tls/context.ts'
import { canComplete } from '../probe/tls/keyAgreement.ts'
import { groupName } from '../registry/tls/groups/namedGroups.ts'
import type { Handshake13Result } from '../tls/handshake13.ts'
import texts from './causes.json' with { type: 'json' }
import {
  type Group,
  isPostQuantumName,
  meets,
  USUAL_CLASSICAL,
  usualGroup,
  type WithPolicy,
} from './groups.ts'
import { answerText, askBoth, counted, type GroupAnswer, plainAnswer } from './handshakes/groupChoice.ts'

type CauseId = keyof typeof texts

/** Why clients get no post-quantum group at an address, where it is not the group list of one server. */
export type Cause = {
  id: CauseId
  evidence: string
  /** `{enableHybrid}`: what the server’s software needs in addition. */
  remedy: string
  /**
   * What is said of everything else that a check would ask of the server: it stays open, and nothing waits for it. Absent where
   * the server answers.
   */
  open?: string
}

type CauseText = { evidence: string; open?: string; remedy: string }

type Examined = {
  facts: TlsFacts
  context: ProbeContext
  group: Group | undefined
  notAllowed: Group | undefined
  classical: Group | undefined
}

/** `dials`: connections per address, to detect servers behind a load balancer that were not upgraded. */
type ExamineOptions = WithPolicy & { dials: number }

/** Behind these nothing is known of any client, and no check fails. */
export const hidesClients = (id: CauseId): boolean => id === 'limited' || id === 'shared-secret'

/** What verify finds out before its checks; `dials` is empty where hellos that offer both kinds get no answer. */
export const examine = async (
  at: Examined,
  options: ExamineOptions,
): Promise<{ cause?: Cause; dials: readonly GroupAnswer[] }> => {
  const found = causeByFacts(at) ?? (await limited(at)) ?? (await causeByHandshakes(at, options))
  // Changed hellos are answered too.
  if (found?.open !== undefined && found.id !== 'tampered') return { cause: found, dials: [] }
  const dials = await dialRepeatedly(at, options)
  const cause = found ?? mixed(dials, options)
  return cause ? { cause, dials } : { dials }
}

const cause = (id: CauseId, values: Readonly<Record<string, string>>): Cause => {
  const { evidence, remedy, open }: CauseText = texts[id]
  const hidden = open === undefined ? {} : { open: filled(open, values) }
  return { id, evidence: filled(evidence, values), remedy, ...hidden }
}

const causeByFacts = ({ facts }: Examined): Cause | undefined => {
  const { versions, tls13Hello, tolerance, sharedSecret } = facts
  if (sharedSecret) return cause('shared-secret', { secret: SHARED_SECRET_NAMES[sharedSecret] })
  const tls13 = versions['TLS 1.3']
  const [version] = acceptedOlderVersions(facts)
  if (tls13Hello && (tls13Hello.confirmed || tls13Hello.state === 'refused'))
    return cause('tls13-hello', { answer: answerText(tls13Hello) })
  if (tls13.state === 'refused' && version !== undefined) return cause('no-tls13', { version })
  const { largeHello } = tolerance
  return tls13.state === 'accepted' && cutsLargeHellos(facts)
    ? cause('large-hello', { answer: answerText(largeHello) })
    : undefined
}

/** What the scan saw accepted is asked again. */
const limited = async (at: Examined): Promise<Cause | undefined> => {
  if (at.facts.versions['TLS 1.3'].state !== 'accepted' || !(at.group ?? at.classical)) return undefined
  const answer = await plainAnswer(at)
  return answer.state === 'accepted' ? undefined : cause('limited', { answer: answerText(answer) })
}

/**
 * A handshake that offers both kinds of groups, and one that offers the classical group only. If a device removes groups from
 * the hello, the server answers, and its messages do not fit the hello that was sent (RFC 9846 §4.5.3).
 */
const causeByHandshakes = async (at: Examined, options: ExamineOptions): Promise<Cause | undefined> => {
  const { context, facts } = at
  const classical = at.classical ?? USUAL_CLASSICAL
  const group = [usualGroup(options), at.group].find((one) => one && canComplete(one.value))
  if (facts.versions['TLS 1.3'].state !== 'accepted' || !group || !canComplete(classical.value))
    return undefined
  const attempt = async (...groups: Group[]): Promise<Reply<Handshake13Result>> =>
    completeHandshake(context, { groups: groups.map(({ value }) => value) }, { until: 'server-finished' })
  const isPlainDone = async () => isDone(await attempt(classical))
  if (!(await isPlainDone())) return undefined
  const both = await attempt(group, classical)
  if (isDone(both) || both.kind === 'not-asked' || !(await isPlainDone())) return undefined
  // A host that loses connections, or limits them, does so whatever is offered.
  const again = await attempt(group, classical)
  if (isDone(again) || again.kind !== both.kind || !(await isPlainDone())) return undefined
  const values = { group: group.name, classical: classical.name }
  if (both.kind !== 'garbled') {
    const isEncrypted = both.kind === 'answer' && both.value.kind === 'alert' && both.value.encrypted
    return isEncrypted
      ? undefined
      : cause('offer-refused', { ...values, answer: answerText(stateOfReply(both)) })
  }
  // Where the server chose the post-quantum group, its implementation may be at fault.
  const { group: chosen } = await askBoth(at, [group, classical])
  return chosen === undefined || isPostQuantumName(groupName(chosen))
    ? undefined
    : cause('tampered', { ...values, chosen: groupName(chosen) })
}

const isDone = (reply: Reply<Handshake13Result>): boolean =>
  reply.kind === 'answer' && reply.value.kind === 'done'

/** Unanswered connections in a row, from the first. */
const MAX_LOST = 3

/** Several servers may share an address: a load balancer may have a server behind it that was not upgraded. */
const dialRepeatedly = async (at: Examined, options: ExamineOptions): Promise<GroupAnswer[]> => {
  const offered = [
    at.group ?? usualGroup(options),
    ...(at.notAllowed ? [at.notAllowed] : []),
    at.classical ?? USUAL_CLASSICAL,
  ]
  const answers: GroupAnswer[] = []
  // A host that answers none of the first ones is not waited for.
  while (answers.length < options.dials && (answers.length < MAX_LOST || answers.some(({ lost }) => !lost)))
    answers.push(await askBoth(at, offered))
  return answers
}

const mixed = (dials: readonly GroupAnswer[], options: ExamineOptions): Cause | undefined => {
  const kinds = dials.flatMap(({ group }) => (group === undefined ? [] : meets(options, groupName(group))))
  return new Set(kinds).size > 1 ? cause('mixed', { counted: counted(dials) }) : undefined
}
