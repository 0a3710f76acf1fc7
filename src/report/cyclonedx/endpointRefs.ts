import type { InventoryEndpoint } from '../../model/inventory.ts'
import { digest } from './asset.ts'

/** The names by which endpoints are referred to: made of their ids, and each given once, whatever a file says. */
export class EndpointRefs {
  readonly #refs = new Set<string>()
  readonly #repeated = new Set<string>()

  /** Of the first reading, and of each one after it, which begins with `reading()`. */
  reading(): (endpoint: InventoryEndpoint) => string {
    const seen = new Map<string, number>()
    const isFirst = this.#refs.size === 0
    return (endpoint) => {
      const ref = refOf(endpoint)
      const isNew = isFirst && !this.#refs.has(ref)
      if (isNew) this.#refs.add(ref)
      else if (isFirst) this.#repeated.add(ref)
      if (isNew || !this.#repeated.has(ref)) return ref
      const count = (seen.get(ref) ?? (isFirst ? 1 : 0)) + 1
      seen.set(ref, count)
      const another = count === 1 ? ref : `${ref}/${count}`
      if (isFirst) this.#refs.add(another)
      return another
    }
  }

  /** All of them, in the order of the first reading. */
  get all(): Iterable<string> {
    return this.#refs
  }

  /** The endpoint with this id, if it is a service and in the inventory. */
  service(id: string): string | undefined {
    const ref = `service/${safe(id)}`
    return this.#refs.has(ref) ? ref : undefined
  }
}

const refOf = ({ id, stdio }: InventoryEndpoint): string => `${stdio ? 'application' : 'service'}/${safe(id)}`

/** Ids are hexadecimal (src/model/endpoint.ts): anything else comes from a file that somebody wrote. */
const safe = (id: string): string => (/^[\da-f]{16}$/.test(id) ? id : `other/${digest(id)}`)
