import type { VersionName } from '../../model/questions/names.ts'
import { postQuantumVaries } from '../../model/questions/repeats.ts'
import { acceptedGroups } from '../../model/questions/tls.ts'
import type { Answer } from '../../model/state.ts'
import type { ClientFact, TlsFacts } from '../../model/tls.ts'
import { TLS12_GROUPS, TLS13_GROUPS } from '../../registry/tls/groups/namedGroups.ts'
import { COMMON, type Offer, USUAL } from '../../registry/tls/offers.ts'
import { TLS12_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
import { cipherSuiteName, TLS13_CIPHER_SUITES } from '../../registry/tls/suites/cipherSuites.ts'
import { SSL30, TLS10, TLS11, TLS12, TLS13, VERSIONS, versionName } from '../../registry/tls/versions.ts'
import { chosenGroup, type HelloAnswer, isTls13 } from '../../tls/helloAnswer.ts'
import type { ConversationOptions } from '../net/conversation.ts'
import { type Reply, stateOfReply } from '../net/reply.ts'
import { askHybridOffer, clientsWithProtocol, probeClients, varyingClients } from './clients.ts'
import { hello, type ProbeContext } from './context.ts'
import { needsFiniteField } from './finiteField.ts'
import { type Groups13, groupFact, probeGroups } from './groups.ts'
import { handshake12 } from './handshake12.ts'
import { type HandshakeFacts, probeHandshakes } from './handshakes.ts'
import { keyShareOf } from './keyAgreement.ts'
import { clientCertificate12 } from './negotiation/clientCertificate.ts'
import type { KnownServer } from './negotiation/inferClient.ts'
import { HTTP1, type Protocols, probeProtocols12 } from './negotiation/protocols.ts'
import { withSharedSecret } from './negotiation/sharedSecret.ts'
import { withSsl2 } from './negotiation/ssl2.ts'
import { withRepeated } from './repeats/merged.ts'
import { probeRepeats } from './repeats/repeats.ts'
import { probeResumption12 } from './resumption/resumption12.ts'
import { NO_RESUMPTION } from './resumption/resumption13.ts'
import { probeSchemes12 } from './schemes.ts'
import { probeTls12, suitesByVersion } from './tls12.ts'

export type Answered = Extract<Reply<HelloAnswer>, { kind: 'answer' }>

/**
 * The first answer. `tls13`: what other hellos show of TLS 1.3, where that is not what the first answer says. `tls13Hello`: the
 * answer to hellos that offer TLS 1.3, where only others are answered.
 */
export type Contacted = Answered & { tls13?: Answer; tls13Hello?: Answer }

/** A first question: TLS 1.0 to 1.3, without a key share. Its answer starts the enumeration of groups. */
export const contact = (context: ProbeContext, offer: Offer): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() => contactMessage(context, offer))

export const contactMessage = (context: ProbeContext, offer: Offer): Uint8Array =>
  hello(context, {
    versions: [TLS13, TLS12, TLS11, TLS10],
    cipherSuites: [...offer.suites13, ...offer.suites12],
    groups: offer.groups,
    schemes: offer.schemes,
  })

/** Common values and a usual key share: some servers fail without one, on unusual groups or schemes, or on long hellos. */
export const cautiousContact = (context: ProbeContext, offer: Offer = COMMON): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() => {
    const [group] = offer.groups as [number]
    return hello(context, {
      versions: [TLS13, TLS12, TLS11, TLS10],
      cipherSuites: [...COMMON.suites13, ...COMMON.suites12],
      groups: offer.groups,
      schemes: offer.schemes,
      keyShares: keyShareOf(group),
    })
  })

/** As a client does that has no TLS 1.3: what does not answer hellos with it may answer this one. */
export const contactWithout13 = (context: ProbeContext): Promise<Reply<HelloAnswer>> =>
  context.session.hello(() =>
    hello(context, {
      versions: [TLS12],
      cipherSuites: USUAL.suites12,
      groups: USUAL.groups.filter((group) => TLS12_GROUPS.includes(group)),
      schemes: USUAL.schemes.filter((scheme) => TLS12_SCHEMES.includes(scheme)),
    }),
  )

