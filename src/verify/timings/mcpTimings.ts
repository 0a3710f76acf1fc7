import type { Quantiles } from '../../model/verification.ts'
import { type Channel, modernChannel, openSession } from '../../probe/mcp/channel.ts'
import type { McpContact } from '../../probe/mcp/contact.ts'
import { withContact } from '../handshakes/mcpContact.ts'
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

const timeOnce = (
  subject: Subject,
  mcp: NonNullable<Subject['mcp']>,
): Promise<{ first: number; warm: number } | string> => {
  const { facts } = mcp
  const url = new URL(subject.endpoint.url)
  // The query belongs to the path of the URL: the facts do not store it.
  const path = facts.path === url.pathname ? `${facts.path}${url.search}` : facts.path
  return withContact(subject, mcp, path, async (contact) => {
    contact.requestsLeft = Number.POSITIVE_INFINITY
    const started = performance.now()
    const channel = facts.eras.includes('modern') ? await discover(contact) : await initialize(contact)
    if (typeof channel === 'string') return channel
    const answered = performance.now()
    const method = facts.lists.tools === 'accepted' ? 'tools/list' : 'resources/list'
    // The first request of a session follows a notification, whose time is not the request's.
    await channel.call(method)
    const begun = performance.now()
    const reply = await channel.call(method)
    const warm = performance.now() - begun
    await channel.close()
    return reply.kind === 'failed' ? reply.detail : { first: answered - started, warm }
  })
}

const discover = async (contact: McpContact): Promise<Channel | string> => {
  const channel = modernChannel(contact)
  const reply = await channel.call('server/discover')
  return reply.kind === 'result' ? channel : 'server/discover was not answered when it was repeated'
}

const initialize = async (contact: McpContact): Promise<Channel | string> =>
  (await openSession(contact)).channel ?? 'initialize was not answered when it was repeated'
