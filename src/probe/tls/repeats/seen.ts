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
  if (answer.kind === 'alert') return { seen: { alert: alertName(answer.alert.description) }, choices: {} }
  const { version } = answer
  const isFlight = answer.kind === 'flight12'
  const group = chosenGroup(answer) ?? chosenCurve(answer)
  const { cipherSuite } = answer.hello
  const scheme = isFlight ? answer.flight.keyExchange?.signed?.algorithm : undefined
  return {
    seen: {
      version: versionName(version),
      cipherSuite: cipherSuiteName(cipherSuite),
      ...ofGroup(group),
      ...ofScheme(scheme),
      ...(isFlight ? ofLeaf(leafOf(answer)) : {}),
      ...(isFlight ? { clientCertificate: answer.flight.certificateRequested } : {}),
    },
    version,
    choices: chosen({ group, cipherSuite, scheme }),
    ...(isFlight ? { flight: answer } : {}),
  }
}

export const seenOfHandshake = (result: Handshake13Result, leafOf: Leaf): Observed => {
  if (result.kind === 'alert') return { seen: { alert: alertName(result.alert.description) }, choices: {} }
  if (result.kind === 'lower-version')
    return { seen: { version: versionName(result.version) }, version: result.version, choices: {} }
  const { handshake } = result
  const { group, suite, scheme, alpn, certificateRequest } = handshake
  return {
    seen: {
      version: versionName(TLS13),
      cipherSuite: cipherSuiteName(suite),
      ...ofGroup(group),
      ...ofScheme(scheme),
      ...ofLeaf(leafOf(handshake)),
      ...(alpn === undefined ? {} : { protocol: alpn }),
      clientCertificate: certificateRequest !== undefined,
    },
    version: TLS13,
    choices: chosen({ group, cipherSuite: suite, scheme }),
    handshake,
  }
}

const ofGroup = (group: number | undefined): Seen =>
  group === undefined ? {} : { group: groupName(group), kind: groupKind(group) }

const ofScheme = (scheme: number | undefined): Seen =>
  scheme === undefined ? {} : { scheme: schemeName(scheme) }

const ofLeaf = (leaf: ParsedCertificate | undefined): Seen =>
  leaf === undefined ? {} : { key: keyName(leaf.facts.publicKey), sha256: leaf.facts.sha256 }

const chosen = (all: Record<Choice, number | undefined>): Observed['choices'] =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))

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