/** `request`: in HTTP, to be sent over a complete handshake. */
export type HandshakeOptions = ConversationOptions & { request: Uint8Array }

export const probeTls = async (
  context: ProbeContext,
  first: Contacted,
  options: HandshakeOptions,
): Promise<TlsFacts> => {
  const modern = isTls13(first.value)
  const [groups, complete, tls12] = await Promise.all([
    modern ? probeGroups(context, first.value) : undefined,
    modern ? probeHandshakes(context, chosenGroup(first.value), options.request) : undefined,
    probeTls12(context, first.value).then(async (facts) => ({
      ...facts,
      schemes: await probeSchemes12(context, facts),
    })),
  ])
  const repeated = await probeRepeats(context, first.value, {
    contact: () => (context.cautious ? cautiousContact : contact)(context, context.offer),
    groups,
    tls12,
    handshake: complete?.completion && {
      completion: complete.completion,
      withAlpn: !complete.refusesProtocols,
    },
  })
  const varies = postQuantumVaries(repeated)
  // Repeated once, like every question.
  const { session, serverName } = context
  const protocols = complete ? protocols13(complete) : await probeProtocols12(context, tls12)
  const largeHello = groups?.tolerance.largeHello
  const ignoresLong = largeHello?.state === 'timed-out' && largeHello.confirmed === true
  const withAlpn = protocols.alpn.includes(HTTP1)
  const finiteField = needsFiniteField(tls12.suites)
  const dial12 = () => session.occupy(() => handshake12({ ...options, serverName, withAlpn, finiteField }))
  const [clients, hybridOffer12, resumption12, completed12] = await Promise.all([
    varies
      ? varyingClients()
      : probeClients(context, groups && complete && knownServer(context, groups, complete), {
          tls13Hello: first.tls13Hello,
          ignoresLong,
        }),
    modern || first.tls13Hello ? undefined : askHybridOffer(context, tls12),
    probeResumption12(context, tls12, options),
    modern || tls12.version === undefined
      ? undefined
      : dial12().then((done) => (done && !done.cut ? done : dial12())),
  ])
  const older = suitesByVersion(tls12.choices)
  const facts: TlsFacts = {
    versions: versionAnswers(first, tls12.versions),
    groups: groups?.groups ?? refusedGroups(first),
    groupChoice: groups?.groupChoice ?? 'unknown',
    cipherSuites: { ...(groups ? { 'TLS 1.3': groups.cipherSuites } : {}), ...older.cipherSuites },
    cipherSuiteChoice: {
      ...(groups?.cipherSuiteChoice ? { 'TLS 1.3': groups.cipherSuiteChoice } : {}),
      ...older.cipherSuiteChoice,
    },
    keyExchange12: [...new Set(tls12.keyExchanges.map(({ family }) => family))],
    keyExchange12Details: tls12.keyExchanges,
    ...(tls12.curves ? { curves12: tls12.curves } : {}),
    ...(hybridOffer12 ? { hybridOffer12 } : {}),
    signatureSchemes: [...(complete?.schemes ?? []), ...tls12.schemes],
    ...context.chains.all,
    clientCertificate:
      complete?.clientCertificate ??
      (modern ? 'not-tested' : clientCertificate12(tls12.answers, completed12, finiteField)),
    ...(complete?.certificateCompression && { certificateCompression: complete.certificateCompression }),
    resumption: complete?.resumption ?? NO_RESUMPTION,
    ...(resumption12 ? { resumption12 } : {}),
    ...protocols,
    tolerance: groups?.tolerance ?? tls12.tolerance,
    ...tls13Hello(first, tls12.version),
    clients: complete?.endedAfterHello
      ? clients.map(withoutServer(complete.endedAfterHello))
      : clientsWithProtocol(clients, protocols.alpn),
    timings: timings(first, complete?.handshakeMs ?? completed12?.handshakeMs),
    ...(session.rateLimit ? { rateLimit: session.rateLimit } : {}),
    connections: session.connections,
  }
  return withSsl2(context, await withSharedSecret(context, withRepeated(facts, repeated)))
}

