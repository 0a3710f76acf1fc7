import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import type { McpFacts } from '../model/mcp.ts'
import { acceptedGroups } from '../model/questions/tls.ts'
import type { DialAddress, Gatekeeper } from '../net/gatekeeper.ts'
import { CANDIDATE_PATHS } from '../registry/mcp/servers/places.ts'
import type { ProbeOptions } from './address.ts'
import type { Credentials } from './mcp/mcp.ts'
import { Session } from './net/session.ts'
import { factsNeedFiniteField } from './tls/finiteField.ts'

export type ApplicationOptions = Pick<ProbeOptions, 'timeoutMs' | 'signal' | 'hosts' | 'rate'> & {
  /** PEM texts of authorities in addition to the system's. */
  ca: readonly string[]
  credentials: Credentials
  gatekeeper: Gatekeeper
}

/** `software`: what most likely terminates TLS. */
type ApplicationFacts = Pick<Observation, 'mcp' | 'oauth' | 'software' | 'softwareSeen'>

/** An address that answered, with what it showed. */
type Spoken = { to: DialAddress; facts: AddressFacts }

/** Repetitions of a visit that failed, at a host that limits connections. */
const FURTHER_VISITS = 2

export const probeApplication = async (
  endpoint: Endpoint,
  spoken: Spoken | undefined,
  serverName: string | undefined,
  options: ApplicationOptions,
): Promise<ApplicationFacts> => {
  const { recogniseSoftware, terminatorOf } = await import('./software.ts')
  const answers = spoken ? await askApplication(endpoint, spoken, serverName, options) : {}
  const softwareSeen = recogniseSoftware({ mcp: answers.mcp, tls: spoken?.facts.tls })
  const software = terminatorOf(softwareSeen)
  return {
    ...answers,
    ...(software ? { software } : {}),
    ...(softwareSeen.length > 0 ? { softwareSeen } : {}),
  }
}

const askApplication = async (
  endpoint: Endpoint,
  { to, facts: { tls, service } }: Spoken,
  serverName: string | undefined,
  { hosts, rate, ca, credentials, gatekeeper, timeoutMs, signal }: ApplicationOptions,
): Promise<Pick<ApplicationFacts, 'mcp' | 'oauth'>> => {
  const [{ probeMcp }, { probeOauth }] = await Promise.all([
    import('./mcp/mcp.ts'),
    import('./oauth/oauth.ts'),
  ])
  const target = { url: spokenUrl(endpoint, service, to.port), to, serverName }
  const group = tls && acceptedGroups(tls)[0]?.name
  const withoutFiniteField = tls && !factsNeedFiniteField(tls)
  const session = new Session({ to, timeoutMs, signal, hosts, rate, budget: 0 })
  const visit = (): Promise<McpFacts> =>
    hosts.run(to.place, async () => {
      await rate.turn(signal)
      return probeMcp(
        { ...target, paths: candidatePaths(endpoint) },
        { timeoutMs, signal, ca, credentials, group, withoutFiniteField, turn: () => session.turn() },
      )
    })
  const visits = async (): Promise<McpFacts> => {
    let mcp = await visit()
    for (let i = 0; i < FURTHER_VISITS && mcp.state === 'unreachable' && session.pace.isSerial; i++) {
      await session.pace.rest(session.patience)
      mcp = await visit()
    }
    return mcp
  }
  const mcp = await visits().finally(() => session.release())
  if (mcp.challenge === undefined && mcp.auth !== 'required' && mcp.auth !== 'optional') return { mcp }
  const oauth = await hosts.run(to.place, () =>
    probeOauth({ ...target, challenge: mcp.challenge }, { timeoutMs, signal, gatekeeper }),
  )
  return { mcp, oauth }
}

/** A host that was named without a scheme gets that of the protocol which it speaks. */
const spokenUrl = ({ url }: Endpoint, service: AddressFacts['service'], port: number): string => {
  // A WebSocket begins as HTTP (RFC 6455 §4.1).
  const asked = url.replace(/^ws/, 'http')
  if (service !== 'http' || !asked.startsWith('https:')) return asked
  const { hostname, pathname, search } = new URL(asked)
  return `http://${hostname}:${port}${pathname}${search}`
}

/** For a URL without a path, which names a host, the usual paths are tried. */
export const candidatePaths = ({ url }: Pick<Endpoint, 'url'>): readonly string[] | undefined => {
  const { pathname, search } = new URL(url)
  return pathname === '/' && search === '' ? CANDIDATE_PATHS : undefined
}
