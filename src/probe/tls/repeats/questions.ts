import type { Choice } from '../../../model/questions/repeats.ts'
import { acceptedGroups, isRefused } from '../../../model/questions/tls.ts'
import type { Answer } from '../../../model/state.ts'
import type { Repeats } from '../../../model/tls.ts'
import { namedGroup } from '../../../registry/tls/groups/namedGroups.ts'
import { schemeName } from '../../../registry/tls/signatureSchemes.ts'
import {
  cipherSuite,
  cipherSuiteName,
  keyExchangeOf,
  suiteWeaknesses,
  TLS12_CIPHER_SUITES,
} from '../../../registry/tls/suites/cipherSuites.ts'
import { TLS11, TLS12, TLS13, versionName } from '../../../registry/tls/versions.ts'
import type { Handshake13Result } from '../../../tls/handshake13.ts'
import type { HelloAnswer } from '../../../tls/helloAnswer.ts'
import type { Reply } from '../../net/reply.ts'
import { type Completion, completeHandshake } from '../complete.ts'
import { hello13, type ProbeContext } from '../context.ts'
import type { Groups13 } from '../groups.ts'
import { PROTOCOLS } from '../negotiation/protocols.ts'
import { ALL, askVersion } from '../suites12.ts'
import { noteChain, type Tls12Facts } from '../tls12.ts'
import { type Leaf, type Observed, seenOfHandshake, seenOfHello } from './seen.ts'

/** Undefined: there was no answer, which says nothing of the server behind the address. */
export type Ask = () => Promise<Observed | undefined>

export type Question = Pick<Repeats, 'offered' | 'only'> & { ask: Ask }

type Handshake = { completion: Completion; withAlpn: boolean }

/** What is known of the server when its answers are repeated. `contact`: asks the first question again. */
export type Known = {
  contact: () => Promise<Reply<HelloAnswer>>
  groups: Groups13 | undefined
  tls12: Pick<Tls12Facts, 'version' | 'versions' | 'suites' | 'offered'>
  /** Of the first handshake of TLS 1.3; undefined: none was completed. */
  handshake?: Handshake | undefined
}

export class Questions {
  readonly #context: ProbeContext
  readonly #known: Known

  constructor(context: ProbeContext, known: Known) {
    this.#context = context
    this.#known = known
  }

