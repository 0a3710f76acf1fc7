import type { Discovery } from '../discover/discover.ts'
import { urlEndpoint } from '../discover/targets.ts'
import type { Endpoint, Observation, Source } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Scope } from '../net/gatekeeper.ts'
import { NamedUrls, placeOfUrl } from '../net/namedUrls.ts'

/** The endpoints of a scan: what they name in turn, and which hosts the user named. */
export class ScanScope implements Scope {
  readonly isExcluded: Scope['isExcluded']
  readonly isAuthorized: boolean
  readonly #discovery: Pick<Discovery, 'isNamed'>
  readonly #ids = new Set<string>()
  readonly #issuers = new Map<string, Endpoint>()
  /** Other URLs of the origins of named endpoints, which these name. */
  readonly #own = new NamedUrls()

  constructor(discovery: Pick<Discovery, 'isNamed' | 'isExcluded' | 'isAuthorized'>) {
    this.#discovery = discovery
    this.isExcluded = discovery.isExcluded
    this.isAuthorized = discovery.isAuthorized
  }

  add({ id }: Pick<Endpoint, 'id'>): void {
    this.#ids.add(id)
  }

  isKnown(id: string): boolean {
    return this.#ids.has(id)
  }

  isNamed(host: string, port: number, path: string, isMetadata = false): boolean {
    return (
      this.#discovery.isNamed(host, port, path, isMetadata) || this.#own.has(host, port, path, isMetadata)
    )
  }

  /** The ids of the authorization servers of an endpoint. Each gets the endpoint's first source. */
  addIssuers({ endpoint, oauth }: Observation): string[] {
    const named = oauth?.endpoints ?? []
    // A template need not be a URL, and names none.
    if (named.length === 0) return []
    const own = new URL(endpoint.url)
    const { host, port, path } = placeOfUrl(own)
    const isNamed = this.isNamed(host, port, path)
    return named.map((url) => {
      if (isNamed && URL.parse(url)?.origin === own.origin) this.#own.add(url)
      const [source] = endpoint.sources as [Source]
      const name = `authorization server of ${source.name ?? new URL(endpoint.url).host}`
      const issuer = urlEndpoint(url, { ...source, name })
      this.#issuers.set(issuer.id, issuer)
      return issuer.id
    })
  }

  /** Those that were not discovered themselves. */
  newIssuers(): Endpoint[] {
    return [...this.#issuers.values()].filter(({ id }) => !this.#ids.has(id))
  }
}

/** What was spoken counts more than what a configuration said. */
export const spokenTransport = ({ endpoint, mcp }: Observation): Endpoint['transport'] =>
  mcp?.transport && mcp.transport !== 'unknown' ? mcp.transport : endpoint.transport

/** An address that only a range named, and where nothing listens, is not an endpoint. */
export const isFound = ({ sources, addresses }: InventoryEndpoint): boolean =>
  sources.some(({ kind }) => kind !== 'range') || addresses.some(({ state }) => state === 'open')
