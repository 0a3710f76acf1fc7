import { isUnanswered } from '../../model/questions/tls.ts'
import type { Answer, State } from '../../model/state.ts'
import type { GroupFact, TlsFacts } from '../../model/tls.ts'
import { hex16 } from '../../registry/codePoint.ts'
import {
  groupKind,
  groupName,
  TLS13_GROUPS,
  UNUSUAL_TLS13_GROUPS,
} from '../../registry/tls/groups/namedGroups.ts'
import { cipherSuiteName, TLS13_CIPHER_SUITES } from '../../registry/tls/suites/cipherSuites.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import { PSK_MODE } from '../../tls/extensions.ts'
import { chosenGroup, chosenSuite, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { answerOf, type Reply, stateOfReply } from '../net/reply.ts'
import { hello13, type ProbeContext } from './context.ts'
import { type Enumeration, enumerate, type Questions, tellingSuites, whoDecides } from './enumerate.ts'
import { canComplete, unusedShare } from './keyAgreement.ts'
import { askTolerant, type Tolerance } from './tolerance.ts'

export type Groups13 = {
  groups: GroupFact[]
  groupChoice: TlsFacts['groupChoice']
  /** The usual groups that were refused with an alert, together. */
  others: readonly number[]
  /** Whether the server chooses alike with and without key shares. */
  isSteady: boolean
  cipherSuites: string[]
  /** Undefined: not every suite was tested. */
  cipherSuiteChoice: TlsFacts['groupChoice'] | undefined
  tolerance: Tolerance
}

type Ask = (groups: readonly number[]) => Promise<Reply<HelloAnswer>>

type Offer = { groups: readonly number[]; suites: readonly number[] }

/**
 * Each ClientHello has an empty key_share, so that the server names its choice in a HelloRetryRequest
 * (RFC 9846 §4.2.4), which costs neither side any public-key work. The two lists are independent of each other,
 * so both are enumerated in the same questions; `first` is the answer to the first of them.
 */
export const probeGroups = async (context: ProbeContext, first: HelloAnswer): Promise<Groups13> => {
  const ask = ({ groups, suites }: Offer): Promise<Reply<HelloAnswer>> =>
    context.session.hello(() => hello13(context, groups, { cipherSuites: suites }))

  const suites = new ParallelSuites(context.cautious ? undefined : chosenSuite(first, TLS13))
  const groups = context.cautious
    ? await oneByOne((offered) => ask({ groups: offered, suites: TLS13_CIPHER_SUITES }))
    : await withFurther(
        (offered) => ask({ groups: offered, suites: TLS13_CIPHER_SUITES }),
        {
          offer: offeredBy(context),
          // It may be one that this list lacks.
          first: offeredBy(context).includes(chosenGroup(first) ?? 0) ? first : undefined,
          ask: (remaining) => suites.ask((offered) => ask({ groups: remaining, suites: offered })),
          chosen: chosenGroup,
          state: stateOfReply,
        },
        TLS13_GROUPS.filter((group) => !context.offer.groups.includes(group)),
      )
  const known = groups.accepted.length > 0 ? groups.accepted : TLS13_GROUPS
  const suitesFound = await suites.finish((offered) => ask({ groups: known, suites: offered }))
  const telling = tellingSuites(suitesFound)
  const reversed = await askTolerant(context, (extra) =>
    hello13(context, known.toReversed(), {
      ...(suitesFound.length > 0 && { cipherSuites: telling.toReversed() }),
      ...extra,
    }),
  )
  const answer = answerOf(reversed.reply)
  const withoutShares = whoDecides(groups.accepted, chosenGroup(answer))
  const withShares =
    reversed.tolerance.largeHello.state === 'accepted'
      ? await askWithShares(context, groups.accepted, withoutShares)
      : 'unknown'
  const groupChoice = withShares === 'unknown' ? withoutShares : withShares
  return {
    groups: groupFacts(groups, groupChoice === 'server' || groupChoice === 'single'),
    groupChoice,
    others:
      groups.rest.alert === undefined
        ? []
        : offeredBy(context).filter((one) => !groups.accepted.includes(one)),
    isSteady: withShares === withoutShares,
    cipherSuites: suitesFound.map(cipherSuiteName),
    cipherSuiteChoice: suites.isComplete ? whoDecides(telling, chosenSuite(answer, TLS13)) : undefined,
    tolerance: reversed.tolerance,
  }
}

/**
 * Who decides where the hello has a key share for each group: Botan then accepts the first one, if it has no post-quantum group,
 * and chooses by its own order only where there is none. Two groups stand for all.
 */
const askWithShares = async (
  context: ProbeContext,
  accepted: readonly number[],
  withoutShares: TlsFacts['groupChoice'],
): Promise<TlsFacts['groupChoice']> => {
  const [first, ...others] = accepted.filter(canComplete)
  const last = others.at(-1)
  if (first === undefined || last === undefined || withoutShares === 'unknown') return withoutShares
  const chosen = async (groups: readonly number[]): Promise<number | undefined> => {
    const shares = groups.map((group) => ({ group, keyExchange: unusedShare(group) }))
    const answer = answerOf(
      await context.session.hello(() =>
        hello13(context, groups, { keyShares: shares, pskModes: [PSK_MODE.psk_dhe_ke] }),
      ),
    )
    return answer?.kind === 'hello13' ? answer.group : undefined
  }
  const inReverse = await chosen([last, first])
  if (inReverse === first) return 'server'
  if (inReverse !== last) return 'unknown'
  return withoutShares === 'client' || (await chosen([first, last])) === first ? 'client' : 'unknown'
}

const offeredBy = ({ offer }: ProbeContext): readonly number[] =>
  TLS13_GROUPS.filter((group) => offer.groups.includes(group))

/** `alone`: of the groups that were not accepted, where they were asked apart from the others. */
type FoundGroups = Pick<Enumeration<HelloAnswer>, 'accepted' | 'rest'> & {
  alone?: ReadonlyMap<number, Answer>
}

/**
 * What clients do not offer, in hellos of its own: `registered`, and what is not registered for TLS 1.3. Where the server
 * accepts some of it, all are offered together once more, to learn their order.
 */
const withFurther = async (
  ask: Ask,
  questions: Questions<HelloAnswer>,
  registered: readonly number[],
): Promise<FoundGroups> => {
  const usual = await enumerateSettled(ask, questions)
  const [known] = usual.accepted
  const offering = (offer: readonly number[]) =>
    enumerateSettled(ask, { offer, ask, chosen: chosenGroup, state: stateOfReply }, known)
  const whole = [...registered, ...UNUSUAL_TLS13_GROUPS]
  const further = await offering(whole)
  // Some firewalls do not answer hellos that name Brainpool curves.
  const parts = LOST.has(further.rest.state)
    ? await Promise.all(
        [whole.filter((group) => !isBrainpool(group)), whole.filter(isBrainpool)].map(
          async (part) => [part, await offering(part)] as const,
        ),
      )
    : [[whole, further] as const]
  const alone = new Map(parts.flatMap(([part, { rest }]) => part.map((group) => [group, rest] as const)))
  const found = parts.flatMap(([, { accepted }]) => accepted)
  if (found.length === 0) return { ...usual, alone }
  const all = [...usual.accepted, ...found]
  const { accepted } = await offering(all)
  return { ...usual, alone, accepted: [...accepted, ...all.filter((group) => !accepted.includes(group))] }
}

/** `known`: a group that is accepted; without it the first one that is found. */
const enumerateSettled = async (
  ask: Ask,
  questions: Questions<HelloAnswer>,
  known?: number,
): Promise<Enumeration<HelloAnswer>> => {
  const found = await enumerate(questions)
  const left = questions.offer.filter((group) => !found.accepted.includes(group))
  return { ...found, rest: await settled(ask, left, found.rest, known ?? found.accepted[0]) }
}

/**
 * Some servers close the connection where no group is in common (Mbed TLS). A confirmed cut refuses the groups where the same
 * hello with an accepted one in addition is answered: then it is neither their names nor the length of the hello that is cut.
 */
const settled = async (
  ask: Ask,
  groups: readonly number[],
  rest: Answer,
  known: number | undefined,
): Promise<Answer> => {
  if (!isConfirmedCut(rest) || known === undefined) return rest
  const answer = answerOf(await ask([...groups, known]))
  if (chosenGroup(answer) !== known) return rest
  return { state: 'refused', detail: `${rest.detail}; answered where ${groupName(known)} is offered too` }
}

const isConfirmedCut = ({ state, confirmed }: Answer): boolean => state === 'cut-off' && confirmed === true

const LOST: ReadonlySet<State> = new Set(['cut-off', 'timed-out'])

const isBrainpool = (group: number): boolean => groupName(group).startsWith('brainpool')

/** For a server that fails on long lists; the accepted groups then together, to learn their order. */
const oneByOne = async (ask: Ask): Promise<FoundGroups> => {
  const offering = (offer: readonly number[]) =>
    enumerate({ offer, ask, chosen: chosenGroup, state: stateOfReply })
  const results = await Promise.all(TLS13_GROUPS.map(async (one) => [one, await offering([one])] as const))
  const found = results.filter(([, { accepted }]) => accepted.length > 0).map(([group]) => group)
  const ordered = await offering(found)
  const alone = results.map(
    async ([group, { rest }]) => [group, await settled(ask, [group], rest, found[0])] as const,
  )
  return {
    accepted: [...ordered.accepted, ...found.filter((group) => !ordered.accepted.includes(group))],
    rest: { state: 'not-tested' },
    alone: new Map(await Promise.all(alone)),
  }
}

/**
 * The cipher suites that are enumerated together with the groups. When a question is refused, either list may be
 * exhausted: it is asked again with all suites, and an answer to that means that the suites were. A time-out ends the
 * questions too, but not the list.
 */
class ParallelSuites {
  readonly #found: number[] = []
  #exhausted = false
  isComplete = true

  constructor(first: number | undefined) {
    if (first !== undefined) this.#found.push(first)
  }

  get #remaining(): readonly number[] {
    return TLS13_CIPHER_SUITES.filter((suite) => !this.#found.includes(suite))
  }

  async ask(
    question: (suites: readonly number[]) => Promise<Reply<HelloAnswer>>,
  ): Promise<Reply<HelloAnswer>> {
    if (this.#exhausted || this.#remaining.length === 0) return question(TLS13_CIPHER_SUITES)
    const reply = await question(this.#remaining)
    if (this.#note(reply)) return reply
    const again = await question(TLS13_CIPHER_SUITES)
    if (chosenSuite(answerOf(again), TLS13) !== undefined) this.#end(reply, again)
    return again
  }

  async finish(question: (suites: readonly number[]) => Promise<Reply<HelloAnswer>>): Promise<number[]> {
    while (!this.#exhausted && this.#remaining.length > 0) {
      const reply = await question(this.#remaining)
      if (this.#note(reply)) continue
      const isCut = isConfirmedCut(stateOfReply(reply))
      this.#end(reply, isCut ? await question(TLS13_CIPHER_SUITES) : undefined)
    }
    return this.#found
  }

  /** `whole`: the reply to the same hello with all suites, which shows that a confirmed cut refuses the remaining ones. */
  #end(reply: Reply<HelloAnswer>, whole?: Reply<HelloAnswer>): void {
    this.#exhausted = true
    const state = stateOfReply(reply)
    const isRefusal = isConfirmedCut(state) && this.#found.includes(chosenSuite(answerOf(whole), TLS13) ?? 0)
    this.isComplete = isRefusal || !isUnanswered(state)
  }

  #note(reply: Reply<HelloAnswer>): boolean {
    const suite = chosenSuite(answerOf(reply), TLS13)
    if (suite === undefined || !this.#remaining.includes(suite)) return false
    this.#found.push(suite)
    return true
  }
}

const groupFacts = ({ accepted, rest, alone }: FoundGroups, ranked: boolean): GroupFact[] => [
  ...accepted.map((value, i) => ({
    ...groupFact(value),
    state: 'accepted' as const,
    // For the others it may follow the client's order (a tuple of OpenSSL 3.5): only the first is proved.
    ...(ranked && i === 0 ? { rank: 1 } : {}),
  })),
  ...TLS13_GROUPS.filter((value) => !accepted.includes(value)).map((value) => ({
    ...groupFact(value),
    ...(alone?.get(value) ?? rest),
  })),
]

export const groupFact = (value: number): Pick<GroupFact, 'name' | 'value' | 'kind'> => ({
  name: groupName(value),
  value: hex16(value),
  kind: groupKind(value),
})
