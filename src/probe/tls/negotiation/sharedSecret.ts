import type { VersionName } from '../../../model/questions/names.ts'
import { acceptsTls } from '../../../model/questions/tls.ts'
import type { Answer } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { FATAL, PROTOCOL_VERSION } from '../../../registry/tls/messages/alerts.ts'
import {
  CIPHER_SUITES,
  type CipherSuiteRow,
  cipherSuiteName,
} from '../../../registry/tls/suites/cipherSuites.ts'
import { TLS10, TLS11, TLS12, versionName } from '../../../registry/tls/versions.ts'
import type { Answer12, HelloAnswer } from '../../../tls/helloAnswer.ts'
import { type Reply, stateOfReply } from '../../net/reply.ts'
import type { ProbeContext } from '../context.ts'
import { answer12, askVersion, probeSuites } from '../suites12.ts'
import { probeTls12, suitesByVersion } from '../tls12.ts'
import { clientCertificate12 } from './clientCertificate.ts'
import { probeProtocols12 } from './protocols.ts'

const suitesWith = (...keyExchanges: CipherSuiteRow['keyExchange'][]): number[] =>
  CIPHER_SUITES.filter(({ keyExchange }) => keyExchanges.includes(keyExchange)).map(({ value }) => value)

const PSK_SUITES = suitesWith('ECDHE_PSK', 'DHE_PSK', 'RSA_PSK', 'PSK')
const SRP_SUITES = suitesWith('SRP')

const VERSIONS = [TLS12, TLS11, TLS10] as const

/**
 * Suites with a pre-shared key (RFC 4279) or a password (RFC 5054), which no usual client offers: those of a server that accepts
 * others too are listed apart, and a server that accepted no version is asked everything again with them. It chooses a suite before
 * it sees the client's identity. TLS 1.3 looks for the key first, so its refusal says nothing.
 */
export const withSharedSecret = async (context: ProbeContext, facts: TlsFacts): Promise<TlsFacts> => {
  const isAlone = !acceptsTls(facts)
  const known = VERSIONS.filter((version) => isAlone || facts.versions[nameOf(version)]?.state === 'accepted')
  const [highest] = known
  if (highest === undefined) return facts
  const asks = async (suites: readonly number[]): Promise<Reply<HelloAnswer>> =>
    askVersion(context, highest, suites)
  const reply = await asks([...PSK_SUITES, ...SRP_SUITES])
  const hasSrp = wantsName(reply)
  const hasPsk = answer12(hasSrp ? await asks(PSK_SUITES) : reply) !== undefined
  const found = isAlone
    ? await alone(context, facts, hasPsk ? 'PSK' : hasSrp ? 'SRP' : undefined)
    : hasPsk || hasSrp
      ? { sharedSecretSuites: await suitesInAddition(context, known, hasPsk) }
      : {}
  return { ...facts, ...found, connections: context.session.connections }
}

const alone = async (
  context: ProbeContext,
  facts: TlsFacts,
  secret: keyof typeof WITHOUT | undefined,
): Promise<Partial<TlsFacts>> => {
  if (secret === undefined) return isOther(facts) ? withUnknown13(facts, MAY_WANT_PSK) : {}
  const unknown = withUnknown13(facts, WITHOUT[secret])
  const { versions, ...found } = await (secret === 'PSK' ? probePsk(context) : probeSrp(context))
  const detail = ONLY[secret]
  const accepted = versions.map((version) => [version, { state: 'accepted' as const, detail }])
  return {
    ...unknown,
    ...found,
    ...context.chains.all,
    versions: { ...unknown.versions, ...Object.fromEntries(accepted) },
    sharedSecret: secret,
  }
}

/** The suites with a secret of a server that accepts others too, by version. */
const suitesInAddition = async (
  context: ProbeContext,
  versions: readonly number[],
  hasPsk: boolean,
): Promise<NonNullable<TlsFacts['sharedSecretSuites']>> => {
  const lists = await Promise.all(
    versions.map(async (version) => {
      const psk = hasPsk ? (await probeSuites(context, version, undefined, PSK_SUITES)).accepted : []
      const suites = [...psk, ...(await askSrp(context, version))]
      return suites.length > 0 ? [[nameOf(version), suites.map(cipherSuiteName)] as const] : []
    }),
  )
  return Object.fromEntries(lists.flat())
}

