import type { Answer } from '../../model/state.ts'
import type { ClientFact, HybridOffer12 } from '../../model/tls.ts'
import { isGrease } from '../../registry/codePoint.ts'
import { groupKind, groupName, groupNamed } from '../../registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../../registry/tls/messages/extensions.ts'
import {
  CLIENT_PROFILES,
  type ClientProfile,
  hasLongHello,
} from '../../registry/tls/software/clientProfiles.ts'
import {
  cipherSuiteName,
  keyExchangeOf,
  TLS13_CIPHER_SUITES,
} from '../../registry/tls/suites/cipherSuites.ts'
import { SSL30, TLS10, TLS11, TLS12, TLS13, versionName } from '../../registry/tls/versions.ts'
import { type ClientHello, decodeClientHello, encodeClientHello, offerOf } from '../../tls/clientHello.ts'
import { serverName } from '../../tls/extensions.ts'
import { chosenCurve, chosenGroup, type HelloAnswer, isTls13 } from '../../tls/helloAnswer.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { type Reply, stateOfReply } from '../net/reply.ts'
import { freshRandoms, hello, type ProbeContext } from './context.ts'
import { type ClientOffer, inferClient, type KnownServer } from './negotiation/inferClient.ts'
import type { Tls12Facts } from './tls12.ts'

type Profile = ClientOffer & {
  hello: ClientHello
  /** Bytes. */
  length: number
  isLong: boolean
  /** Versions, groups and key shares, which the negotiated version and group depend on. */
  key: string
  /** Suites, schemes and protocols. */
  lists: string
  minDhBits: number | undefined
}

type Asked = { profile: Profile; reply: Reply<HelloAnswer> }

/**
 * What each MCP client runtime negotiates with this server. Where that follows from the known facts, it is inferred;
 * otherwise the client's own ClientHello is sent, with this server's name. Clients whose hellos cannot get different
 * answers share a question. `server` is undefined where too little is known to infer; `tls13Hello`: what hellos with TLS 1.3
 * get, where it is not an answer; `ignoresLong`: repeated time-outs have shown that long hellos are not answered.
 */
export const probeClients = async (
  context: ProbeContext,
  server: KnownServer | undefined,
  { tls13Hello, ignoresLong = false }: { tls13Hello?: Answer | undefined; ignoresLong?: boolean } = {},
): Promise<ClientFact[]> => {
  const inferred = profiles().flatMap(
    (profile) =>
      (tls13Hello?.confirmed ? lostClient(profile, tls13Hello) : server && inferClient(profile, server)) ??
      [],
  )
  const known = new Set(inferred.map(({ client }) => client))
  const open = profiles().filter(({ client }) => !known.has(client))
  const ask = async (some: readonly Profile[]): Promise<ClientFact[]> => {
    const sameOffers = [...Map.groupBy(some, ({ key }) => key).values()]
    return (await Promise.all(sameOffers.map((same) => probeSameOffers(context, same)))).flat()
  }
  // Each question that is not answered takes two time-outs: only where the shortest of the long hellos is answered, the others are asked.
  const [shortest, ...longer] = ignoresLong
    ? open.filter(({ isLong }) => isLong).toSorted((a, b) => a.length - b.length)
    : []
  const [tried, answered] = await Promise.all([
    shortest ? ask([shortest]) : [],
    ask(open.filter((profile) => profile !== shortest && !longer.includes(profile))),
  ])
  const isIgnored = tried.some(({ state }) => state === 'timed-out')
  const asked = [tried, answered, isIgnored ? longer.map(notAsked) : await ask(longer)]
  const byClient = new Map([...inferred, ...asked.flat()].map((fact) => [fact.client, fact]))
  return profiles().map(({ client }) => byClient.get(client) as ClientFact)
}

