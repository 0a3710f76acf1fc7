import type { Quantiles } from '../../model/verification.ts'
import { HttpPeer } from '../../probe/http/http.ts'
import { type Channel, CLIENT, modernChannel, nextId, sessionChannel } from '../../probe/mcp/channel.ts'
import { McpContact } from '../../probe/mcp/contact.ts'
import { Cuts, MCP_LIMITS } from '../../probe/mcp/limits.ts'
import { message } from '../../probe/mcp/message.ts'
import { LEGACY_REVISION, MCP_HEADERS, MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import type { Subject } from '../subject.ts'
import { quantiles } from './statistics.ts'

/** The time to the first MCP answer on a new connection, and that of one more request on it. */
export const timeMcp = async (
  subject: Subject,
): Promise<{ first: Quantiles; warm: Quantiles } | { missing: string }> => {
  const { mcp, options } = subject
  if (mcp?.facts.state !== 'recognised') return { missing: 'there is no MCP session' }
  if (mcp.facts.transport !== 'streamable-http') return { missing: 'only Streamable HTTP is timed' }
  const first: number[] = []
  const warm: number[] = []
  for (let i = 0; i < WARM_UP + options.samples; i++) {
    const timed = await timeOnce(subject, mcp)
    if (typeof timed === 'string') return { missing: timed }
    if (i < WARM_UP) continue
    first.push(timed.first)
    warm.push(timed.warm)
  }
  return { first: quantiles(first), warm: quantiles(warm) }
}

const WARM_UP = 1

const timeOnce = async (
  { endpoint, options: { timeoutMs, signal }, serverName }: Subject,
  { facts, at, offer }: NonNullable<Subject['mcp']>,
): Promise<{ first: number; warm: number } | string> => {
  const url = new URL(endpoint.url)
  const target = { origin: url.origin, address: at.address, port: at.port, serverName }
  const peer = new HttpPeer(target, { timeoutMs, signal, ca: [], verify: false, only: offer })
  // The query belongs to the path that was named: the facts do not keep it.
  const path = facts.path === url.pathname ? `${facts.path}${url.search}` : facts.path
  const contact = new McpContact(peer, path, new Cuts(MCP_LIMITS))
  contact.requestsLeft = Number.POSITIVE_INFINITY
  try {
    const started = performance.now()
    const channel = facts.eras.includes('modern') ? await discover(contact) : await initialize(contact)
    if (typeof channel === 'string') return channel
    const answered = performance.now()
    const method = facts.lists.tools === 'accepted' ? 'tools/list' : 'resources/list'
    // The first request of a session brings a notification with it, which is not the request's time.
    await channel.call(method)
    const begun = performance.now()
    const reply = await channel.call(method)
    const warm = performance.now() - begun
    await channel.close()
    if (reply.kind === 'failed') return reply.detail
    return { first: answered - started, warm }
  } finally {
    await peer.close()
  }
}

const discover = async (contact: McpContact): Promise<Channel | string> => {
  const channel = modernChannel(contact, MODERN_REVISION)
  const reply = await channel.call('server/discover')
  return reply.kind === 'result' ? channel : 'server/discover was not answered this time'
}

const initialize = async (contact: McpContact): Promise<Channel | string> => {
  const id = nextId()
  const params = { protocolVersion: LEGACY_REVISION, capabilities: {}, clientInfo: CLIENT }
  const reply = await contact.post(id, message(id, 'initialize', params), {})
  if (reply.kind !== 'result') return 'initialize was not answered this time'
  const session = reply.headers[MCP_HEADERS.sessionId]
  const revision = reply.result['protocolVersion']
  return sessionChannel(
    contact,
    typeof revision === 'string' ? revision : LEGACY_REVISION,
    typeof session === 'string' ? session : undefined,
  )
}
