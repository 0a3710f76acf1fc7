import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { McpFacts } from '../../model/mcp.ts'
import {
  eraOf,
  META_KEYS,
  MODERN_ERRORS,
  MODERN_REVISION,
  SSE_REVISION,
} from '../../registry/mcp/mcpRevisions.ts'
import type { HttpFailure } from '../http/failure.ts'
import { type Channel, modernChannel, openSession } from './channel.ts'
import { type McpContact, problemOf, type Reply, withoutQuery } from './contact.ts'
import { openSse } from './sse.ts'

/** What the first requests showed. `channels`: ways to send further requests, the best first; each is to be closed. */
export type Recognised = Pick<
  McpFacts,
  'state' | 'detail' | 'transport' | 'server' | 'capabilities' | 'instructions'
> & {
  revisions: Set<string>
  channels: Channel[]
  clientCertificate: boolean
  /** Credentials were to be sent, and were not, because the certificate does not validate. */
  unverified: boolean
}

const MAX_REVISIONS = 32

/**
 * Sends requests of both eras, then of HTTP+SSE, to the first of the paths that accepts messages. What the answers mean:
 * revision 2026-07-28, basic/versioning ("backward compatibility"), and 2025-03-26, basic/transports.
 */
export const recognise = async (
  contact: McpContact,
  paths: readonly string[],
  timeoutMs: number,
): Promise<Recognised> => {
  const found: Recognised = {
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
  }
  for (const path of paths) {
    contact.path = path
    const only = paths.length === 1
    if (looksLikeSse(path)) {
      if ((await trySse(contact, found, timeoutMs)) !== 'nothing') return found
      if (!only) continue
    }
    const discovered = await tryDiscover(contact, found)
    if (discovered.kind === 'failed' && discovered.state !== 'timed-out')
      return unreachable(contact, found, discovered)
    if (discovered.kind === 'http' && !only && !MAY_ACCEPT_MESSAGES.has(discovered.status)) continue
    const initialized = await tryInitialize(contact, found)
    if (found.state === 'recognised' || contact.authChallenges > 0) return settle(contact, found)
    if (initialized.kind === 'failed') return unreachable(contact, found, initialized)
    if (only && !looksLikeSse(path)) await trySse(contact, found, timeoutMs)
    return found
  }
  return settle(contact, found)
}

const looksLikeSse = (path: string): boolean => withoutQuery(path).endsWith('/sse')

/** An MCP server may so refuse a message without a session, of an unknown method, or of the wrong era. */
const MAY_ACCEPT_MESSAGES: ReadonlySet<number> = new Set([400, 401, 403, 406, 415, 422])

const tryDiscover = async (contact: McpContact, found: Recognised): Promise<Reply> => {
  const channel = modernChannel(contact)
  const reply = await channel.call('server/discover')
  if (reply.kind === 'result' && Array.isArray(reply.result['supportedVersions'])) {
    const { supportedVersions, _meta: meta } = reply.result
    setRecognised(contact, found, 'streamable-http')
    addRevisions(found, supportedVersions)
    learn(contact, found, reply.result, isObject(meta) ? meta[META_KEYS.serverInfo] : undefined)
    if (found.revisions.has(MODERN_REVISION)) found.channels.push(channel)
  } else if (reply.kind === 'error' && MODERN_ERRORS.includes(reply.code)) {
    setRecognised(contact, found, 'streamable-http')
    addSupported(found, reply.data)
  } else explain(found, reply, 'server/discover')
  return reply
}

const tryInitialize = async (contact: McpContact, found: Recognised): Promise<Reply> => {
  const { reply, channel } = await openSession(contact)
  if (reply.kind === 'result' && channel)
    setInitialized(contact, found, reply.result, 'streamable-http', channel)
  else if (reply.kind === 'error' && addSupported(found, reply.data)) {
    setRecognised(contact, found, 'streamable-http')
  } else if (found.state !== 'recognised') explain(found, reply, 'initialize')
  return reply
}