/** Nothing answers hellos that offer TLS 1.3. */
const lostClient = ({ client, versions }: Profile, { state, detail }: Answer): ClientFact | undefined =>
  versions.includes(TLS13) ? { client, state, ...(detail ? { detail } : {}), basis: 'inferred' } : undefined

const notAsked = ({ client }: Profile): ClientFact => ({
  client,
  state: 'not-tested',
  detail: 'shorter ClientHellos are not answered',
})

/**
 * RFC 7301 §3.2: a server that accepts none of the client's protocols may end the handshake, in TLS 1.3 after its ServerHello.
 * `names`: what the server names whatever is offered, or accepts.
 */
export const clientsWithProtocol = (facts: readonly ClientFact[], names: readonly string[]): ClientFact[] => {
  const isOpen = ({ protocols }: Profile): boolean =>
    names.length > 0 && protocols.size > 0 && !names.some((name) => protocols.has(name))
  const open = new Set(profiles().flatMap((profile) => (isOpen(profile) ? [profile.client] : [])))
  return facts.map((fact) =>
    open.has(fact.client) && fact.version === versionName(TLS13)
      ? {
          client: fact.client,
          state: 'not-tested',
          detail: `the server names ${names.join(', ')} only (ALPN)`,
        }
      : fact,
  )
}

/** One connection does not say what the next one gets. */
export const varyingClients = (): ClientFact[] =>
  profiles().map(({ client }) => ({
    client,
    state: 'not-tested',
    detail: 'the answers differ between connections',
  }))

const probeSameOffers = async (context: ProbeContext, same: readonly Profile[]): Promise<ClientFact[]> => {
  const asked: Asked[] = []
  const facts: ClientFact[] = []
  for (const profile of same) {
    let known = asked.find((earlier) => carriesOver(earlier, profile))
    if (!known) {
      const reply = await context.session.hello(() => personalised(profile.hello, context.serverName))
      known = { profile, reply }
      asked.push(known)
    }
    facts.push(clientFact(profile, known.reply))
  }
  return facts
}

let decoded: readonly Profile[] | undefined

/** The clients of the registry, decoded at the first call. */
const profiles = (): readonly Profile[] => {
  decoded ??= CLIENT_PROFILES.map(profileOf)
  return decoded
}

const profileOf = (row: ClientProfile): Profile => {
  const { client, minDhBits } = row
  // Without the type and the three bytes of the length (RFC 9846 §4).
  const hello = decodeClientHello(Buffer.from(row.hello, 'hex').subarray(4))
  const { versions, groups, shares, cipherSuites, schemes, certificateSchemes, protocols } = offerOf(hello)
  const withoutGrease = (values: readonly number[]): number[] => values.filter((value) => !isGrease(value))
  return {
    client,
    hello,
    length: row.hello.length / 2,
    isLong: hasLongHello(row),
    minDhBits,
    versions,
    groups,
    shares,
    key: JSON.stringify([versions, groups, shares].map(withoutGrease)),
    lists: JSON.stringify(
      [cipherSuites, schemes, certificateSchemes, protocols].map((list) => list.toSorted()),
    ),
    suites: new Set(cipherSuites),
    schemes: new Set(schemes),
    certificateSchemes: new Set(certificateSchemes),
    protocols: new Set(protocols),
  }
}

/**
 * TLS 1.3 chooses the group independently of suite, scheme and protocol: a client with the same groups and shares that
 * also offers the chosen suite, and all schemes and protocols of the asked client, gets the same group, where it says the same
 * of the signatures of certificates: OpenSSL looks at them only where signature_algorithms_cert was sent. Any other
 * answer applies only to a client with the same lists.
 */
const carriesOver = ({ profile: other, reply }: Asked, profile: Profile): boolean => {
  if (profile.lists === other.lists) return true
  if (reply.kind !== 'answer' || !isTls13(reply.value)) return false
  return (
    profile.suites.has(reply.value.hello.cipherSuite) &&
    profile.schemes.isSupersetOf(other.schemes) &&
    profile.certificateSchemes.symmetricDifference(other.certificateSchemes).size === 0 &&
    (profile.protocols.size === 0 ||
      (other.protocols.size > 0 && profile.protocols.isSupersetOf(other.protocols)))
  )
}

