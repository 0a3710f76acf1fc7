import { keyName } from '../../../model/questions/key.ts'
import type { Choice } from '../../../model/questions/repeats.ts'
import type { Repeats } from '../../../model/tls.ts'
import { groupKind, groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { alertName } from '../../../registry/tls/messages/alerts.ts'
import { schemeName } from '../../../registry/tls/signatureSchemes.ts'
import { cipherSuiteName } from '../../../registry/tls/suites/cipherSuites.ts'
import { TLS13, versionName } from '../../../registry/tls/versions.ts'
import type { Handshake13, Handshake13Result } from '../../../tls/handshake13.ts'
import { type Answer12, chosenCurve, chosenGroup, type HelloAnswer } from '../../../tls/helloAnswer.ts'
import type { Alert } from '../../../tls/record.ts'
import type { ParsedCertificate } from '../certificates/certificate.ts'

type Seen = Omit<Repeats['answers'][number], 'count'>

/** One answer, with the code points of what the server chose. */
export type Observed = {
  seen: Seen
  version?: number
  choices: Partial<Record<Choice, number>>
  flight?: Answer12
  handshake?: Handshake13
}

/** Records the certificates of an answer, and returns the server's own. */
export type Leaf = (answer: Answer12 | Handshake13) => ParsedCertificate | undefined

export const seenOfHello = (answer: HelloAnswer, leafOf: Leaf): Observed => {
  if (answer.kind === 'alert') return ofAlert(answer.alert)
  const group = chosenGroup(answer) ?? chosenCurve(answer)
  const { cipherSuite } = answer.hello
  if (answer.kind !== 'flight12')
    return ofChoices(answer.version, { group, cipherSuite, scheme: undefined }, {})
  const { keyExchange, certificateRequested } = answer.flight
  const choices = { group, cipherSuite, scheme: keyExchange?.signed?.algorithm }
  const shown = { ...ofLeaf(leafOf(answer)), clientCertificate: certificateRequested }
  return { ...ofChoices(answer.version, choices, shown), flight: answer }
}

export const seenOfHandshake = (result: Handshake13Result, leafOf: Leaf): Observed => {
  if (result.kind === 'alert') return ofAlert(result.alert)
  if (result.kind === 'lower-version')
    return { seen: { version: versionName(result.version) }, version: result.version, choices: {} }
  const { handshake } = result
  const { group, suite, scheme, alpn, certificateRequest } = handshake
  const shown = {
    ...ofLeaf(leafOf(handshake)),
    ...(alpn === undefined ? {} : { protocol: alpn }),
    clientCertificate: certificateRequest !== undefined,
  }
  return { ...ofChoices(TLS13, { group, cipherSuite: suite, scheme }, shown), handshake }
}

const ofAlert = ({ description }: Alert): Observed => ({
  seen: { alert: alertName(description) },
  choices: {},
})

/** `shown`: what the server shows besides what it chose. */
const ofChoices = (
  version: number,
  choices: Record<Choice, number | undefined> & { cipherSuite: number },
  shown: Seen,
): Observed => {
  const { group, cipherSuite, scheme } = choices
  return {
    seen: {
      version: versionName(version),
      cipherSuite: cipherSuiteName(cipherSuite),
      ...(group === undefined ? {} : { group: groupName(group), kind: groupKind(group) }),
      ...(scheme === undefined ? {} : { scheme: schemeName(scheme) }),
      ...shown,
    },
    version,
    choices: Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined)),
  }
}

const ofLeaf = (leaf: ParsedCertificate | undefined): Seen =>
  leaf === undefined ? {} : { key: keyName(leaf.facts.publicKey), sha256: leaf.facts.sha256 }

/** The answers to a question, the most frequent first. */
export const counted = (
  question: Pick<Repeats, 'offered' | 'only'>,
  observed: readonly Observed[],
): Repeats => {
  const same = [...Map.groupBy(observed, ({ seen }) => JSON.stringify(seen)).values()]
  return {
    ...question,
    answered: observed.length,
    answers: same
      .map((some) => ({ ...(some[0] as Observed).seen, count: some.length }))
      .toSorted((a, b) => b.count - a.count),
  }
}
