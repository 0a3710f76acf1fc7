import type { VersionName } from '../../../model/questions/names.ts'
import type { Answer } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { CIPHER_SUITES, type CipherSuiteRow, cipherSuiteName } from '../../../registry/tls/cipherSuites.ts'
import { TLS10, TLS11, TLS12, versionName } from '../../../registry/tls/versions.ts'
import type { HelloAnswer } from '../../../tls/helloAnswer.ts'
import { stateOfReply } from '../../net/reply.ts'
import type { ProbeContext } from '../context.ts'
import { enumerate } from '../enumerate.ts'
import { answer12, askVersion } from '../suites12.ts'

const suitesWith = (...keyExchanges: CipherSuiteRow['keyExchange'][]): number[] =>
  CIPHER_SUITES.filter(({ keyExchange }) => keyExchanges.includes(keyExchange)).map(({ value }) => value)

const PSK_SUITES = suitesWith('ECDHE_PSK', 'DHE_PSK', 'RSA_PSK', 'PSK')
const SRP_SUITES = suitesWith('SRP')

/**
 * For a server that accepted no version: whether it accepts one with a pre-shared key (RFC 4279) or a password (RFC 5054). A server
 * chooses a suite before it sees the client's identity. TLS 1.3 looks for the key first, so its refusal says nothing.
 */
export const withSharedSecret = async (context: ProbeContext, facts: TlsFacts): Promise<TlsFacts> => {
  const found = (await askPsk(context)) ?? (await askSrp(context)) ?? noVersionRefused(facts)
  if (!found) return facts
  const { accepted, suites, sharedSecret, without } = found
  const [highest] = accepted
  const isOpen = facts.versions['TLS 1.3'].alert === 'handshake_failure'
  const detail = `only ${SENTENCES[sharedSecret]}`
  const unknown: Answer = { state: 'not-tested', detail: `handshake_failure, ${without}` }
  return {
    ...facts,
    versions: {
      ...facts.versions,
      ...(isOpen ? { 'TLS 1.3': unknown } : {}),
      ...Object.fromEntries(accepted.map((version) => [version, { state: 'accepted', detail }])),
    },
    groups: isOpen ? facts.groups.map(({ alert: _, ...group }) => ({ ...group, ...unknown })) : facts.groups,
    cipherSuites: highest && suites.length > 0 ? { [highest]: suites.map(cipherSuiteName) } : {},
    ...(highest ? { sharedSecret } : {}),
    connections: context.session.connections,
  }
}

const SENTENCES = { PSK: 'with a pre-shared key', SRP: 'with a password (SRP)' } as const

type Found = {
  /** The highest first. */
  accepted: VersionName[]
  suites: number[]
  sharedSecret: keyof typeof SENTENCES
  without: string
}

const askPsk = async (context: ProbeContext): Promise<Found | undefined> => {
  const { accepted: suites, answers } = await enumerate<HelloAnswer>({
    offer: PSK_SUITES,
    ask: (remaining) => askVersion(context, TLS12, remaining),
    chosen: (answer) => (answer.kind === 'flight12' ? answer.hello.cipherSuite : undefined),
    state: stateOfReply,
  })
  const [first] = answers
  if (suites.length === 0 || first?.kind !== 'flight12') return undefined
  const below = [TLS11, TLS10].filter((version) => version < first.version)
  const others = await Promise.all(
    below.map(async (version) => {
      const answer = answer12(await askVersion(context, version, suites))
      return answer?.version === version ? [version] : []
    }),
  )
  const accepted = [first.version, ...others.flat()].map((version) => versionName(version) as VersionName)
  return { accepted, suites, sharedSecret: 'PSK', without: 'without a pre-shared key' }
}

/** A hello without a user name: RFC 5054 §2.5.1.3. */
const askSrp = async (context: ProbeContext): Promise<Found | undefined> => {
  const { alert } = stateOfReply(await askVersion(context, TLS12, SRP_SUITES))
  if (alert !== 'unknown_psk_identity') return undefined
  return { accepted: ['TLS 1.2'], suites: [], sharedSecret: 'SRP', without: 'without a password (SRP)' }
}

/** A server that refuses TLS 1.2 as a version, and TLS 1.3 otherwise, has TLS 1.3: what it wants is unknown. */
const noVersionRefused = ({ versions }: TlsFacts): Found | undefined =>
  versions['TLS 1.2'].alert === 'protocol_version' && versions['TLS 1.3'].alert === 'handshake_failure'
    ? {
        accepted: [],
        suites: [],
        sharedSecret: 'PSK',
        without: 'while TLS 1.2 gets protocol_version: it may want a pre-shared key',
      }
    : undefined
