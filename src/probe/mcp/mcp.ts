import type { McpFacts } from '../../model/mcp.ts'
import { present } from '../../model/questions/present.ts'
import type { DialAddress } from '../../net/gatekeeper.ts'
import type { Limits } from '../../net/socket.ts'
import { eraOf } from '../../registry/mcp/mcpRevisions.ts'
import type { TlsOffer } from '../http/dial.ts'
import { HttpPeer } from '../http/http.ts'
import { McpContact, withoutQuery } from './contact.ts'
import { MCP_LIMITS, type McpLimits, Truncation } from './limits.ts'
import { type Lists, noLists, readLists } from './lists.ts'
import { type Recognised, recognise } from './recognise.ts'
import { redactCredentials } from './redactCredentials.ts'

export type McpTarget = {
  url: string
  to: DialAddress
  serverName?: string | undefined
  /** Tried in this order, instead of the URL's own path. */
  paths?: readonly string[] | undefined
}

/** Header fields for one origin. They are sent there only, and only where the certificate validates. */
export type Credentials = readonly { origin: string; headers: Readonly<Record<string, string>> }[]

export type McpOptions = Limits & {
  /** PEM texts of authorities that are trusted, in addition to the system's, before credentials are sent. */
  ca: readonly string[]
  credentials?: Credentials | undefined
  /** A group that the server accepts (IANA name). */
  group?: string | undefined
  /** See `DialOptions`. */
  withoutFiniteField?: boolean | undefined
  /** Offered instead of everything that OpenSSL has. */
  only?: TlsOffer | undefined
  /** Awaited before each connection, at a host that limits them. */
  turn?: (() => Promise<void>) | undefined
  limits?: Partial<McpLimits> | undefined
}

/**
 * Probes MCP at an endpoint: at most six requests to recognise it, then one for each page of its lists. Where it asks
 * for credentials and there are some, everything is requested again with them. Throws the signal's reason when aborted,
 * and nothing for what the peer does.
 */
export const probeMcp = async (target: McpTarget, options: McpOptions): Promise<McpFacts> => {
  const started = performance.now()
  const open = await visit(target, options, {})
  const { facts } = open
  const headers = credentialsFor(target, options.credentials)
  if (!headers || (facts.auth !== 'required' && facts.auth !== 'optional')) return facts
  if (!target.url.startsWith('https:')) {
    return { ...facts, credentials: 'withheld', detail: 'credentials are not sent without TLS' }
  }
  const entrusted = await visit({ ...target, paths: [open.path] }, options, headers)
  if (entrusted.unverified) {
    return { ...facts, credentials: 'withheld', detail: `credentials not sent: ${entrusted.facts.detail}` }
  }
  const refused = entrusted.facts.state === 'authorization'
  const answered = redactCredentials(entrusted.facts, Object.values(headers))
  return {
    ...answered,
    ...(refused && { detail: 'the credentials were not accepted' }),
    auth: facts.auth,
    challenge: facts.challenge,
    credentials: 'sent',
    redirects: [...facts.redirects, ...answered.redirects],
    requests: facts.requests + answered.requests,
    timings: { ...facts.timings, totalMs: performance.now() - started },
  }
}

type Visit = { facts: McpFacts; path: string; unverified: boolean }

/** One visit from the first request to the end of the session; with credentials, over verified connections only. */
const visit = async (
  target: McpTarget,
  options: McpOptions,
  credentials: Record<string, string>,
): Promise<Visit> => {
  const started = performance.now()
  const verify = Object.keys(credentials).length > 0
  const { origin, pathname, search } = new URL(target.url)
  const { to, serverName } = target
  const peer = new HttpPeer({ origin, to, serverName }, { ...options, verify })
  const truncation = new Truncation({ ...MCP_LIMITS, ...options.limits })
  const contact = new McpContact(peer, `${pathname}${search}`, truncation, credentials)
  try {
    const recognised = await recognise(contact, target.paths ?? [contact.path], options.timeoutMs)
    const recogniseMs = performance.now() - started
    contact.requestsLeft = Number.POSITIVE_INFINITY
    const lists = await furtherFacts(contact, recognised, options.timeoutMs)
    const timings = { totalMs: performance.now() - started, recogniseMs }
    const facts = factsOf(contact, recognised, lists, timings)
    return { facts, path: contact.path, unverified: verify && recognised.unverified }
  } finally {
    await peer.close()
  }
}

const credentialsFor = (
  target: McpTarget,
  credentials: Credentials = [],
): Record<string, string> | undefined => {
  const { origin } = new URL(target.url)
  const own = credentials.filter((one) => URL.parse(one.origin)?.origin === origin)
  return own.length === 0 ? undefined : Object.assign({}, ...own.map(({ headers }) => headers))
}

const furtherFacts = async (
  contact: McpContact,
  { channels, capabilities, revisions }: Recognised,
  timeoutMs: number,
): Promise<Lists> => {
  const [best] = channels
  try {
    if (!best) return noLists()
    const deadline = performance.now() + timeoutMs * contact.truncation.limits.listTimeouts
    const lists = await readLists(contact, best, capabilities, deadline)
    if ([...revisions].some((revision) => eraOf(revision) === 'modern')) await probeRefusedGet(contact)
    return lists
  } finally {
    for (const channel of channels) await channel.close()
  }
}

/** How a GET is refused distinguishes the official TypeScript SDK from others. The body is read only where it is. */
const probeRefusedGet = async (contact: McpContact): Promise<void> => {
  await contact.send({
    method: 'GET',
    headers: { accept: 'text/event-stream' },
    wantsBody: (status) => status === 405,
  })
}

const factsOf = (
  contact: McpContact,
  recognised: Recognised,
  lists: Lists,
  timings: McpFacts['timings'],
): McpFacts => {
  const { state, detail, transport, server, capabilities, instructions } = recognised
  const revisions = [...recognised.revisions].sort()
  const eras = revisions.map(eraOf)
  return {
    ...present({ state, detail, revisions, transport, server, capabilities, instructions }),
    eras: (['modern', 'legacy'] as const).filter((era) => eras.includes(era)),
    ...lists,
    auth: authOf(contact, recognised),
    ...present({ challenge: contact.challenge }),
    credentials: 'none',
    path: contact.truncation.text('path', withoutQuery(contact.path), contact.truncation.limits.uri) ?? '',
    redirects: contact.redirects,
    truncated: contact.truncation.notes,
    marks: contact.fingerprint,
    requests: contact.peer.requests,
    timings: present({ connectMs: contact.peer.connection?.connectMs, ...timings }),
  }
}

const authOf = (contact: McpContact, { state, clientCertificate }: Recognised): McpFacts['auth'] => {
  if (clientCertificate) return 'client-certificate'
  if (contact.authChallenges > 0) return contact.answered > 0 ? 'optional' : 'required'
  return state === 'recognised' ? 'none' : 'unknown'
}
