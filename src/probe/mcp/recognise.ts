import type { McpFacts } from '../../model/mcp.ts'
import {
  eraOf,
  LEGACY_REVISION,
  MCP_HEADERS,
  META_KEYS,
  MODERN_ERRORS,
  MODERN_REVISION,
  SSE_REVISION,
} from '../../registry/mcp/mcpRevisions.ts'
import { type Channel, CLIENT, modernChannel, nextId, sessionChannel } from './channel.ts'
import { type McpContact, type Reply, withoutQuery } from './contact.ts'
import { isObject, type JsonObject, message } from './message.ts'
import { openSse } from './sse.ts'

/** What the first requests told. `channels`: ways to ask further, the best first; each is to be closed. */
export type Recognised = Pick<
  McpFacts,
  'state' | 'detail' | 'transport' | 'server' | 'capabilities' | 'instructions'
> & {
  revisions: Set<string>
  channels: Channel[]
  clientCertificate: boolean
  /** The certificate did not validate, and nothing was to be sent otherwise. */
  unverified: boolean
}

/**
 * Asks for both eras, then for HTTP+SSE, at the first of the paths where something reads messages. Which answers mean
 * what: revision 2026-07-28, basic/versioning ("backward compatibility"), and 2025-03-26, basic/transports.
 */
export const recognise = async (
  contact: McpContact,
  paths: readonly string[],
  timeoutMs: number,
): Promise<Recognised> => {
  const found = nothing()
  for (const path of paths) {
    contact.path = path
    const only = paths.length === 1
    if (looksLikeSse(path)) {
      if ((await askSse(contact, found, timeoutMs)) !== 'nothing') return found
      if (!only) continue
    }
    const discovered = await askDiscover(contact, found)
    if (discovered.kind === 'failed' && discovered.state !== 'timed-out')
      return unreachable(contact, found, discovered)
    if (discovered.kind === 'http' && !only && !mayReadMessages(discovered.status)) continue
    const initialized = await askInitialize(contact, found)
    if (found.state === 'recognised' || contact.walls > 0) return settle(contact, found)
    if (initialized.kind === 'failed') return unreachable(contact, found, initialized)
    if (only && !looksLikeSse(path)) await askSse(contact, found, timeoutMs)
    return found
  }
  return settle(contact, found)
}

const nothing = (): Recognised => ({
  state: 'not-mcp',
  transport: 'unknown',
  server: undefined,
  capabilities: {},
  instructions: undefined,
  revisions: new Set(),
  channels: [],
  clientCertificate: false,
  unverified: false,
  detail: 'no path answered as MCP does',
})

const looksLikeSse = (path: string): boolean => withoutQuery(path).endsWith('/sse')

/** A server of messages may refuse one without a session, of an unknown method, or in the wrong era. */
const mayReadMessages = (status: number): boolean => [400, 401, 403, 406, 415, 422].includes(status)

const askDiscover = async (contact: McpContact, found: Recognised): Promise<Reply> => {
  const reply = await modernChannel(contact, MODERN_REVISION).call('server/discover')
  if (reply.kind === 'result' && Array.isArray(reply.result['supportedVersions'])) {
    recognised(contact, found, 'streamable-http')
    addRevisions(found, reply.result['supportedVersions'])
    const meta = reply.result['_meta']
    learn(contact, found, reply.result, isObject(meta) ? meta[META_KEYS.serverInfo] : undefined)
    if (found.revisions.has(MODERN_REVISION)) found.channels.push(modernChannel(contact, MODERN_REVISION))
  } else if (reply.kind === 'error' && MODERN_ERRORS.includes(reply.code)) {
    recognised(contact, found, 'streamable-http')
    addSupported(found, reply.data)
  } else explain(found, reply, 'server/discover')
  return reply
}

const askInitialize = async (contact: McpContact, found: Recognised): Promise<Reply> => {
  const id = nextId()
  const params = { protocolVersion: LEGACY_REVISION, capabilities: {}, clientInfo: CLIENT }
  const reply = await contact.post(id, message(id, 'initialize', params), {})
  if (reply.kind === 'result' && typeof reply.result['protocolVersion'] === 'string') {
    const session = reply.headers[MCP_HEADERS.sessionId]
    initialized(contact, found, reply.result, 'streamable-http', (revision) =>
      sessionChannel(contact, revision, typeof session === 'string' ? session : undefined),
    )
  } else if (reply.kind === 'error' && addSupported(found, reply.data)) {
    recognised(contact, found, 'streamable-http')
  } else if (found.state !== 'recognised') explain(found, reply, 'initialize')
  return reply
}

