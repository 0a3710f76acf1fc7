import { isPostQuantum, postQuantumVaries } from '../../model/questions/tls.ts'
import type { GroupFact, Repeats, TlsFacts } from '../../model/tls.ts'
import { alertName } from '../../registry/tls/alerts.ts'
import { groupKind, groupName } from '../../registry/tls/namedGroups.ts'
import { versionName } from '../../registry/tls/versions.ts'
import { chosenGroup, type HelloAnswer } from '../../tls/helloAnswer.ts'
import type { Reply } from '../net/reply.ts'
import { hello13, type ProbeContext } from './context.ts'
import { type Groups13, groupFact } from './groups.ts'

/** Answers to the first hello that are compared, itself included; and where a post-quantum group was seen, which others may lack. */
const REPEATS = 4
const REPEATS_POST_QUANTUM = 32

/** Answers in all where something hints at several servers, of the first hello or of one with post-quantum groups only. */
const MAX_REPEATS = 32

/**
 * Several servers may share one address. The first hello, asked again, shows it; then, or where anything else hints at it, the
 * post-quantum groups alone are offered again and again: without a key share, which costs neither side any public-key work.
 */
export const probeRepeats = async (
  context: ProbeContext,
  first: HelloAnswer,
  ask: () => Promise<Reply<HelloAnswer>>,
  groups: Groups13 | undefined,
): Promise<Repeats[]> => {
  const accepted = groups?.groups.filter(({ state }) => state === 'accepted') ?? []
  // A host that limits connections answers few of them, at great cost.
  const isLimited = context.session.rateLimit !== undefined
  const times = accepted.some(isPostQuantum) && !isLimited ? REPEATS_POST_QUANTUM : REPEATS
  const same = [first, ...(await answersTo(ask, times - 1))]
  const seen = same.flatMap((answer) => chosenGroup(answer) ?? [])
  const postQuantum = [...new Set([...accepted.map(({ value }) => Number(value)), ...seen])].filter((group) =>
    isPostQuantum({ kind: groupKind(group) }),
  )
  const all = counted('all', same)
  const isHint = all.answers.length > 1 || context.session.losesSome || isContradictory(accepted, groups)
  if (!isHint || isLimited) return [all]
  const further = MAX_REPEATS - REPEATS
  if (postQuantum.length === 0) return [counted('all', [...same, ...(await answersTo(ask, further))])]
  const alone = await answersTo(() => context.session.hello(() => hello13(context, postQuantum)), further)
  return [all, counted('post-quantum', alone)]
}

/** Of one server: it prefers a classical group, or neither its own order nor the client's explains the choice. */
const isContradictory = (accepted: readonly GroupFact[], groups: Groups13 | undefined): boolean =>
  (accepted[0]?.kind === 'classical' && accepted.some(isPostQuantum)) ||
  (accepted.length > 1 && groups?.groupChoice === 'unknown')

/** A reply without an answer says nothing of the server behind it. */
const answersTo = async (ask: () => Promise<Reply<HelloAnswer>>, times: number): Promise<HelloAnswer[]> => {
  const replies = await Promise.all(Array.from({ length: times }, ask))
  return replies.flatMap((reply) => (reply.kind === 'answer' ? [reply.value] : []))
}

const counted = (offered: Repeats['offered'], answers: readonly HelloAnswer[]): Repeats => {
  const same = [...Map.groupBy(answers.map(seenOf), (one) => JSON.stringify(one)).values()]
  return {
    offered,
    answered: answers.length,
    answers: same
      .map((some) => ({ ...(some[0] as ReturnType<typeof seenOf>), count: some.length }))
      .toSorted((a, b) => b.count - a.count),
  }
}

const seenOf = (answer: HelloAnswer): Omit<Repeats['answers'][number], 'count'> => {
  if (answer.kind === 'alert') return { alert: alertName(answer.alert.description) }
  const group = chosenGroup(answer)
  return {
    version: versionName(answer.version),
    ...(group === undefined ? {} : { group: groupName(group), kind: groupKind(group) }),
  }
}

/** What any of the servers chose is accepted, also where another one refused it. */
export const withRepeated = (groups: TlsFacts['groups'], repeats: readonly Repeats[]): TlsFacts['groups'] => {
  if (!postQuantumVaries({ repeats })) return groups
  const chosen = new Set(repeats.flatMap(({ answers }) => answers.flatMap(({ group }) => group ?? [])))
  const isNew = ({ name, state }: GroupFact): boolean => chosen.has(name) && state !== 'accepted'
  const found: GroupFact[] = [
    ...groups.filter(({ state }) => state === 'accepted'),
    ...groups.filter(isNew).map(({ value }) => ({ ...groupFact(Number(value)), state: 'accepted' as const })),
    ...groups.filter((fact) => fact.state !== 'accepted' && !isNew(fact)),
  ]
  return found.map(({ rank: _, ...fact }) => fact)
}