const nameOf = (version: number): VersionName => versionName(version) as VersionName

const ONLY = { PSK: 'only with a pre-shared key', SRP: 'only with a password (SRP)' } as const
const WITHOUT = { PSK: 'without a pre-shared key', SRP: 'without a password (SRP)' } as const
const MAY_WANT_PSK = 'while TLS 1.2 gets protocol_version: it may want a pre-shared key'

/** A server that refuses TLS 1.2 as a version, and TLS 1.3 otherwise, has TLS 1.3: what it wants is unknown. */
const isOther = ({ versions }: TlsFacts): boolean =>
  versions['TLS 1.2'].alert === 'protocol_version' && versions['TLS 1.3'].alert === 'handshake_failure'

/** An alert to clients without the secret says nothing of those with it. */
const withUnknown13 = (
  { versions, groups }: TlsFacts,
  without: string,
): Pick<TlsFacts, 'versions' | 'groups'> => {
  if (versions['TLS 1.3'].alert !== 'handshake_failure') return { versions, groups }
  const unknown: Answer = { state: 'not-tested', detail: `handshake_failure, ${without}` }
  return {
    versions: { ...versions, 'TLS 1.3': unknown },
    groups: groups.map(({ alert: _, ...group }) => ({ ...group, ...unknown })),
  }
}

type Found = Omit<Partial<TlsFacts>, 'versions'> & { versions: readonly VersionName[] }

/** Everything that TLS 1.2 and older versions say without a key. */
const probePsk = async (context: ProbeContext): Promise<Found> => {
  const tls12 = await probeTls12(context, NO_VERSION, PSK_SUITES)
  // RFC 5246 §7.4.1.3: a server without a session id resumes none by its id.
  const hasNoId = ({ hello }: Answer12): boolean => hello.legacySessionIdEcho.length === 0
  const isRefused = tls12.answers.length > 0 && tls12.answers.every(hasNoId)
  const sessionId = isRefused ? 'refused' : 'not-tested'
  return {
    versions: VERSIONS.map(nameOf).filter((name) => tls12.versions[name]?.state === 'accepted'),
    ...suitesByVersion(tls12.choices),
    ...(tls12.curves ? { curves12: tls12.curves } : {}),
    clientCertificate: clientCertificate12(tls12.answers, undefined),
    resumption12: { sessionId, ticket: 'not-tested' },
    ...(await probeProtocols12(context, tls12)),
    tolerance: tls12.tolerance,
  }
}

const NO_VERSION: HelloAnswer = { kind: 'alert', alert: { level: FATAL, description: PROTOCOL_VERSION } }

const probeSrp = async (context: ProbeContext): Promise<Found> => {
  const all = await Promise.all(
    VERSIONS.map(async (version) => ({ version, suites: await askSrp(context, version) })),
  )
  const found = all.filter(({ suites }) => suites.length > 0)
  return {
    versions: found.map(({ version }) => nameOf(version)),
    ...suitesByVersion(found.map((one) => ({ ...one, suiteChoice: undefined }))),
  }
}

/** A hello without a user name (RFC 5054 §2.5.1.3) for each suite, after one with all. */
const askSrp = async (context: ProbeContext, version: number): Promise<number[]> => {
  const asks = async (suites: readonly number[]): Promise<boolean> =>
    wantsName(await askVersion(context, version, suites))
  if (!(await asks(SRP_SUITES))) return []
  const found = await Promise.all(SRP_SUITES.map(async (suite) => ((await asks([suite])) ? [suite] : [])))
  return found.flat()
}

const wantsName = (reply: Reply<HelloAnswer>): boolean => stateOfReply(reply).alert === 'unknown_psk_identity'
