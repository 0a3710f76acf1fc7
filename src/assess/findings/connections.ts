import {
  type Difference,
  differencesOf,
  offersPostQuantum,
  postQuantumVaries,
} from '../../model/questions/repeats.ts'
import {
  acceptedGroups,
  acceptedOlderVersions,
  acceptsTls,
  isPostQuantum as isPostQuantumGroup,
  isRefused,
  isUnanswered,
} from '../../model/questions/tls.ts'
import type { Repeats, TlsFacts } from '../../model/tls.ts'
import type rows from '../../registry/findings/connections.json'
import { groupNamed } from '../../registry/tls/groups/namedGroups.ts'
import { atEachTls, listed, type Predicates } from './answer.ts'

export const CONNECTIONS: Predicates<typeof rows> = {
  'servers-differ': atEachTls((tls) => {
    if (!tls.repeats) return { open: 'no question was asked repeatedly (the full profile does that)' }
    const differences = differencesOf(tls).filter((one) => !isPostQuantum(one, tls))
    if (differences.length === 0) return undefined
    const isCertificate = differences.every((one) => one.of === 'sha256')
    return { seen: differences.map(differenceText), ...(isCertificate ? { level: 'note' } : {}) }
  }),

  'no-client-served': atEachTls((tls) => {
    const { clients, sharedSecret } = tls
    if (!acceptsTls(tls) || sharedSecret || clients.some(({ state }) => state === 'accepted'))
      return undefined
    if (clients.length === 0)
      return { open: 'which clients can connect was not tested (the full profile tests it)' }
    const open = clients.filter(isUnanswered).length
    if (open > 0) return { open: `${open} of ${clients.length} client runtimes were not answered` }
    const accepted = [...acceptedGroups(tls).map(({ name }) => name), ...acceptedOlderVersions(tls)]
    const refused = clients.filter(isRefused).length
    return { seen: [`${refused} were refused; the server accepts only ${listed(accepted)}`] }
  }),
}

/** Differences in post-quantum groups are the finding `answers-differ`. */
const isPostQuantum = ({ question, seen }: Difference, tls: TlsFacts): boolean =>
  postQuantumVaries(tls) &&
  (offersPostQuantum(question) || seen.some(({ example }) => example !== undefined && isOfHybrids(example)))

const isOfHybrids = (name: string): boolean => isPostQuantumGroup({ kind: groupNamed(name)?.kind })

const differenceText = (one: Difference): string => {
  const { of, answered, seen, question } = one
  const [first, ...others] = seen.map(({ value, count, example }, at) => {
    const what = of === 'answered' ? outcome(question, value === true, example) : valueText(of, value)
    return `${what} on ${at === 0 ? `${count} of ${answered} connections` : count}`
  })
  return `${subjectOf(one)}${[first, ...others].join(' and ')}`
}

const subjectOf = ({ of, question }: Difference): string => {
  if (of === 'answered') return `${QUESTIONS[question.offered] ?? question.only} `
  return SUBJECTS[of]
}

const SUBJECTS: Record<Exclude<Difference['of'], 'answered'>, string> = {
  version: '',
  key: 'certificate with ',
  sha256: 'certificate ',
  protocol: 'protocol by ALPN ',
  clientCertificate: 'client certificate ',
}

const QUESTIONS: Partial<Record<Repeats['offered'], string>> = {
  all: 'usual ClientHello',
  'post-quantum': 'post-quantum groups alone',
  'other-groups': 'further groups',
  handshake: 'handshake of TLS 1.3',
  'TLS 1.2': 'TLS 1.2',
  'other-suites': 'further cipher suites before TLS 1.3',
  'older-versions': 'TLS 1.1 or older',
}

/** Names what was chosen where the question does not. */
const outcome = (
  { offered }: Difference['question'],
  isAccepted: boolean,
  example: string | undefined,
): string => {
  const isNamed = isAccepted && offered !== 'other-suites' && offered !== 'other-groups'
  const detail = example === undefined || isNamed ? '' : ` (${example})`
  return `${isAccepted ? 'accepted' : 'refused'}${detail}`
}

const valueText = (of: Difference['of'], value: string | boolean | undefined): string => {
  if (of === 'clientCertificate') return value === true ? 'requested' : 'not requested'
  if (of === 'sha256') return `${String(value).slice(0, 16)}…`
  return value === undefined ? 'none' : String(value)
}
