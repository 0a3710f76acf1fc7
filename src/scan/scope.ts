import type { Discovery } from '../discover/discover.ts'
import { urlEndpoint } from '../discover/targets.ts'
import type { Endpoint, Observation, Source } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Scope } from '../probe/net/gatekeeper.ts'

/** The endpoints of a scan: what they name in turn, and which hosts the user named. */
export class ScanScope implements Scope {
  readonly isExcluded: (host: string) => boolean
  readonly #ids = new Set<string>()
  readonly #hosts = new Set<string>()
  readonly #issuers = new Map<string, Endpoint>()
  readonly #foundByMetadata = new Set<string>()

  constructor({ isExcluded }: Pick<Discovery, 'isExcluded'>) {
    this.isExcluded = isExcluded
  }

  add({ id, url }: Endpoint): void {
    this.#ids.add(id)
    const host = URL.parse(url)?.hostname
    if (host && !this.#foundByMetadata.has(id)) this.#hosts.add(host)
  }

  isKnown(id: string): boolean {
    return this.#ids.has(id)
  }

  isNamed(host: string): boolean {
    return this.#hosts.has(host) || this.#hosts.has(`[${host}]`)
  }

  /** The ids of the authorization servers of an endpoint. They get the source of the endpoint as theirs. */
  addIssuers({ endpoint, oauth }: Observation): string[] {
    return (oauth?.endpoints ?? []).map((url) => {
      const [source] = endpoint.sources as [Source]
      const name = `authorization server of ${source.name ?? new URL(endpoint.url).host}`
      const issuer = urlEndpoint(url, { ...source, name })
      this.#issuers.set(issuer.id, issuer)
      return issuer.id
    })
  }

  /** Those that were not discovered themselves. */
  newIssuers(): Endpoint[] {
    const issuers = [...this.#issuers.values()].filter(({ id }) => !this.#ids.has(id))
    for (const { id } of issuers) this.#foundByMetadata.add(id)
    return issuers
  }
}

/** What was spoken counts more than what a configuration said. */
export const spokenTransport = ({ endpoint, mcp }: Observation): Endpoint['transport'] =>
  mcp?.transport && mcp.transport !== 'unknown' ? mcp.transport : endpoint.transport

/** An address that only a range named, and where nothing listens, is not an endpoint. */
export const isFound = ({ sources, addresses }: InventoryEndpoint): boolean =>
  sources.some(({ kind }) => kind !== 'range') || addresses.some(({ state }) => state === 'open')
