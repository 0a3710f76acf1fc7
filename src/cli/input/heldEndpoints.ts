import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { assessedAgain } from '../../assess/assess.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { byRisk } from '../../model/questions/endpoint.ts'
import type { EndpointOrder } from '../../store/scanStore.ts'

/** Bytes of a file, whose endpoints are held as values. Those that follow are held compressed, and need a tenth of their text. */
const MAX_VALUES_BYTES = 33_554_432

const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 }

/** What endpoints are sorted by. `content`: the endpoint as a value, or as compressed JSON. */
type Held = {
  id: string
  url: string
  assessment: { risk: { score: number } }
  content: InventoryEndpoint | Uint8Array
}

/** A copy: zlib returns a view of a buffer that is many times as long. */
const packed = (endpoint: InventoryEndpoint): Uint8Array =>
  new Uint8Array(zstdCompressSync(JSON.stringify(endpoint), { params: PARAMS }))

const unpacked = (content: InventoryEndpoint | Uint8Array): InventoryEndpoint =>
  content instanceof Uint8Array ? JSON.parse(zstdDecompressSync(content).toString()) : content

/** The endpoints of a file, in memory. */
export class HeldEndpoints {
  readonly #held: Held[] = []
  readonly #day: Date | undefined
  #bytes = 0

  /** `day`: they are held as this version assesses them on it; undefined: as they are in the file. */
  constructor(day: Date | undefined) {
    this.#day = day
  }

  /** `bytes`: of its text in the file. */
  add(read: InventoryEndpoint, bytes: number): void {
    const endpoint = this.#day ? assessedAgain(read, this.#day) : read
    const { id, url, assessment } = endpoint
    this.#bytes += bytes
    const content = this.#bytes <= MAX_VALUES_BYTES ? endpoint : packed(endpoint)
    this.#held.push({ id, url, assessment: { risk: { score: assessment.risk.score } }, content })
  }

  /** Different ones: a file that was merged from several scans may contain an endpoint twice. */
  get count(): number {
    return new Set(this.#held.map(({ id }) => id)).size
  }

  /** One by one: by risk, the highest first, or each once by id. */
  async *in(order: EndpointOrder): AsyncGenerator<InventoryEndpoint> {
    const sorted =
      order === 'risk'
        ? this.#held.toSorted(byRisk)
        : [...new Map(this.#held.map((held) => [held.id, held])).values()].sort((a, b) =>
            a.id < b.id ? -1 : 1,
          )
    for (const { content } of sorted) yield unpacked(content)
  }
}