const trySse = async (
  contact: McpContact,
  found: Recognised,
  timeoutMs: number,
): Promise<'found' | 'challenge' | 'nothing'> => {
  const { authChallenges } = contact
  const opening = await openSse(contact, timeoutMs)
  if (opening.kind === 'none') {
    if (opening.answer.kind === 'failed' && opening.answer.state !== 'timed-out') {
      unreachable(contact, found, opening.answer)
    }
    settle(contact, found)
    return contact.authChallenges > authChallenges ? 'challenge' : 'nothing'
  }
  setRecognised(contact, found, 'http+sse')
  found.revisions.add(SSE_REVISION)
  if (opening.kind === 'elsewhere') {
    await opening.close()
    found.detail = 'the event stream names another origin for messages: nothing was sent there'
    return 'found'
  }
  const { channel } = opening
  const reply = await channel.initialize()
  if (reply.kind === 'result') setInitialized(contact, found, reply.result, 'http+sse', channel)
  else {
    await channel.close()
    explain(found, reply, 'initialize')
  }
  return 'found'
}

const setRecognised = (contact: McpContact, found: Recognised, transport: McpFacts['transport']): void => {
  found.state = 'recognised'
  found.transport = transport
  found.detail = undefined
  contact.answered = Math.max(contact.answered, 1)
}

const setInitialized = (
  contact: McpContact,
  found: Recognised,
  result: JsonObject,
  transport: McpFacts['transport'],
  channel: Channel,
): void => {
  setRecognised(contact, found, transport)
  addRevisions(found, [result['protocolVersion']])
  learn(contact, found, result, undefined)
  found.channels.push(channel)
}

/** Both eras describe the same server: the first description is used. */
const learn = (contact: McpContact, found: Recognised, result: JsonObject, serverInfo: unknown): void => {
  const { truncation } = contact
  const info = isObject(serverInfo) ? serverInfo : result['serverInfo']
  if (isObject(info) && !found.server) {
    const title = truncation.text('server.title', info['title'])
    found.server = {
      name: truncation.text('server.name', info['name']) ?? '',
      version: truncation.text('server.version', info['version']) ?? '',
      ...(title !== undefined && { title }),
    }
  }
  const capabilities = truncation.object('capabilities', result['capabilities']) ?? {}
  found.capabilities = { ...capabilities, ...found.capabilities }
  found.instructions ??= truncation.text(
    'instructions',
    result['instructions'],
    truncation.limits.instructions,
  )
}

/** Dates only, and the first few: a hostile server may list thousands of texts. */
const addRevisions = (found: Recognised, revisions: readonly unknown[]): void => {
  for (const revision of revisions.slice(0, MAX_REVISIONS)) {
    if (typeof revision === 'string' && eraOf(revision) !== undefined) found.revisions.add(revision)
  }
}

const addSupported = (found: Recognised, data: unknown): boolean => {
  const supported = isObject(data) ? data['supported'] : undefined
  if (!Array.isArray(supported)) return false
  addRevisions(found, supported)
  return true
}

const explain = (found: Recognised, reply: Reply, method: string): void => {
  if (reply.kind === 'result') found.detail = `${method}: a result that is not MCP's`
  else if (reply.kind === 'error') found.detail = `a JSON-RPC endpoint; ${method}: error ${reply.code}`
  else found.detail = `${method}: ${problemOf(reply)}`
}

/** A handshake that ends for want of a client certificate is a challenge; any other failure is unreachable. */
const unreachable = (contact: McpContact, found: Recognised, failure: HttpFailure): Recognised => {
  if (found.state === 'recognised') return found
  found.detail = failure.detail
  if (contact.hasAnswered || failure.state === 'garbled') return found
  found.clientCertificate = failure.alert === 'certificate_required'
  found.unverified = failure.state === 'unverified'
  found.state = found.clientCertificate ? 'authorization' : 'unreachable'
  return found
}

const settle = (contact: McpContact, found: Recognised): Recognised => {
  if (found.state === 'not-mcp' && contact.authChallenges > 0) {
    found.state = 'authorization'
    found.detail = `status ${contact.challenge?.status}: what is behind it is unknown`
  }
  return found
}
