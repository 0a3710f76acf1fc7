import { WELL_KNOWN } from '../../registry/mcp/places.ts'

/** Places to which the upstream redirected within its origin that are remembered. */
const MAX_ALIASES = 16

const ENDPOINT_METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']

/** What may be asked where; `target`: path and query at the upstream. */
export type Place =
  | { kind: 'endpoint' | 'message' | 'metadata'; target: string; methods: readonly string[] }
  | undefined

/**
 * What of the upstream is reached through the gateway: its MCP endpoint, the place that an open HTTP+SSE stream named,
 * and what RFC 9728 and RFC 8414 publish. The rest of that server is nobody's business. Paths stay what they are, so
 * that relative references and metadata paths hold on both sides.
 */
export class Places {
  readonly #upstream: URL
  /** Path and query, and how many open streams named it. */
  readonly #announced = new Map<string, number>()
  readonly #aliases = new Set<string>()

  constructor(upstream: URL) {
    this.#upstream = upstream
  }

  find(url: string): Place {
    // RFC 9112 §3.2.1: path and query, and nothing that a parser could take for a host.
    if (!url.startsWith('/') || !URL.canParse(this.#upstream.origin + url)) return undefined
    const { pathname, search } = new URL(this.#upstream.origin + url)
    if (this.#announced.has(pathname + search)) {
      return { kind: 'message', target: pathname + search, methods: ['POST', 'OPTIONS'] }
    }
    if (pathname === this.#upstream.pathname || this.#aliases.has(pathname)) {
      return { kind: 'endpoint', target: pathname + this.#query(search), methods: ENDPOINT_METHODS }
    }
    if (isMetadata(pathname)) {
      return { kind: 'metadata', target: pathname + search, methods: ['GET', 'HEAD', 'OPTIONS'] }
    }
    return undefined
  }

  /**
   * The place that the event `endpoint` names, as the client is to use it; undefined where it is of another origin.
   * Call `forget` with it when the stream ends.
   */
  announce(endpoint: string, base: string): string | undefined {
    const to = this.#within(endpoint, base)
    if (to !== undefined) this.#announced.set(to, (this.#announced.get(to) ?? 0) + 1)
    return to
  }

  forget(place: string): void {
    const streams = this.#announced.get(place) ?? 0
    if (streams > 1) this.#announced.set(place, streams - 1)
    else this.#announced.delete(place)
  }

  /** Where a redirect of the endpoint leads, as the client is to follow it; undefined where it leads elsewhere. */
  redirect(location: string, base: string): string | undefined {
    const to = this.#within(location, base)
    if (to === undefined) return undefined
    const { pathname } = new URL(to, this.#upstream.origin)
    if (this.#aliases.size >= MAX_ALIASES && !this.#aliases.has(pathname)) return undefined
    this.#aliases.add(pathname)
    return this.#withoutOwnQuery(to)
  }

  /** The operator's own query came back with it; it is put there again at every request. */
  #withoutOwnQuery(to: string): string {
    if (this.#upstream.search === '') return to
    const own = this.#upstream.search.slice(1).split('&')
    const { pathname, search } = new URL(to, this.#upstream.origin)
    const others = search.split(/[?&]/).filter((pair) => pair !== '' && !own.includes(pair))
    return others.length === 0 ? pathname : `${pathname}?${others.join('&')}`
  }

  /** Path and query, or undefined where the URL is of another origin, or would be read as one without ours before it. */
  #within(url: string, base: string): string | undefined {
    const from = new URL(base, this.#upstream.origin)
    if (!URL.canParse(url, from.href)) return undefined
    const to = new URL(url, from)
    if (to.origin !== this.#upstream.origin || to.pathname.startsWith('//')) return undefined
    return to.pathname + to.search
  }

  /** The query of the upstream's URL is the operator's and goes first. */
  #query(search: string): string {
    const own = this.#upstream.search
    if (own === '' || search === own) return search
    return search === '' ? own : `${own}&${search.slice(1)}`
  }
}

const isMetadata = (path: string): boolean =>
  !LEADS_OUT.test(path) &&
  (Object.values(WELL_KNOWN).some((prefix) => path === prefix || path.startsWith(`${prefix}/`)) ||
    path.endsWith(WELL_KNOWN.openidConfiguration))

/** What some servers take for a way out of a path once they have decoded it: `..%2f..%2fadmin`, `..;/admin`. */
const LEADS_OUT = /%(?:00|25|2e|2f|5c)|;|\/\//i
