import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Endpoint } from '../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { parseBounded } from '../../model/text/boundedJson.ts'
import { listReader, SHARED_FROM, withoutLists } from './lists.ts'

/**
 * Bytes of the dictionary. Endpoints of one scan are similar: with the first documents as a dictionary, a document takes a
 * tenth of its JSON instead of a fifth. A longer dictionary costs more time than it saves space.
 */
const DICTIONARY_BYTES = 16_384

/** Shorter documents, those of unreachable endpoints, would fill the dictionary with little of use. */
const SAMPLE_BYTES = 4096

/** Bytes that a document of a store may have when it is unpacked. */
export const MAX_DOCUMENT = 83_886_080

/** The fastest level. The window holds most documents and their dictionary: a larger one takes time to clear. */
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 15 }

export type Packed = { packed: 0 | 1; document: Uint8Array }

/** Packs the documents of one scan. */
export class Packer {
  readonly #newDictionary: (content: Uint8Array) => void
  #dictionary: Buffer | undefined
  #samples: Buffer[] = []

  /** What the last document was packed with, if anything. */
  get dictionary(): Uint8Array | undefined {
    return this.#dictionary
  }

  /** `newDictionary` must store the dictionary before anything that is packed with it. */
  constructor(dictionary: Uint8Array | undefined, newDictionary: (content: Uint8Array) => void) {
    this.#dictionary = dictionary && Buffer.from(dictionary)
    this.#newDictionary = newDictionary
  }

  /** `numberOf`: see `withoutLists`. */
  pack(endpoint: InventoryEndpoint, numberOf: (json: string) => number): Packed {
    const whole = JSON.stringify(endpoint)
    const shorter = whole.length < SHARED_FROM ? undefined : withoutLists(endpoint, numberOf)
    const json = Buffer.from(shorter === undefined ? whole : JSON.stringify(shorter))
    const dictionary = this.#dictionary
    const options = { params: PARAMS }
    if (dictionary) return { packed: 1, document: zstdCompressSync(json, { ...options, dictionary }) }
    if (json.length >= SAMPLE_BYTES) this.#learn(json)
    return { packed: 0, document: zstdCompressSync(json, options) }
  }

  #learn(json: Buffer): void {
    this.#samples.push(json)
    const all = Buffer.concat(this.#samples)
    if (all.length < DICTIONARY_BYTES) return
    this.#dictionary = all.subarray(0, DICTIONARY_BYTES)
    this.#samples = []
    this.#newDictionary(this.#dictionary)
  }
}

export const packList = (json: string): Uint8Array => zstdCompressSync(json, { params: PARAMS })

export type ReadDocument = (document: Packed) => InventoryEndpoint

/**
 * Unpacks the documents of one scan. `listOf`: what `packList` gave. `trusted`: as this process wrote them, with their
 * members in the same order. The returned function throws if a document is damaged or is not an endpoint.
 */
export const unpacker = async (
  dictionary: Uint8Array | undefined,
  listOf: (number: number) => Uint8Array,
  trusted: boolean,
): Promise<ReadDocument> => {
  const schema = trusted ? undefined : (await import('../../model/inventory.ts')).InventoryEndpoint
  const plain = { maxOutputLength: MAX_DOCUMENT }
  const withDictionary = dictionary ? { ...plain, dictionary: Buffer.from(dictionary) } : plain
  const read = listReader(
    (number) => zstdDecompressSync(listOf(number), plain).toString(),
    (document) => (schema ? schema.parse(document) : (document as InventoryEndpoint)),
  )
  return ({ packed, document }) => {
    const json = zstdDecompressSync(document, packed ? withDictionary : plain)
    return read(parseBounded(json.toString()))
  }
}

/** Reads an endpoint that is still to be probed: it is short, and stored as JSON. */
export const targetReader = async (): Promise<(document: string) => Endpoint> => {
  const { Endpoint: schema } = await import('../../model/endpoint.ts')
  return (document) => schema.parse(parseBounded(document))
}
