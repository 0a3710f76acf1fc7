import {
  CHOICES,
  type Choice,
  differencesOf,
  isPostQuantumAnswer,
  postQuantumVaries,
} from '../../../model/questions/repeats.ts'
import { isPostQuantum } from '../../../model/questions/tls.ts'
import type { GroupFact, Repeats } from '../../../model/tls.ts'
import { groupKind } from '../../../registry/tls/groups/namedGroups.ts'
import type { HelloAnswer } from '../../../tls/helloAnswer.ts'
import type { ProbeContext } from '../context.ts'
import type { Groups13 } from '../groups.ts'
import { type Known, type Question, Questions } from './questions.ts'
import { counted, type Observed } from './seen.ts'

/** Equal answers to the first hello, after which one server is assumed: a server that answers one in eight is missed once in 1,000 scans. */
const ENOUGH = 52

/** Equal answers to the other questions; and where another answer has shown several servers. */
const ENOUGH_OTHERS = 12
const ENOUGH_MIXED = 24

/** Answers that differ are counted up to this number, to show how often each comes. */
const COUNTED = 32

/** Answers at a host that limits connections: it answers few of them, at great cost. */
const ENOUGH_LIMITED = 4

/** Connections at the same time. */
const AT_ONCE = 4

/** Connections to the address, of all questions, after which none is repeated: a host that loses some needs several for each answer. */
const MAX_CONNECTIONS = 250

/** The same for the groups and suites that are looked for at several servers: few are asked, and weak ones may be among them. */
const MAX_CONNECTIONS_FURTHER = 350

/** Groups, and kinds of suites, that are looked for in this way. */
const MAX_FOUND = 16

/** Values of one choice that are asked alone. */
const MAX_VALUES = 2

export type Repeated = { repeats: Repeats[]; observed: Observed[] }

/** `lost`: replies without an answer. */
type Asked = Question & { observed: Observed[]; lost: number }

const asked = (question: Question, ...observed: Observed[]): Asked => ({ ...question, observed, lost: 0 })

/**
 * Several servers may share one address. Questions that one server answers alike are asked again: the first hello until a server
 * with a small share of the connections would have answered too, and others less often. Where the answers differ in what a server
 * may choose, each choice is asked alone: a server that chooses at random accepts it on every connection.
 */
export const probeRepeats = async (
  context: ProbeContext,
  first: HelloAnswer,
  known: Known,
): Promise<Repeated> => {
  const questions = new Questions(context, known)
  const all = asked(questions.first, questions.seen(first))
  if (context.session.rateLimit) {
    await askAll(context.session, [{ one: all, enough: ENOUGH_LIMITED }])
    return together([all])
  }
  const others = questions.others.map((question) => asked(question))
  const each = (some: readonly Asked[], enough: number) =>
    askAll(
      context.session,
      some.map((one) => ({ one, enough })),
    )
  await askAll(context.session, [
    { one: all, enough: ENOUGH },
    ...others.map((one) => ({ one, enough: ENOUGH_OTHERS })),
  ])
  if (context.session.rateLimit) return together([all, ...others])
  const alone = await askPostQuantum(context, questions, known.groups, [all, ...others])
  const varied = choices([all, ...others], questions)
  await each(varied, ENOUGH_OTHERS)
  const every = [all, ...others, ...alone, ...varied]
  const { repeats } = together(every)
  if (postQuantumVaries({ repeats }) || differencesOf({ repeats }).length > 0)
    await each(others, ENOUGH_MIXED)
  const further = [
    ...(await askFurther(context.session, 'group', others, (found) => questions.otherGroups(found))),
    ...(await askFurther(context.session, 'cipherSuite', others, (found) => questions.otherSuites(found))),
  ]
  const { observed } = together(every)
  return { ...together(every), observed: [...observed, ...further] }
}

/**
 * Where some server accepted one of the groups or suites that had been refused, the other groups and the other kinds of suites
 * are offered again, until so many connections accept none of them.
 */
const askFurther = async (
  session: ProbeContext['session'],
  choice: Choice,
  others: readonly Asked[],
  questionWithout: (found: readonly number[]) => Question | undefined,
): Promise<Observed[]> => {
  const offered = choice === 'group' ? 'other-groups' : 'other-suites'
  const known = others.find((one) => one.offered === offered)?.observed ?? []
  const found = [...new Set(known.flatMap(({ choices: { [choice]: value } }) => value ?? []))]
  const further: Observed[] = []
  for (let isNew = found.length > 0; isNew; ) {
    const question = questionWithout(found)
    isNew = false
    // Several at once: one by one, each with a control, would meet the same one of two servers that are taken in turn.
    for (let times = 0; question && !isNew && times < ENOUGH_OTHERS; times += AT_ONCE) {
      if (session.connections > MAX_CONNECTIONS_FURTHER) return further
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, question.ask))
      for (const answer of answers) {
        const value = answer?.choices[choice]
        if (!answer || value === undefined || found.includes(value)) continue
        further.push(answer)
        found.push(value)
        isNew = found.length < MAX_FOUND
      }
    }
  }
  return further
}

