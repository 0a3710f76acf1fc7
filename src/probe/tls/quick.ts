import type { GroupFact, TlsFacts } from '../../model/tls.ts'
import { groupKind, TLS13_GROUPS } from '../../registry/tls/groups/namedGroups.ts'
import { cipherSuiteName } from '../../registry/tls/suites/cipherSuites.ts'
import { TLS12, versionName } from '../../registry/tls/versions.ts'
import { chosenGroup, isTls13 } from '../../tls/helloAnswer.ts'
import { answerOf, stateOfReply } from '../net/reply.ts'
import { completeHandshake, handshakeOf } from './complete.ts'
import { hello13, type ProbeContext } from './context.ts'
import { groupFact } from './groups.ts'
import { canComplete } from './keyAgreement.ts'
import { clientCertificate12 } from './negotiation/clientCertificate.ts'
import { NO_RESUMPTION } from './resumption/resumption13.ts'
import { handshakeFact } from './schemes.ts'
import { answer12, askVersion, refusedByClosing } from './suites12.ts'
import { type Contacted, timings, tls13Hello, versionAnswers } from './tls.ts'
import { keyExchangesOf } from './tls12.ts'
import { NO_TOLERANCE } from './tolerance.ts'

/** At most four questions after the first, for the facts that rank an endpoint; the rest is "not tested". */
export const quickTls = async (context: ProbeContext, first: Contacted): Promise<TlsFacts> => {
  const preferred = chosenGroup(first.value)
  const modern = isTls13(first.value)
  const classical = TLS13_GROUPS.filter((group) => groupKind(group) === 'classical')
  const others = TLS13_GROUPS.filter((group) => groupKind(group) !== 'classical')
  const askOthers = preferred !== undefined && groupKind(preferred) === 'classical' ? others : classical
  const [other, tls12, complete] = await Promise.all([
    modern ? context.session.hello(() => hello13(context, askOthers)) : undefined,
    askVersion(context, TLS12),
    preferred !== undefined && canComplete(preferred)
      ? completeHandshake(context, { groups: [preferred] }, { until: 'server-finished' })
      : undefined,
  ])
  const done = handshakeOf(complete)
  const flights = [first, tls12].flatMap((reply) => answer12(reply) ?? [])
  for (const { flight, version } of flights)
    context.chains.add(flight.certificates, 'none', versionName(version))
  const keyExchanges = keyExchangesOf(flights)
  return {
    versions: versionAnswers(first, { 'TLS 1.2': refusedByClosing(stateOfReply(tls12)) }),
    groups: quickGroups(
      preferred,
      chosenGroup(answerOf(other)),
      other && stateOfReply(other).state === 'refused' ? askOthers : [],
      context.offer.groups,
    ),
    groupChoice: 'unknown',
    cipherSuites: Object.fromEntries(
      [...(isTls13(first.value) ? [first.value] : []), ...flights].map(({ version, hello }) => [
        versionName(version),
        [cipherSuiteName(hello.cipherSuite)],
      ]),
    ),
    cipherSuiteChoice: {},
    keyExchange12: [...new Set(keyExchanges.map(({ family }) => family))],
    keyExchange12Details: keyExchanges,
    signatureSchemes: done ? [handshakeFact(context, done)] : [],
    ...context.chains.all,
    clientCertificate: done
      ? done.certificateRequest
        ? 'not-tested'
        : 'none'
      : clientCertificate12(flights, undefined),
    resumption: NO_RESUMPTION,
    alpn: [],
    alpnState: 'not-tested',
    tolerance: NO_TOLERANCE,
    ...tls13Hello(first, flights[0]?.version),
    clients: [],
    timings: timings(first, done?.handshakeMs),
    ...(context.session.rateLimit ? { rateLimit: context.session.rateLimit } : {}),
    connections: context.session.connections,
  }
}

/** At most two groups are known to be accepted; the others are refused as a whole, or were not asked. */
const quickGroups = (
  preferred: number | undefined,
  other: number | undefined,
  refused: readonly number[],
  offered: readonly number[],
): GroupFact[] =>
  [...new Set([...TLS13_GROUPS, ...(preferred === undefined ? [] : [preferred])])].map((value) => {
    // Both were offered, and it chose the one further down in the list: the choice is its own.
    const isServersChoice =
      preferred !== undefined &&
      other !== undefined &&
      offered.includes(other) &&
      TLS13_GROUPS.indexOf(other) < TLS13_GROUPS.indexOf(preferred)
    if (value === preferred)
      return { ...groupFact(value), state: 'accepted', ...(isServersChoice ? { rank: 1 } : {}) }
    if (value === other) return { ...groupFact(value), state: 'accepted' }
    return { ...groupFact(value), state: refused.includes(value) ? 'refused' : 'not-tested' }
  })
