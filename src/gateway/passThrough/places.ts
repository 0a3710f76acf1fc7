import { WELL_KNOWN } from '../../registry/mcp/places.ts'

/** Paths of redirects within the upstream's origin that are remembered. */
const MAX_ALIASES = 16

const ENDPOINT_METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']

/** A path of the upstream that clients may reach. `target`: path and query there. */
export type Place = { kind: 'endpoint' | 'message' | 'metadata'; target: string; methods: readonly string[] }

/**
 * The paths of the upstream that are reached through the gateway: its MCP endpoint, the URL that an open HTTP+SSE stream
 * named, and the metadata of RFC 9728 and RFC 8414. Paths are the same on both sides, so that relative references and
 * metadata paths are valid on both.
 */
export class Places {
  readonly #upstream: URL
  /** Path and query, and how many open streams named it. */
  readonly #announced = new Map<string, number>()
  readonly #aliases = new Set<string>()

  constructor(upstream: URL) {
    this.#upstream = upstream
  }

  find(url: string): Place | undefined {
    // RFC 9112 §3.2.1: path and query, which no parser can mistake for a host.
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
   * Path and query for the client of the URL that the event `endpoint` names; undefined where it is of another origin.
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

  /** Path and query for the client of a redirect of the endpoint; undefined where it leads to another origin. */
  redirect(location: string, base: string): string | undefined {
    const to = this.#within(location, base)
    if (to === undefined) return undefined
    const { pathname } = new URL(to, this.#upstream.origin)
    if (this.#aliases.size >= MAX_ALIASES && !this.#aliases.has(pathname)) return undefined
    this.#aliases.add(pathname)
    return this.#withoutOwnQuery(to)
  }

  /** A redirect repeats the operator's query, which is added to every request anyway. */
  #withoutOwnQuery(to: string): string {
    if (this.#upstream.search === '') return to
    const own = this.#upstream.search.slice(1).split('&')
    const { pathname, search } = new URL(to, this.#upstream.origin)
    const others = search.split(/[?&]/).filter((pair) => pair !== '' && !own.includes(pair))
    return others.length === 0 ? pathname : `${pathname}?${others.join('&')}`
  }

  /** Path and query; undefined where the URL is of another origin, or its path alone would be read as one. */
  #within(url: string, base: string): string | undefined {
    const to = URL.parse(url, new URL(base, this.#upstream.origin).href)
    if (to?.origin !== this.#upstream.origin || to.pathname.startsWith('//')) return undefined
    return to.pathname + to.search
  }

  /** The query of the upstream's URL, which is the operator's, comes first. */
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

/** Some servers decode this and leave the path: `..%2f..%2fadmin`, `..;/admin`. */
const LEADS_OUT = /%(?:00|25|2e|2f|5c)|;|\/\//i
