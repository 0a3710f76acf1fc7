import type { AddressFacts, Observation, Ownership } from '../../model/endpoint.ts'
import { addressName } from '../../model/questions/endpoint.ts'
import { stateText } from '../../model/questions/names.ts'
import { acceptsTls } from '../../model/questions/tls.ts'
import type { SshFacts } from '../../model/ssh.ts'
import { filled } from '../../model/text/filled.ts'
import type { TlsFacts } from '../../model/tls.ts'
import type { Level } from '../../registry/findings.ts'
import { type JudgedAddress, NO_VERSION } from '../category.ts'

export type AssessmentInput = Observation & { ownership?: Ownership | undefined }

export type Subject = AssessmentInput & {
  judged: readonly JudgedAddress[]
  /** The addresses that answered: the others are not judged. */
  answered: readonly JudgedAddress[]
  /** What every predicate leaves open: the addresses that were not tested, or did not answer. */
  untested: readonly Open[]
  /** The key exchange of every address is unknown. */
  isUnknown: boolean
}

export type Evidence = {
  evidence: string
  address?: string
  /** Where it differs from the row's. */
  level?: Level
  key?: string
  place?: { path: string; line?: number }
}
export type Open = { reason: string; address?: string }

/** `found`: evidence of yes. `open`: why it is undetermined. Both empty: no. Both can hold, at different addresses. */
export type PredicateResult = { found: readonly Evidence[]; open: readonly Open[] }

/** `day` is the only clock; `sentence` the evidence of the row, where `{some}` stands for what was seen. */
export type Predicate = (subject: Subject, day: Date, sentence: string) => PredicateResult

export type Predicates<Rows> = Readonly<Record<keyof Rows, Predicate>>

/** The same for one address: what was seen, or why it is undetermined; `undefined` is no. */
export type AddressResult = { seen: readonly string[]; level?: Level } | { open: string } | undefined

/** Answers a question about the same facts once: predicates ask it one after the other. */
export const once = <Facts, Answer>(ask: (facts: Facts) => Answer): ((facts: Facts) => Answer) => {
  let last: { facts: Facts; answer: Answer } | undefined
  return (facts) => {
    if (last?.facts !== facts) last = { facts, answer: ask(facts) }
    return last.answer
  }
}

export const NO: PredicateResult = { found: [], open: [] }

/** Yes with `some`; without any, undetermined with the reason `open`, or no. */
export const seenOr = (some: readonly string[], open: string | undefined, level?: Level): AddressResult => {
  if (some.length > 0) return { seen: some, ...(level ? { level } : {}) }
  return open === undefined ? undefined : { open }
}

/** Judges each address that answered. What every address shows is one finding; what some show is one for each of them. */
export const atEachAddress =
  (judge: (address: JudgedAddress, day: Date) => AddressResult): Predicate =>
  ({ answered, untested }, day, sentence) => {
    const found: { address: string; seen: readonly string[]; level?: Level }[] = []
    const open = [...untested]
    for (const one of answered) {
      const seen = judge(one, day)
      if (seen === undefined) continue
      const address = addressName(one.address)
      if ('seen' in seen) found.push({ address, ...seen })
      else open.push({ reason: seen.open, address })
    }
    if (found.length === 0) return open.length === 0 ? NO : { found: [], open }
    const evidence = (seen: readonly string[]): string => {
      const names = [...new Set(seen)]
      const some = listed(names)
      const only = some === '' ? '' : `, only ${some}`
      return filled(sentence, { some, only, are: names.length > 1 ? 'are' : 'is' })
    }
    if (found.length === answered.length && found.length > 1) {
      const level = found.find((one) => one.level)?.level
      const seen = found.flatMap((one) => one.seen)
      return { found: [{ evidence: evidence(seen), ...(level ? { level } : {}) }], open }
    }
    return {
      found: found.map(({ address, seen, level }) => ({
        evidence: evidence(seen),
        address,
        ...(level ? { level } : {}),
      })),
      open,
    }
  }

/** The same for TLS: no at an address that speaks another protocol, and undetermined where no version was accepted. */
export const atEachTls = (judge: (tls: TlsFacts, day: Date) => AddressResult): Predicate =>
  unless(
    ({ answered }) => answered.every(({ address }) => address.ssh),
    atEachAddress(({ address }, day) => {
      const { tls } = address
      if (tls) return judge(tls, day) ?? (acceptsTls(tls) ? undefined : { open: NO_VERSION })
      return address.service === 'http' || address.ssh ? undefined : { open: nothingSeen(address) }
    }),
  )

export const atEachSsh = (judge: (ssh: SshFacts) => AddressResult): Predicate =>
  unless(
    ({ answered }) => !answered.some(({ address }) => address.ssh),
    atEachAddress(({ address: { ssh } }) => {
      if (!ssh) return undefined
      return ssh.state === 'accepted' ? judge(ssh) : { open: ssh.detail ?? 'no key exchange was offered' }
    }),
  )

/** No where the addresses that answered speak another protocol: those that did not answer are the same service. */
const unless =
  (isAnother: (subject: Subject) => boolean, predicate: Predicate): Predicate =>
  (subject, day, sentence) =>
    isAnother(subject) ? NO : predicate(subject, day, sentence)

export const nothingSeen = ({ port, state, detail }: AddressFacts): string =>
  `port ${port} ${stateText(state)}${detail === undefined ? '' : `: ${detail}`}`

const MAX_LISTED = 12
const MAX_NAME = 300

/** Characters of all listed names together. The first name is listed even if it is longer. */
const MAX_LENGTH = 450

/** `a, b and 3 more`: each name whole, unless it alone is too long. */
export const listed = (names: readonly string[]): string => {
  let length = 0
  const fits = (name: string, at: number): boolean => {
    length += name.length + 2
    return at === 0 || length <= MAX_LENGTH
  }
  const first = names.slice(0, MAX_LISTED).map((name) => cut(name, MAX_NAME))
  const end = first.findIndex((name, at) => !fits(name, at))
  const shown = end === -1 ? first : first.slice(0, end)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

/** Text from the network is bounded here; each report sanitizes it. */
export const cut = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text
  const characters = [...text.slice(0, maxLength * 4)]
  return characters.length <= maxLength && text.length <= maxLength * 4
    ? text
    : `${characters.slice(0, maxLength - 1).join('')}…`
}
