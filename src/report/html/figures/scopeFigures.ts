import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { count } from './count.ts'

/** The most places that are told apart. */
const MAX_PLACES = 200

/** Where the endpoints were found: what the scan covered. */
export class ScopeFigures {
  readonly byKind = new Map<string, number>()
  readonly byClient = new Map<string, number>()
  readonly byPath = new Map<string, number>()
  /** Whether more places were there than are told apart. */
  isCut = false
  connections = 0

  add({ sources, addresses }: InventoryEndpoint): void {
    for (const kind of new Set(sources.map((source) => source.kind))) count(this.byKind, kind)
    for (const { client, path } of sources) {
      if (client !== undefined) this.#count(this.byClient, client)
      if (path !== undefined) this.#count(this.byPath, path)
    }
    for (const { tls } of addresses) this.connections += tls?.connections ?? 0
  }

  #count(counts: Map<string, number>, key: string): void {
    if (counts.size < MAX_PLACES || counts.has(key)) count(counts, key)
    else this.isCut = true
  }
}
