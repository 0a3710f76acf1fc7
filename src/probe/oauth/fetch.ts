import { isObject, type JsonObject, readJson } from '../../mcp/json.ts'
import type { OauthFacts } from '../../model/oauth.ts'
import { bareHost, portOf } from '../../registry/net/host.ts'
import { utf8 } from '../http/body.ts'
import { HttpPeer, type HttpTarget } from '../http/http.ts'
import { withoutQuery } from '../mcp/contact.ts'
import { resolveInScope, type Scope } from '../net/gatekeeper.ts'

export type FetchOptions = {
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  scope: Scope
  /** Instead of the system's resolver. */
  resolve?: ((host: string) => Promise<string[]>) | undefined
}

/** `absent`: the server has no such document. */
export type Fetched = { value: JsonObject } | { problem: string } | 'absent'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i
const MAX_BYTES = 2 ** 20
const MAX_URL = 2_048
const MAX_REDIRECTS = 2
/** For one endpoint: its own metadata and that of its authorization servers. */
const MAX_REQUESTS = 24
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Gets JSON from URLs in metadata, without credentials. The gatekeeper allows each address before it is dialled, and
 * only redirects within the origin are followed. Call `close` at the end.
 */
export class OauthFetch {
  readonly notFetched: OauthFacts['notFetched'] = []
  readonly redirects: OauthFacts['redirects'] = []
  readonly #options: FetchOptions
  readonly #peers = new Map<string, Promise<HttpPeer | { refused: string }>>()
  #requests = 0

  /** `own` is the endpoint itself, which the user named. */
  constructor(own: HttpTarget, options: FetchOptions) {
    this.#options = options
    this.#peers.set(own.origin, Promise.resolve(this.#peer(own)))
  }

  get requests(): number {
    return this.#requests
  }

  async json(url: string): Promise<Fetched> {
    const parsed = webUrl(url)
    if (!parsed) return { problem: 'not a URL that can be fetched' }
    const peer = await this.#peerFor(parsed)
    if ('refused' in peer) return { problem: `${shown(parsed)} was not asked: ${peer.refused}` }
    return this.#get(peer, parsed)
  }

  /** Whether a scan may probe the URL; a refusal is recorded. */
  async mayBeProbed(url: string): Promise<boolean> {
    const parsed = webUrl(url)
    return parsed !== undefined && !('refused' in (await this.#peerFor(parsed)))
  }

  async close(): Promise<void> {
    for (const peer of await Promise.all(this.#peers.values())) if (!('refused' in peer)) await peer.close()
  }

  async #get(peer: HttpPeer, url: URL): Promise<Fetched> {
    let at = url
    for (let hops = 0; ; hops++) {
      if (++this.#requests > MAX_REQUESTS)
        return { problem: `more than ${MAX_REQUESTS} requests for metadata` }
      const answer = await peer.request({
        method: 'GET',
        path: `${at.pathname}${at.search}`,
        headers: { accept: 'application/json' },
        maxBytes: MAX_BYTES,
      })
      if (answer.kind === 'failed') return { problem: `${shown(at)}: ${answer.detail}` }
      const { status, headers, body, end } = answer
      if (REDIRECTS.has(status)) {
        const next = this.#follow(at, headers.location, status, hops)
        if (!next) return { problem: `${shown(at)} redirects: status ${status}` }
        at = next
        continue
      }
      if (status >= 400 && status < 500) return 'absent'
      // Some servers answer every path with an HTML page.
      if (status === 200 && !JSON_TYPE.test(headers['content-type'] ?? '')) return 'absent'
      if (status !== 200) return { problem: `${shown(at)}: status ${status}` }
      if (end !== 'complete') return { problem: `${shown(at)}: ${end}` }
      const json = readJson(utf8(body))
      if ('problem' in json) return { problem: `${shown(at)}: ${json.problem}` }
      return isObject(json.value) ? { value: json.value } : { problem: `${shown(at)}: not a JSON object` }
    }
  }

  #follow(from: URL, location: string | undefined, status: number, hops: number): URL | undefined {
    const to =
      location !== undefined && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
    const followed = to?.origin === from.origin && hops < MAX_REDIRECTS
    if (this.redirects.length < MAX_REQUESTS) {
      this.redirects.push({ from: shown(from), to: to ? shown(to) : 'not a URL', status, followed })
    }
    return followed ? to : undefined
  }

  #peerFor(url: URL): Promise<HttpPeer | { refused: string }> {
    const existing = this.#peers.get(url.origin)
    if (existing) return existing
    const peer = this.#resolve(url)
    this.#peers.set(url.origin, peer)
    return peer
  }

  async #resolve(url: URL): Promise<HttpPeer | { refused: string }> {
    const { scope, resolve } = this.#options
    const resolved = await resolveInScope(url.hostname, scope, resolve)
    if ('refused' in resolved) {
      this.notFetched.push({ url: `${url.origin}/`, why: resolved.refused })
      return resolved
    }
    const isName = resolved.address !== bareHost(url.hostname)
    return this.#peer({
      origin: url.origin,
      address: resolved.address,
      port: portOf(url),
      serverName: isName ? url.hostname : undefined,
    })
  }

  #peer(target: HttpTarget): HttpPeer {
    const { timeoutMs, signal } = this.#options
    return new HttpPeer(target, { timeoutMs, signal, ca: [], verify: false })
  }
}

/** A URL of http or https without user information. */
export const webUrl = (text: unknown): URL | undefined => {
  if (typeof text !== 'string' || text.length > MAX_URL || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return isWeb && url.username === '' && url.password === '' ? url : undefined
}

/** Without query and fragment, which may hold secrets. */
export const shown = (url: URL): string => `${url.origin}${withoutQuery(url.pathname)}`
