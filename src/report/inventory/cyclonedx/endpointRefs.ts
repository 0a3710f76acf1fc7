import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { ReportInput } from '../reportInput.ts'
import { digest } from './asset.ts'
import { Seen } from './seen.ts'

/** References of endpoints: made of their ids, and unique even where a file repeats an id. */
export class EndpointRefs {
  readonly #seen = new Seen()
  readonly #repeated = new Set<string>()
  readonly #lists: string[] = []
  #list: string[] = []
  #isRead = false

  /** The endpoints with their names; each reading gives the same. */
  async *reading({ endpoints }: ReportInput): AsyncGenerator<[InventoryEndpoint, ref: string]> {
    const isFirst = !this.#isRead
    this.#isRead = true
    const counts = new Map<string, number>()
    for await (const endpoint of endpoints()) yield [endpoint, this.#unique(refOf(endpoint), counts, isFirst)]
  }

  #unique(ref: string, counts: Map<string, number>, isFirst: boolean): string {
    if (isFirst && this.#seen.add(ref)) return this.#noted(ref)
    if (isFirst) this.#repeated.add(ref)
    else if (!this.#repeated.has(ref)) return ref
    const count = (counts.get(ref) ?? (isFirst ? 1 : 0)) + 1
    counts.set(ref, count)
    const name = count === 1 ? ref : `${ref}/${count}`
    return isFirst ? this.#noted(name) : name
  }

  /** Stored as a few long texts: a million strings would need three times the memory. */
  #noted(ref: string): string {
    this.#list.push(JSON.stringify(ref))
    if (this.#list.length === PIECE) {
      this.#lists.push(this.#list.join(','))
      this.#list = []
    }
    return ref
  }

  /** All of them in the order of the first reading: pieces of a JSON array, to be joined by commas. */
  get all(): string[] {
    return this.#list.length === 0 ? this.#lists : [...this.#lists, this.#list.join(',')]
  }

  /** The endpoint with this id, if it is a service and in the inventory. */
  service(id: string): string | undefined {
    const ref = `service/${safe(id)}`
    return this.#seen.has(ref) ? ref : undefined
  }
}

const PIECE = 1000

const refOf = ({ id, stdio }: InventoryEndpoint): string => `${stdio ? 'application' : 'service'}/${safe(id)}`

/** Ids are hexadecimal: anything else comes from a file that was edited. */
const safe = (id: string): string => (/^[\da-f]{16}$/.test(id) ? id : `other/${digest(id)}`)
