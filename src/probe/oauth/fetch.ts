import { isObject, type JsonObject, readJson } from '../../mcp/json.ts'
import type { OauthFacts } from '../../model/oauth.ts'
import type { Gatekeeper } from '../../net/gatekeeper.ts'
import type { Limits } from '../../net/socket.ts'
import { bareHost } from '../../registry/net/host.ts'
import { HttpPeer, type HttpTarget, utf8 } from '../http/http.ts'
import { withoutQuery } from '../mcp/contact.ts'

export type FetchOptions = Limits & { gatekeeper: Gatekeeper }

/** `absent`: the server has no such document. */
export type Fetched = { value: JsonObject } | { problem: string } | 'absent'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i
const MAX_BYTES = 2 ** 20
export const MAX_URL = 2_048
const MAX_REDIRECTS = 2
/** For one endpoint: its own metadata and that of its authorization servers. */
const MAX_REQUESTS = 24
/** Other origins than its own that the metadata of one endpoint leads to. */
const MAX_ORIGINS = 8
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Gets JSON from URLs in metadata, without credentials. The gatekeeper allows each address before it is dialled, and
 * only redirects within the origin are followed. Call `close` at the end.
 */
export class OauthFetch {
  readonly notFetched: OauthFacts['notFetched'] = []
  readonly redirects: OauthFacts['redirects'] = []
  readonly problems: string[] = []
  readonly #options: FetchOptions
  readonly #own: string
  readonly #peers = new Map<string, HttpPeer>()
  requests = 0

  /** `own` is the endpoint itself, which the user named. */
  constructor(own: HttpTarget, options: FetchOptions) {
    this.#options = options
    this.#own = own.origin
    this.#open(own)
  }

  readonly problem = (text: string): void => void this.problems.push(text)

  /** `by`: the URL of the document that names this one. A server may lead to other paths of its own origin. */
  async json(url: string, by?: string): Promise<Fetched> {
    let at = webUrl(url)
    if (!at) return { problem: 'not a URL that can be fetched' }
    const named = by !== undefined && URL.parse(by)?.origin === at.origin
    const ownPeer = named ? this.#peers.get(at.origin) : undefined
    for (let hops = 0; ; hops++) {
      const peer = (hops === 0 && ownPeer) || (await this.#peerFor(at, true))
      if ('refused' in peer) return { problem: `${shown(at)} was not asked: ${peer.refused}` }
      if (++this.requests > MAX_REQUESTS)
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

  /** Whether a scan may probe the URL; a refusal is recorded. */
  async mayBeProbed(url: string): Promise<boolean> {
    const parsed = webUrl(url)
    return parsed !== undefined && !('refused' in (await this.#peerFor(parsed, false)))
  }

  async close(): Promise<void> {
    for (const peer of this.#peers.values()) await peer.close()
  }

  #follow(from: URL, location: string | undefined, status: number, hops: number): URL | undefined {
    const to = location === undefined ? undefined : URL.parse(location, from.href)
    const followed = to?.origin === from.origin && hops < MAX_REDIRECTS
    if (this.redirects.length < MAX_REQUESTS) {
      this.redirects.push({ from: shown(from), to: to ? shown(to) : 'not a URL', status, followed })
    }
    return followed ? to : undefined
  }

  /** The paths of its own origin are those of the endpoint; of another one, each URL is judged. */
  async #peerFor(url: URL, isMetadata: boolean): Promise<HttpPeer | { refused: string }> {
    const known = this.#peers.get(url.origin)
    if (known && url.origin === this.#own) return known
    if (!known && this.#peers.size > MAX_ORIGINS)
      return this.#refuse(url, `more than ${MAX_ORIGINS} other origins`)
    const { gatekeeper, signal } = this.#options
    const admission = await gatekeeper.admit(url, signal, isMetadata)
    if ('problem' in admission) {
      return this.#refuse(url, admission.problem.message.replace(/^not contacted: /, ''))
    }
    const { addresses, untested } = admission
    const [to] = addresses
    // All of them: a name may have a public address and a private one.
    const [refused] = untested.keys()
    if (!to || refused !== undefined) return this.#refuse(url, refused ?? 'it has no address')
    const isName = to.address !== bareHost(url.hostname)
    return known ?? this.#open({ origin: url.origin, to, serverName: isName ? url.hostname : undefined })
  }

  #refuse(url: URL, refused: string): { refused: string } {
    const place = `${url.origin}/`
    if (!this.notFetched.some((one) => one.url === place && one.why === refused)) {
      this.notFetched.push({ url: place, why: refused })
    }
    return { refused }
  }

  #open(target: HttpTarget): HttpPeer {
    const { timeoutMs, signal } = this.#options
    const peer = new HttpPeer(target, { timeoutMs, signal, ca: [], verify: false })
    this.#peers.set(target.origin, peer)
    return peer
  }
}

/** A URL of http or https without user information. */
export const webUrl = (text: unknown): URL | undefined => {
  const url = typeof text === 'string' && text.length <= MAX_URL ? URL.parse(text) : null
  return url && /^https?:$/.test(url.protocol) && url.username + url.password === '' ? url : undefined
}

/** Without query and fragment, which may hold secrets. */
export const shown = (url: URL): string => `${url.origin}${withoutQuery(url.pathname)}`
