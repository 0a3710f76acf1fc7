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
import { type Channel, modernChannel, openSession, openSse } from './channel.ts'
import { type McpContact, problemOf, type Reply, withoutQuery } from './contact.ts'

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

/** An MCP server may so refuse a message without a session, of an unknown method, or of the wrong era. */
const MAY_ACCEPT_MESSAGES: ReadonlySet<number> = new Set([400, 401, 403, 406, 415, 422])

/**
 * Sends requests of both eras, then of HTTP+SSE, to the first of the paths that accepts messages. What the answers mean:
 * revision 2026-07-28, basic/versioning ("backward compatibility"), and 2025-03-26, basic/transports.
 */
export const recognise = async (
  contact: McpContact,
  paths: readonly string[],
  timeoutMs: number,
): Promise<Recognised> => {
  const recognition = new Recognition(contact, timeoutMs)
  await recognition.run(paths)
  return recognition.found
}

class Recognition {
  readonly found: Recognised = {
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
  readonly #contact: McpContact
  readonly #timeoutMs: number

  constructor(contact: McpContact, timeoutMs: number) {
    this.#contact = contact
    this.#timeoutMs = timeoutMs
  }

  async run(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      this.#contact.path = path
      const only = paths.length === 1
      const looksLikeSse = withoutQuery(path).endsWith('/sse')
      if (looksLikeSse) {
        if (await this.#trySse()) return
        if (!only) continue
      }
      const discovered = await this.#tryDiscover()
      if (discovered.kind === 'failed' && discovered.state !== 'timed-out')
        return this.#unreachable(discovered)
      if (discovered.kind === 'http' && !only && !MAY_ACCEPT_MESSAGES.has(discovered.status)) continue
      const initialized = await this.#tryInitialize()
      if (this.found.state === 'recognised' || this.#contact.authChallenges > 0) return this.#settle()
      if (initialized.kind === 'failed') return this.#unreachable(initialized)
      if (only && !looksLikeSse) await this.#trySse()
      return
    }
    this.#settle()
  }

  async #tryDiscover(): Promise<Reply> {
    const channel = modernChannel(this.#contact)
    const reply = await channel.call('server/discover')
    if (reply.kind === 'result' && Array.isArray(reply.result['supportedVersions'])) {
      const { supportedVersions, _meta: meta } = reply.result
      this.#recognised('streamable-http')
      this.#addRevisions(supportedVersions)
      this.#learn(reply.result, isObject(meta) ? meta[META_KEYS.serverInfo] : undefined)
      if (this.found.revisions.has(MODERN_REVISION)) this.found.channels.push(channel)
    } else if (reply.kind === 'error' && MODERN_ERRORS.includes(reply.code)) {
      this.#recognised('streamable-http')
      this.#addSupported(reply.data)
    } else this.#explain(reply, 'server/discover')
    return reply
  }

  async #tryInitialize(): Promise<Reply> {
    const { reply, channel } = await openSession(this.#contact)
    if (reply.kind === 'result' && channel) this.#initialized(reply.result, 'streamable-http', channel)
    else if (reply.kind === 'error' && this.#addSupported(reply.data)) this.#recognised('streamable-http')
    else if (this.found.state !== 'recognised') this.#explain(reply, 'initialize')
    return reply
  }

  /** Whether the server spoke HTTP+SSE, or asked for credentials. */
  async #trySse(): Promise<boolean> {
    const { authChallenges } = this.#contact
    const opening = await openSse(this.#contact, this.#timeoutMs)
    if (opening.kind === 'none') {
      const { answer } = opening
      if (answer.kind === 'failed' && answer.state !== 'timed-out') this.#unreachable(answer)
      this.#settle()
      return this.#contact.authChallenges > authChallenges
    }
    this.#recognised('http+sse')
    this.found.revisions.add(SSE_REVISION)
    if (opening.kind === 'elsewhere') {
      await opening.close()
      this.found.detail = 'the event stream names another origin for messages: nothing was sent there'
      return true
    }
    const { channel } = opening
    const reply = await channel.initialize()
    if (reply.kind === 'result') this.#initialized(reply.result, 'http+sse', channel)
    else {
      await channel.close()
      this.#explain(reply, 'initialize')
    }
    return true
  }

  #recognised(transport: McpFacts['transport']): void {
    this.found.state = 'recognised'
    this.found.transport = transport
    this.found.detail = undefined
    this.#contact.answered = Math.max(this.#contact.answered, 1)
  }

  #initialized(result: JsonObject, transport: McpFacts['transport'], channel: Channel): void {
    this.#recognised(transport)
    this.#addRevisions([result['protocolVersion']])
    this.#learn(result, undefined)
    this.found.channels.push(channel)
  }

  /** Both eras describe the same server: the first description is used. */
  #learn(result: JsonObject, serverInfo: unknown): void {
    const { truncation } = this.#contact
    const info = isObject(serverInfo) ? serverInfo : result['serverInfo']
    if (isObject(info) && !this.found.server) {
      const title = truncation.text('server.title', info['title'])
      this.found.server = {
        name: truncation.text('server.name', info['name']) ?? '',
        version: truncation.text('server.version', info['version']) ?? '',
        ...(title !== undefined && { title }),
      }
    }
    const capabilities = truncation.object('capabilities', result['capabilities']) ?? {}
    this.found.capabilities = { ...capabilities, ...this.found.capabilities }
    const { instructions } = result
    this.found.instructions ??= truncation.text('instructions', instructions, truncation.limits.instructions)
  }

  /** Dates only, and the first few: a hostile server may list thousands of texts. */
  #addRevisions(revisions: readonly unknown[]): void {
    for (const revision of revisions.slice(0, MAX_REVISIONS)) {
      if (typeof revision === 'string' && eraOf(revision) !== undefined) this.found.revisions.add(revision)
    }
  }

  #addSupported(data: unknown): boolean {
    const supported = isObject(data) ? data['supported'] : undefined
    if (!Array.isArray(supported)) return false
    this.#addRevisions(supported)
    return true
  }

  #explain(reply: Reply, method: string): void {
    if (reply.kind === 'result') this.found.detail = `${method}: a result that is not MCP's`
    else if (reply.kind === 'error') this.found.detail = `a JSON-RPC endpoint; ${method}: error ${reply.code}`
    else this.found.detail = `${method}: ${problemOf(reply)}`
  }

  /** A handshake that ends for want of a client certificate is a challenge; any other failure is unreachable. */
  #unreachable(failure: HttpFailure): void {
    const { found } = this
    if (found.state === 'recognised') return
    found.detail = failure.detail
    // After a time-out it may be MCP, whatever it answered before.
    if (this.#contact.hasAnswered && failure.state !== 'timed-out') return
    if (failure.state === 'garbled') return
    found.clientCertificate = failure.alert === 'certificate_required'
    found.unverified = failure.state === 'unverified'
    found.state = found.clientCertificate ? 'authorization' : 'unreachable'
  }

  #settle(): void {
    const { authChallenges, challenge } = this.#contact
    if (this.found.state !== 'not-mcp' || authChallenges === 0) return
    this.found.state = 'authorization'
    this.found.detail = `status ${challenge?.status}: what is behind it is unknown`
  }
}