const askSse = async (
  contact: McpContact,
  found: Recognised,
  timeoutMs: number,
): Promise<'found' | 'wall' | 'nothing'> => {
  const walls = contact.walls
  const opening = await openSse(contact, timeoutMs)
  if (opening.kind === 'none') {
    if (opening.answer.kind === 'failed' && opening.answer.state !== 'timed-out') {
      unreachable(contact, found, opening.answer)
    }
    settle(contact, found)
    return contact.walls > walls ? 'wall' : 'nothing'
  }
  recognised(contact, found, 'http+sse')
  found.revisions.add(SSE_REVISION)
  if (opening.kind === 'elsewhere') {
    await opening.close()
    found.detail = 'the event stream names another origin for messages: nothing was sent there'
    return 'found'
  }
  const { channel } = opening
  const reply = await channel.initialize()
  if (reply.kind === 'result') initialized(contact, found, reply.result, 'http+sse', () => channel)
  else {
    await channel.close()
    explain(found, reply, 'initialize')
  }
  return 'found'
}

const recognised = (contact: McpContact, found: Recognised, transport: McpFacts['transport']): void => {
  found.state = 'recognised'
  found.transport = transport
  found.detail = undefined
  contact.answered = Math.max(contact.answered, 1)
}

const initialized = (
  contact: McpContact,
  found: Recognised,
  result: JsonObject,
  transport: McpFacts['transport'],
  channel: (revision: string) => Channel,
): void => {
  recognised(contact, found, transport)
  const revision = result['protocolVersion']
  addRevisions(found, [revision])
  learn(contact, found, result, undefined)
  found.channels.push(channel(typeof revision === 'string' ? revision : LEGACY_REVISION))
}

/** Both eras say the same of a server; what the first said stands. */
const learn = (contact: McpContact, found: Recognised, result: JsonObject, serverInfo: unknown): void => {
  const { cuts } = contact
  const info = isObject(serverInfo) ? serverInfo : result['serverInfo']
  if (isObject(info) && !found.server) {
    const title = cuts.text('server.title', info['title'], cuts.limits.name)
    found.server = {
      name: cuts.text('server.name', info['name'], cuts.limits.name) ?? '',
      version: cuts.text('server.version', info['version'], cuts.limits.name) ?? '',
      ...(title !== undefined && { title }),
    }
  }
  const capabilities = cuts.object('capabilities', result['capabilities']) ?? {}
  found.capabilities = { ...capabilities, ...found.capabilities }
  found.instructions ??= cuts.text('instructions', result['instructions'], cuts.limits.instructions)
}

/** What may be a revision at all; a server that lists thousands has none of them. */
const addRevisions = (found: Recognised, revisions: readonly unknown[]): void => {
  for (const revision of revisions.slice(0, MAX_REVISIONS)) {
    if (typeof revision === 'string' && eraOf(revision) !== undefined) found.revisions.add(revision)
  }
}

const MAX_REVISIONS = 32

const addSupported = (found: Recognised, data: unknown): boolean => {
  const supported = isObject(data) ? data['supported'] : undefined
  if (!Array.isArray(supported)) return false
  addRevisions(found, supported)
  return true
}

const explain = (found: Recognised, reply: Reply, method: string): void => {
  if (reply.kind === 'result') found.detail = `${method}: a result that is not MCP's`
  else if (reply.kind === 'error') found.detail = `a JSON-RPC endpoint; ${method}: error ${reply.code}`
  else if (reply.kind === 'http') found.detail = `${method}: ${reply.problem}`
  else found.detail = `${method}: ${reply.detail}`
}

type Failure = Extract<Reply, { kind: 'failed' }>

/** A server that ends the handshake for want of a client certificate is a wall; whatever else fails is out of reach. */
const unreachable = (contact: McpContact, found: Recognised, failure: Failure): Recognised => {
  if (found.state === 'recognised') return found
  found.detail = failure.detail
  if (contact.heard || failure.state === 'garbled') return found
  found.clientCertificate = failure.alert === 'certificate_required'
  found.unverified = failure.state === 'unverified'
  found.state = found.clientCertificate ? 'authorization' : 'unreachable'
  return found
}

const settle = (contact: McpContact, found: Recognised): Recognised => {
  if (found.state === 'not-mcp' && contact.walls > 0) {
    found.state = 'authorization'
    found.detail = `status ${contact.challenge?.status}: what stands behind it is not known`
  }
  return found
}