  get first(): Question {
    return { offered: 'all', ask: this.#hello(this.#known.contact) }
  }

  seen(answer: HelloAnswer): Observed {
    return seenOfHello(answer, this.#leaf)
  }

  /** What else is asked once in a scan, and was answered. */
  get others(): Question[] {
    const { tls12, handshake } = this.#known
    const questions: (Question | false | undefined)[] = [
      handshake && { offered: 'handshake', ask: this.#handshake(this.#withLastGroup(handshake)) },
      this.otherGroups([]),
      this.#lastSuite ??
        (isAnswered(tls12.versions['TLS 1.2']) && {
          offered: 'TLS 1.2',
          ask: this.#hello(() => askVersion(this.#context, TLS12)),
        }),
      this.otherSuites([]),
      isAnswered(tls12.versions['TLS 1.1']) && {
        offered: 'older-versions',
        ask: this.#hello(() => askVersion(this.#context, TLS11)),
      },
    ]
    return questions.filter((one) => one !== undefined && one !== false)
  }

  /** A server behind the address that lacks some of the accepted suites most likely lacks the one that is chosen last. */
  get #lastSuite(): Question | undefined {
    const { version, suites } = this.#known.tls12
    const last = suites.at(-1)
    return version === undefined || last === undefined
      ? undefined
      : this.only(version, 'cipherSuite', last, cipherSuiteName(last))
  }

  /** The same of the classical groups, of those that cost little. */
  #withLastGroup(handshake: Handshake): Handshake {
    const accepted = acceptedGroups({ groups: this.#known.groups?.groups ?? [] })
    const last = accepted.map(({ value }) => Number(value)).findLast(isElliptic)
    return last === undefined
      ? handshake
      : { ...handshake, completion: { ...handshake.completion, groups: [last] } }
  }

  /** Undefined: none is left, or they are not asked together. `found`: those that some server accepted since. */
  otherGroups(found: readonly number[]): Question | undefined {
    const others = this.#known.groups?.others.filter((group) => !found.includes(group)) ?? []
    if (this.#context.cautious || others.length === 0) return undefined
    const ask = () => this.#context.session.hello(() => hello13(this.#context, others))
    return { offered: 'other-groups', ask: this.#hello(ask) }
  }

  /** Without those of the kinds that were found: each kind has weaknesses of its own. */
  otherSuites(found: readonly number[]): Question | undefined {
    const { version, suites, offered } = this.#known.tls12
    const kinds = new Set((found.length > 0 ? [...suites, ...found] : []).map(kindOf))
    const others = TLS12_CIPHER_SUITES.filter((suite) => !suites.includes(suite) && !kinds.has(kindOf(suite)))
    if (this.#context.cautious || version === undefined || others.length === 0) return undefined
    const ask = () => askVersion(this.#context, version, others, offered)
    return { offered: 'other-suites', ask: this.#hello(ask) }
  }

  /** The post-quantum groups that were seen, alone: without a key share, which costs neither side any public-key work. */
  postQuantum(groups: readonly number[]): Question {
    const ask = () => this.#context.session.hello(() => hello13(this.#context, groups))
    return { offered: 'post-quantum', ask: this.#hello(ask) }
  }

  /** One of the values among which the server chose, alone. */
  only(version: number, choice: Choice, value: number, name: string): Question | undefined {
    const context = this.#context
    const { handshake, tls12 } = this.#known
    const { session, offer } = context
    const question = (ask: () => Promise<Reply<HelloAnswer>>): Question => ({
      offered: 'only',
      only: version === TLS13 ? name : `${name} in ${versionName(version)}`,
      ask: this.#hello(ask),
    })
    if (version === TLS13) {
      if (choice === 'group') return question(() => session.hello(() => hello13(context, [value])))
      if (choice === 'cipherSuite')
        return question(() => session.hello(() => hello13(context, offer.groups, { cipherSuites: [value] })))
      if (!handshake) return undefined
      return {
        offered: 'only',
        only: schemeName(value),
        ask: this.#handshake(handshake, { schemes: [value] }),
      }
    }
    if (choice === 'cipherSuite') return question(() => askVersion(context, version, [value], tls12.offered))
    const changed = choice === 'group' ? { groups: [value] } : { schemes: [value] }
    return question(() => askVersion(context, version, TLS12_CIPHER_SUITES, { ...ALL, ...changed }))
  }

  #hello(ask: () => Promise<Reply<HelloAnswer>>): Ask {
    return async () => observed(await ask(), (value) => this.seen(value))
  }

  #handshake({ completion, withAlpn }: Handshake, { schemes }: { schemes?: readonly number[] } = {}): Ask {
    return async () => {
      const reply = await completeHandshake(this.#context, completion, {
        until: 'server-finished',
        ...(withAlpn ? { alpn: PROTOCOLS } : {}),
        ...(schemes ? { schemes } : {}),
      })
      return observed(reply, (value: Handshake13Result) => seenOfHandshake(value, this.#leaf))
    }
  }

  readonly #leaf: Leaf = (answer) =>
    'flight' in answer
      ? noteChain(this.#context, answer.flight, answer.version)
      : this.#context.chains.add(
          answer.certificates,
          schemeName(answer.scheme),
          versionName(TLS13),
          answer.sent,
        )
}

const observed = <T>(reply: Reply<T>, of: (value: T) => Observed): Observed | undefined =>
  reply.kind === 'answer' ? of(reply.value) : undefined

/** A question that is refused without an alert costs several connections each time. */
const isAnswered = (answer: Answer | undefined): boolean =>
  answer !== undefined && (answer.state === 'accepted' || (isRefused(answer) && answer.alert !== undefined))

const isElliptic = (group: number): boolean => {
  const type = namedGroup(group)?.key?.type
  return type === 'montgomery' || type === 'weierstrass'
}

const kindOf = (suite: number): string =>
  [keyExchangeOf(suite), cipherSuite(suite)?.authentication, ...suiteWeaknesses(cipherSuiteName(suite))].join(
    ' ',
  )