const together = (every: readonly Asked[]): Repeated => ({
  repeats: every.filter(({ observed }) => observed.length > 0).map((one) => countedAnswers(one)),
  observed: every.flatMap(({ observed }) => observed),
})

const countedAnswers = ({ offered, only, observed }: Asked): Repeats =>
  counted({ offered, ...(only === undefined ? {} : { only }) }, observed)

/**
 * Each question until so many answers are equal, or so many were counted that differ. In random order: a load balancer that takes
 * its servers in turn would answer one question with the same few of them. A reply without an answer is not asked for again.
 */
const askAll = async (
  session: ProbeContext['session'],
  wanted: readonly { one: Asked; enough: number }[],
): Promise<void> => {
  const tasks = wanted.flatMap(({ one, enough }) =>
    Array.from({ length: Math.max(0, enough - one.observed.length) }, () => ({ one, enough })),
  )
  const order = tasks.map((task) => ({ task, at: Math.random() })).toSorted((a, b) => a.at - b.at)
  const worker = async (): Promise<void> => {
    for (let next = order.pop(); next; next = order.pop()) {
      const { one, enough } = next.task
      if (session.connections > MAX_CONNECTIONS) return
      if (isSettled(one, enough)) continue
      const answer = await one.ask()
      if (answer) one.observed.push(answer)
      else one.lost++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** A question without an answer is not repeated: it costs several connections each time. */
const isSettled = ({ observed, lost }: Asked, enough: number): boolean => {
  if (lost > 0 && observed.length === 0) return true
  const isVaried = new Set(observed.map(({ seen }) => JSON.stringify(seen))).size > 1
  return isVaried && observed.length >= Math.min(COUNTED, enough)
}

/** Asks only if something suggests that some servers lack the post-quantum groups that others have. */
const askPostQuantum = async (
  context: ProbeContext,
  questions: Questions,
  groups: Groups13 | undefined,
  every: readonly Asked[],
): Promise<Asked[]> => {
  const accepted = groups?.groups.filter(({ state }) => state === 'accepted') ?? []
  const seen = every.flatMap(({ observed }) => observed.flatMap(({ choices: { group } }) => group ?? []))
  const postQuantum = [...new Set([...accepted.map(({ value }) => Number(value)), ...seen])].filter(
    isPostQuantumGroup,
  )
  if (postQuantum.length === 0) return []
  const [all] = every as [Asked]
  const isHint =
    all.observed.some(({ seen: one }) => !isPostQuantumAnswer({ ...one, count: 1 })) ||
    context.session.losesSome ||
    isContradictory(accepted, groups)
  if (!isHint) return []
  const alone = asked(questions.postQuantum(postQuantum))
  await askAll(context.session, [{ one: alone, enough: ENOUGH }])
  return [alone]
}

/** Neither the order of the server nor the client's explains the choice. */
const isContradictory = (accepted: readonly GroupFact[], groups: Groups13 | undefined): boolean =>
  accepted.length > 1 && groups?.groupChoice === 'unknown'

/**
 * What the answers to one question chose differently in one version, each to be asked alone. Post-quantum groups are asked together.
 */
const choices = (every: readonly Asked[], questions: Questions): Asked[] => {
  const found = new Map<string, Asked>()
  for (const { observed } of every)
    for (const choice of CHOICES)
      for (const [version, same] of Map.groupBy(observed, (one) => one.version)) {
        const values = new Map(same.map((one) => [one.choices[choice], one.seen[choice]]))
        const isOwn = choice === 'group' && [...values.keys()].some((value) => isPostQuantumGroup(value))
        if (values.size < 2 || isOwn || version === undefined) continue
        for (const [value, name] of [...values].slice(0, MAX_VALUES)) {
          const question = value && name && questions.only(version, choice, value, name)
          if (question && question.only !== undefined) found.set(question.only, asked(question))
        }
      }
  return [...found.values()]
}

const isPostQuantumGroup = (group: number | undefined): boolean =>
  group !== undefined && isPostQuantum({ kind: groupKind(group) })
