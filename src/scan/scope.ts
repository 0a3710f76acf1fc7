import { urlEndpoint } from '../discover/targets.ts'
import type { Endpoint, Observation, Source } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'

/** The endpoints of a scan: what they name in turn, and which hosts the user named. */
export class Scope {
  readonly #ids = new Set<string>()
  readonly #hosts = new Set<string>()
  readonly #issuers = new Map<string, Endpoint>()

  add({ id, url }: Endpoint): void {
    this.#ids.add(id)
    const host = URL.parse(url)?.hostname
    if (host) this.#hosts.add(host)
  }

  isKnown(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Only among the named hosts may metadata from the network lead to private addresses. */
  hasHost(host: string): boolean {
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
    return [...this.#issuers.values()].filter(({ id }) => !this.#ids.has(id))
  }
}

/** What was spoken counts more than what a configuration said. */
export const spokenTransport = ({ endpoint, mcp }: Observation): Endpoint['transport'] =>
  mcp?.transport && mcp.transport !== 'unknown' ? mcp.transport : endpoint.transport

/** An address that only a range named, and where nothing listens, is not an endpoint. */
export const isFound = ({ sources, addresses }: InventoryEndpoint): boolean =>
  sources.some(({ kind }) => kind !== 'range') || addresses.some(({ state }) => state === 'open')
