import { issuerMetadataPaths, resourceMetadataPaths } from '../../registry/mcp/servers/places.ts'
import { unguessableId } from '../peer.ts'
import { type Asker, Seals } from './seals.ts'

/** Characters of a URL that the upstream redirects to: the client's URL is longer, and has to fit into its header. */
const MAX_LOCATION = 4_096

/** Milliseconds in which a redirect has to be followed. Clients do so at once. */
const REDIRECT_MS = 60_000

/** Begin the queries of URLs that the gateway makes up: of a redirect, and for the messages of HTTP+SSE. */
const [REDIRECT, MESSAGES] = ['?mcp-pqc-redirect=', '?mcp-pqc-session=']

/** A path of the upstream that clients may reach. `target`: path and query there. */
export type Place = { kind: 'endpoint' | 'message' | 'metadata'; target: string; methods: readonly string[] }

/** Names in the query of a URL that a stream names: servers need one. */
const MAX_NAMES = 100

type Announced = { target: string; peer: string | undefined; pathname: string; names: ReadonlySet<string> }

/** Browsers ask with OPTIONS before they read metadata with fields of MCP. */
const METHODS: Record<Place['kind'], readonly string[]> = {
  endpoint: ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'],
  message: ['POST', 'OPTIONS'],
  metadata: ['GET', 'HEAD', 'OPTIONS'],
}

/**
 * The paths of the upstream that are reached through the gateway: its MCP endpoint; the metadata of that and of the origin
 * (RFC 9728, RFC 8414, OpenID Connect Discovery 1.0); and for one client each the URL that its open HTTP+SSE stream named,
 * and the one that it was redirected to. Paths are the same on both sides, so that relative references and metadata paths
 * are valid on both.
 */
export class Places {
  readonly #upstream: URL
  readonly #metadata: ReadonlySet<string>
  readonly #seals = new Seals()
  /** What open streams named, by the URL that clients were told; and the names in its query that are not the operator's. */
  readonly #announced = new Map<string, Announced>()
  /** By path, in how many of these each name occurs: there may be as many streams as connections. */
  readonly #named = new Map<string, Map<string, number>>()
  /** Names in the operator's query. */
  readonly #own: ReadonlySet<string>

