import type { ClientFact } from '../../model/tls.ts'
import { isGrease } from '../../registry/codePoint.ts'
import { cipherSuiteName } from '../../registry/tls/cipherSuites.ts'
import { CLIENT_PROFILES } from '../../registry/tls/clientProfiles.ts'
import { EXTENSION } from '../../registry/tls/extensions.ts'
import { groupKind, groupName } from '../../registry/tls/namedGroups.ts'
import { TLS13, versionName } from '../../registry/tls/versions.ts'
import { type ClientHello, decodeClientHello, encodeClientHello, offerOf } from '../../tls/clientHello.ts'
import { serverName } from '../../tls/extensions.ts'
import type { HelloAnswer } from '../helloAnswer.ts'
import { findingOf, type Reply } from '../net/session.ts'
import { type ClientOffer, inferClient, type KnownServer } from './clientInference.ts'
import type { ProbeContext } from './context.ts'
import { chosenGroup } from './groups.ts'
import { freshRandoms } from './hello.ts'

/** A client's hello, and what of it can change the answer. */
type Profile = ClientOffer & {
  hello: ClientHello
  /** Versions, groups and key shares: what version and group depend on. */
  key: string
}

type Asked = { profile: Profile; reply: Reply<HelloAnswer> }

/**
 * What each MCP client runtime would negotiate here. Where that follows from what is known of the server, it is
 * inferred; else the client's own ClientHello is sent, with this server's name in it. Clients whose hellos differ only
 * in what cannot change the answer share a question. `server` is undefined where too little is known to infer.
 */
export const probeClients = async (
  context: ProbeContext,
  server: KnownServer | undefined,
): Promise<ClientFact[]> => {
  const inferred = server ? profiles().flatMap((profile) => inferClient(profile, server) ?? []) : []
  const known = new Set(inferred.map(({ client }) => client))
  const open = profiles().filter(({ client }) => !known.has(client))
  const sameOffers = [...Map.groupBy(open, ({ key }) => key).values()]
  const asked = await Promise.all(sameOffers.map((same) => probeSameOffers(context, same)))
  const byClient = new Map([...inferred, ...asked.flat()].map((fact) => [fact.client, fact]))
  return profiles().map(({ client }) => byClient.get(client) as ClientFact)
}

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
    facts.push(clientFact(profile.client, known.reply))
  }
  return facts
}

let decoded: readonly Profile[] | undefined

/** The clients of the registry, decoded at the first call. */
export const profiles = (): readonly Profile[] => {
  decoded ??= CLIENT_PROFILES.map(({ client, hello }) =>
    // Without the type and the three bytes of the length (RFC 9846 §4).
    profileOf(client, decodeClientHello(Buffer.from(hello, 'hex').subarray(4))),
  )
  return decoded
}

const profileOf = (client: string, hello: ClientHello): Profile => {
  const { versions, groups, shares, cipherSuites, schemes, protocols } = offerOf(hello)
  const withoutGrease = (values: readonly number[]): number[] => values.filter((value) => !isGrease(value))
  return {
    client,
    hello,
    versions,
    groups,
    shares,
    key: JSON.stringify([versions, groups, shares].map(withoutGrease)),
    suites: new Set(cipherSuites),
    schemes: new Set(schemes),
    protocols: new Set(protocols),
  }
}

/**
 * In TLS 1.3 the group is chosen apart from suite, scheme and protocol: a client that makes the same offer, and
 * that has the suite that was chosen and everything else the asked client had, gets the same. Any other outcome
 * carries over only to a client whose lists are the same.
 */
const carriesOver = ({ profile: other, reply }: Asked, profile: Profile): boolean => {
  if (sameLists(profile, other)) return true
  if (reply.kind !== 'answer' || (reply.value.kind !== 'retry' && reply.value.kind !== 'hello13'))
    return false
  return (
    profile.suites.has(reply.value.hello.cipherSuite) &&
    profile.schemes.isSupersetOf(other.schemes) &&
    (profile.protocols.size === 0 ||
      (other.protocols.size > 0 && profile.protocols.isSupersetOf(other.protocols)))
  )
}

const sameLists = (a: Profile, b: Profile): boolean =>
  sameSet(a.suites, b.suites) && sameSet(a.schemes, b.schemes) && sameSet(a.protocols, b.protocols)

const sameSet = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean => a.size === b.size && a.isSubsetOf(b)

/** The captured hello with new random values and the name of the server that is asked. */
const personalised = (hello: ClientHello, name: string | undefined): Uint8Array => {
  const { random, sessionId } = freshRandoms()
  const extensions = (hello.extensions ?? []).flatMap((extension) => {
    if (extension.type !== EXTENSION.server_name) return [extension]
    return name === undefined ? [] : [serverName(name)]
  })
  const legacySessionId = hello.legacySessionId.length > 0 ? sessionId : hello.legacySessionId
  return encodeClientHello({ ...hello, random, legacySessionId, extensions })
}

const clientFact = (client: string, reply: Reply<HelloAnswer>): ClientFact => {
  const finding = findingOf(reply)
  if (reply.kind !== 'answer' || reply.value.kind === 'alert') return { client, ...finding, basis: 'asked' }
  const answer = reply.value
  const group = answer.kind === 'flight12' ? groupOfFlight(answer) : chosenGroup(answer)
  return {
    client,
    ...finding,
    basis: 'asked',
    version: versionName(answer.kind === 'flight12' ? answer.version : TLS13),
    cipherSuite: cipherSuiteName(answer.hello.cipherSuite),
    ...(group === undefined ? {} : { group: groupName(group), kind: groupKind(group) }),
  }
}

/** Before TLS 1.3 only an ECDHE ServerKeyExchange names a group. */
const groupOfFlight = ({ flight }: Extract<HelloAnswer, { kind: 'flight12' }>): number | undefined =>
  flight.keyExchange?.family === 'ECDHE' ? flight.keyExchange.group : undefined
