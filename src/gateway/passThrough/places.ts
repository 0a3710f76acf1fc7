import { WELL_KNOWN } from '../../registry/mcp/places.ts'
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

type Announced = { target: string; peer: string | undefined; pathname: string; names: ReadonlySet<string> }

const METHODS: Record<Place['kind'], readonly string[]> = {
  endpoint: ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'],
  message: ['POST', 'OPTIONS'],
  metadata: ['GET', 'HEAD', 'OPTIONS'],
}

/**
 * The paths of the upstream that are reached through the gateway: its MCP endpoint, the metadata of RFC 9728 and RFC 8414,
 * and for one client each the URL that its open HTTP+SSE stream named, and the one that it was redirected to. Paths are
 * the same on both sides, so that relative references and metadata paths are valid on both.
 */
export class Places {
  readonly #upstream: URL
  readonly #seals = new Seals()
  /** What open streams named, by the URL that their clients were told; and the names in its query that are not the operator's. */
  readonly #announced = new Map<string, Announced>()

  constructor(upstream: URL) {
    this.#upstream = upstream
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
    if (pathname === this.#upstream.pathname && !this.#isOfStream(pathname, search)) {
      return { kind: 'endpoint', target: pathname + this.#query(search), methods: METHODS.endpoint }
    }
    if (isMetadata(pathname)) {
      return { kind: 'metadata', target: pathname + search, methods: METHODS.metadata }
    }
    return undefined
  }

  /**
   * Path and query for the client of the URL that the event `endpoint` names; undefined where it is of another origin.
   * Call `forget` with it when the stream ends.
   */
  announce(endpoint: string, base: string, { peer }: Asker): string | undefined {
    const target = this.#within(endpoint, base)
    if (target === undefined) return undefined
    const { pathname, search } = new URL(target, this.#upstream.origin)
    const told = `${pathname}${MESSAGES}${unguessableId()}`
    const names = namesIn(search).difference(namesIn(this.#upstream.search))
    this.#announced.set(told, { target, peer, pathname, names })
    return told
  }

  /** Whether the query has what names an open stream at this path: only its client may use that. */
  #isOfStream(pathname: string, search: string): boolean {
    const asked = namesIn(search)
    if (asked.size === 0) return false
    return this.#announced
      .values()
      .some((one) => one.pathname === pathname && !one.names.isDisjointFrom(asked))
  }

  forget(told: string): void {
    this.#announced.delete(told)
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

  /** The query of the upstream's URL, which is the operator's, comes first. */
  #query(search: string): string {
    const own = this.#upstream.search
    if (own === '' || search === own) return search
    return search === '' ? own : `${own}&${search.slice(1)}`
  }
}

/**
 * The names in a query, as the most lenient server reads them: in any case (ASP.NET), also behind `;`, with white space before
 * (PHP), and as arrays (`a[]=1`, `a[0]=1`).
 */
const namesIn = (search: string): Set<string> =>
  new Set(
    new URLSearchParams(search.replaceAll(';', '&'))
      .keys()
      .map((name) => name.trim().toLowerCase().split('[', 1)[0] ?? '')
      .filter((name) => name !== ''),
  )

const isMetadata = (path: string): boolean =>
  !LEADS_OUT.test(path) &&
  (Object.values(WELL_KNOWN).some((prefix) => path === prefix || path.startsWith(`${prefix}/`)) ||
    path.endsWith(WELL_KNOWN.openidConfiguration))

/** Some servers decode this and leave the path: `..%2f..%2fadmin`, `..;/admin`. */
const LEADS_OUT = /%(?:00|25|2e|2f|5c)|;|\/\//i