  constructor(upstream: URL) {
    this.#upstream = upstream
    this.#own = new Set(namesIn(upstream.search).map(nameOf))
    const described = [upstream.pathname, '/']
    this.#metadata = new Set(
      described.flatMap((path) => [...resourceMetadataPaths(path), ...issuerMetadataPaths(path)]),
    )
  }

  /** `now`: milliseconds, as Date.now gives them. */
  find(url: string, asker: Asker, now: number = Date.now()): Place | undefined {
    // RFC 9112 §3.2.1: path and query, which no parser can mistake for a host.
    if (!url.startsWith('/') || !URL.canParse(this.#upstream.origin + url)) return undefined
    const { pathname, search } = new URL(this.#upstream.origin + url)
    if (search.startsWith(REDIRECT)) return this.#redirected(search.slice(REDIRECT.length), asker, now)
    const announced = this.#announced.get(pathname + search)
    if (announced && announced.peer === asker.peer) {
      return { kind: 'message', target: announced.target, methods: METHODS.message }
    }
    if (pathname === this.#upstream.pathname) {
      const query = this.#query(search)
      const mayNotPass = query === undefined || this.#isOfStream(pathname, search)
      return mayNotPass
        ? undefined
        : { kind: 'endpoint', target: pathname + query, methods: METHODS.endpoint }
    }
    // A query would be the client's: the operator's is for the endpoint.
    return this.#metadata.has(pathname)
      ? { kind: 'metadata', target: pathname, methods: METHODS.metadata }
      : undefined
  }

  /**
   * Path and query for the client of the URL that the event `endpoint` names; undefined where it is of another origin, or
   * has more than MAX_NAMES names in its query. Call `forget` with it when the stream ends.
   */
  announce(endpoint: string, base: string, { peer }: Asker): string | undefined {
    const target = this.#within(endpoint, base)
    if (target === undefined) return undefined
    const { pathname, search } = new URL(target, this.#upstream.origin)
    const told = `${pathname}${MESSAGES}${unguessableId()}`
    const names = new Set(namesIn(search).map(nameOf)).difference(this.#own)
    if (names.size > MAX_NAMES) return undefined
    this.#announced.set(told, { target, peer, pathname, names })
    const named = this.#named.get(pathname) ?? new Map<string, number>()
    for (const name of names) named.set(name, (named.get(name) ?? 0) + 1)
    if (named.size > 0) this.#named.set(pathname, named)
    return told
  }

  /** Whether a server may read in the query what names an open stream at this path: only its client may use that. */
  #isOfStream(pathname: string, search: string): boolean {
    const named = search === this.#upstream.search ? undefined : this.#named.get(pathname)
    return named !== undefined && namesIn(search).some((name) => mayBeIn(named, name))
  }

  forget(told: string): void {
    const { pathname = '', names = [] } = this.#announced.get(told) ?? {}
    this.#announced.delete(told)
    const named = this.#named.get(pathname)
    for (const name of names) {
      const left = (named?.get(name) ?? 1) - 1
      if (left > 0) named?.set(name, left)
      else named?.delete(name)
    }
    if (named?.size === 0) this.#named.delete(pathname)
  }

  /** Path and query for the client of a redirect, which it alone can follow, for a minute; undefined: another origin. */
  redirect(location: string, { kind, target }: Place, asker: Asker): string | undefined {
    const to = location.length > MAX_LOCATION ? undefined : this.#within(location, target)
    if (to === undefined) return undefined
    const token = this.#seals.seal(JSON.stringify([kind, to, Date.now() + REDIRECT_MS]), {
      ...asker,
      of: 'redirect',
    })
    return `${new URL(to, this.#upstream.origin).pathname}${REDIRECT}${token}`
  }

  #redirected(token: string, asker: Asker, now: number): Place | undefined {
    const sealed = this.#seals.open(token, { ...asker, of: 'redirect' })
    if (sealed === undefined) return undefined
    const [kind, target, until] = JSON.parse(sealed) as [Place['kind'], string, number]
    return now > until ? undefined : { kind, target, methods: METHODS[kind] }
  }

  /** A URL of the upstream as its path and query here; undefined where it is of another origin. */
  relative(url: string, base: string): string | undefined {
    const to = this.#within(url, base)
    return to && this.#withoutOwnQuery(to)
  }

  /** Without the operator's query, which is added to every request anyway. */
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

  /**
   * The query of the upstream's URL, which is the operator's, and what a client adds to it; undefined where that could replace
   * it: of two pairs of one name, some servers read the first, and others the last.
   */
  #query(search: string): string | undefined {
    const own = this.#upstream.search
    if (own === '' || search === own) return search
    const pairs = own.slice(1).split('&')
    const others = search
      .slice(1)
      .split('&')
      .filter((pair) => pair !== '' && !pairs.includes(pair))
      .join('&')
    if (namesIn(others).some((name) => mayBeIn(this.#own, name))) return undefined
    return others === '' ? own : `${own}&${others}`
  }
}

/** As some servers read a name: in any case (ASP.NET), and with other characters for `_`, or none (PHP, relaxed binding). */
const nameOf = (name: string): string =>
  (name.split('[').find((part) => part !== '') ?? '').toLowerCase().replace(/[^a-z\d]/g, '')

/** Some servers read other names as this one: `[a]` and `a[0]` (qs), ` a` and `a.b` (PHP). */
const PLAIN_NAME = /^[\w-]+$/

/** Whether a server may read a name of a query as one of these, which `nameOf` made. */
const mayBeIn = (names: { has(name: string): boolean }, name: string): boolean =>
  !PLAIN_NAME.test(name) || names.has(nameOf(name))

/** `;` separates pairs, too, for some servers. */
const namesIn = (search: string): string[] => [...new URLSearchParams(search.replaceAll(';', '&')).keys()]