/** The server ends its handshakes after ServerHello, as Java does where it has no certificate for the client. */
const withoutServer =
  ({ alert }: Answer) =>
  (fact: ClientFact): ClientFact =>
    fact.version === 'TLS 1.3' && fact.state === 'accepted'
      ? {
          client: fact.client,
          state: 'not-tested',
          detail: `the server sends ${alert} after its ServerHello`,
        }
      : fact

/** The protocol is part of a completed handshake: without one, an empty list is not an answer. */
const protocols13 = ({ alpn, handshakeMs }: HandshakeFacts): Protocols => ({
  alpn,
  alpnState: alpn.length > 0 ? 'accepted' : handshakeMs === undefined ? 'not-tested' : 'refused',
})

/** RFC 5246 §E.1: a server without TLS 1.3 chooses a lower version that it is offered; only an intolerant one sends an alert. */
export const tls13Hello = (first: Contacted, older: number | undefined): Pick<TlsFacts, 'tls13Hello'> => {
  if (first.tls13Hello) return { tls13Hello: first.tls13Hello }
  const isRefused = first.tls13?.alert === 'protocol_version' && older !== undefined && older > SSL30
  return isRefused ? { tls13Hello: first.tls13 as Answer } : {}
}

/** Undefined where nothing can be inferred: the server fails on some hellos, or its schemes are unknown. */
const knownServer = (
  { cautious }: ProbeContext,
  { groups, groupChoice, isSteady, cipherSuites, tolerance }: Groups13,
  { chainsOfSchemes, alpn, refusesProtocols }: HandshakeFacts,
): KnownServer | undefined => {
  if (cautious || chainsOfSchemes.size === 0 || tolerance.largeHello.state !== 'accepted') return undefined
  return {
    groups: acceptedGroups({ groups }).map(({ value }) => Number(value)),
    groupChoice: isSteady ? groupChoice : 'unknown',
    suites: TLS13_CIPHER_SUITES.filter((suite) => cipherSuites.includes(cipherSuiteName(suite))),
    schemes: chainsOfSchemes,
    protocols: refusesProtocols ? 'refused' : alpn,
  }
}

/** The first question offered TLS 1.3 to 1.0: the choice of a version refuses all higher ones. */
export const versionAnswers = (
  first: Contacted,
  known: Partial<Record<VersionName, Answer>>,
): TlsFacts['versions'] => {
  const answer = first.value
  const chosen = answer.kind === 'flight12' ? answer.version : undefined
  const answers = VERSIONS.filter(({ value }) => value >= SSL30).map(
    ({ name, value }): [VersionName, Answer] => {
      if (value === TLS13 && isTls13(answer)) return [name, { state: 'accepted' }]
      if (value === TLS13 && first.tls13) return [name, first.tls13]
      if (chosen === value) return [name, { state: 'accepted' }]
      if (chosen !== undefined && value > chosen && known[name] === undefined) {
        return [name, { state: 'refused', detail: `it chose ${versionName(chosen)}` }]
      }
      return [name, known[name] ?? (value === TLS13 ? withoutTls13(first) : { state: 'not-tested' })]
    },
  )
  return Object.fromEntries(answers) as TlsFacts['versions']
}

const withoutTls13 = (first: Contacted): Answer => first.tls13 ?? stateOfReply(first)

/** Without TLS 1.3 none of its groups is accepted. */
const refusedGroups = (first: Contacted): TlsFacts['groups'] => {
  const answer = withoutTls13(first)
  const state = answer.state === 'accepted' ? 'refused' : answer.state
  return TLS13_GROUPS.map((value) => ({ ...groupFact(value), ...answer, state }))
}

/** In milliseconds, to a tenth. */
export const timings = (first: Answered, handshakeMs: number | undefined): TlsFacts['timings'] => {
  const { connectMs, answerMs } = first.timings
  return {
    connectMs: tenths(connectMs),
    helloMs: tenths(answerMs),
    ...(handshakeMs === undefined ? {} : { handshakeMs: tenths(handshakeMs) }),
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10