/** The captured hello with new random values and this server's name. */
const personalised = (hello: ClientHello, name: string | undefined): Uint8Array => {
  const { random, sessionId } = freshRandoms()
  const extensions = (hello.extensions ?? []).flatMap((extension) => {
    if (extension.type !== EXTENSION.server_name) return [extension]
    return name === undefined ? [] : [serverName(name)]
  })
  const legacySessionId = hello.legacySessionId.length > 0 ? sessionId : hello.legacySessionId
  return encodeClientHello({ ...hello, random, legacySessionId, extensions })
}

/** A client may end the handshake that the server would make. */
const clientFact = (profile: Profile, reply: Reply<HelloAnswer>): ClientFact => {
  const { client } = profile
  const outcome = stateOfReply(reply)
  if (reply.kind !== 'answer' || reply.value.kind === 'alert') return { client, ...outcome, basis: 'asked' }
  const answer = reply.value
  const group = chosenGroup(answer) ?? chosenCurve(answer)
  const refused = refusedBy(profile, answer, group)
  if (refused !== undefined) {
    const detail = `the client refuses ${refused}`
    return { client, state: 'refused', detail, basis: 'asked' }
  }
  return {
    client,
    ...outcome,
    basis: 'asked',
    version: versionName(answer.version),
    cipherSuite: cipherSuiteName(answer.hello.cipherSuite),
    ...(group === undefined ? {} : { group: groupName(group), kind: groupKind(group) }),
  }
}

/** What of the answer the client does not accept. Servers that do not know supported_versions choose by legacy_version. */
const refusedBy = (
  { versions, groups, minDhBits = 0 }: Profile,
  answer: Exclude<HelloAnswer, { kind: 'alert' }>,
  group: number | undefined,
): string | undefined => {
  if (!versions.includes(answer.version)) return `${versionName(answer.version)}, which it does not offer`
  if (group !== undefined && !groups.includes(group)) return `${groupName(group)}, which it does not offer`
  const bits = primeBits(answer)
  return bits !== undefined && bits < minDhBits
    ? `the server's Diffie-Hellman group of ${bits} bits`
    : undefined
}

const primeBits = (answer: HelloAnswer): number | undefined =>
  answer.kind === 'flight12' && answer.flight.keyExchange?.family === 'DHE'
    ? bitLength(answer.flight.keyExchange.prime)
    : undefined

/** Some servers answer an offer of these with a curve that is not among them. */
const HYBRID_OFFER = ['X25519MLKEM768', 'x25519'] as const

/** Asks a server without TLS 1.3 with the ECDHE suites that it accepts. Undefined: it has none. */
export const askHybridOffer = async (
  context: ProbeContext,
  { version, suites, offered }: Pick<Tls12Facts, 'version' | 'suites' | 'offered'>,
): Promise<HybridOffer12 | undefined> => {
  const ecdhe = suites.filter((suite) => keyExchangeOf(suite) === 'ECDHE')
  if (ecdhe.length === 0 || version === SSL30) return undefined
  const reply = await context.session.hello(() =>
    hello(context, {
      versions: [TLS13, TLS12, TLS11, TLS10],
      cipherSuites: [...TLS13_CIPHER_SUITES, ...ecdhe],
      groups: HYBRID_OFFER.flatMap((name) => groupNamed(name)?.value ?? []),
      schemes: offered.schemes,
    }),
  )
  const curve = reply.kind === 'answer' ? chosenCurve(reply.value) : undefined
  return {
    offered: [...HYBRID_OFFER],
    ...stateOfReply(reply),
    ...(curve === undefined ? {} : { group: groupName(curve) }),
  }
}
