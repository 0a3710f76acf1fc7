import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Endpoint } from '../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'

/**
 * Bytes of the dictionary. Endpoints of one scan say mostly the same: with the first documents to refer to, one takes a
 * tenth of its JSON instead of a fifth. A longer dictionary costs more time than it saves room.
 */
const DICTIONARY_BYTES = 16_384

/** Documents of fewer bytes, of what could not be reached, would fill the dictionary and teach it nothing. */
const SAMPLE_BYTES = 4096

/** The most that a document of a store may grow to when it is unpacked. */
const MAX_DOCUMENT = 268_435_456

/** The quickest level. The window has room for most documents and their dictionary: a larger one has to be cleared. */
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

  /** `newDictionary` is told of one that is to be kept before anything that is packed with it. */
  constructor(dictionary: Uint8Array | undefined, newDictionary: (content: Uint8Array) => void) {
    this.#dictionary = dictionary && Buffer.from(dictionary)
    this.#newDictionary = newDictionary
  }

  pack(endpoint: InventoryEndpoint): Packed {
    const json = Buffer.from(JSON.stringify(endpoint))
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

export type ReadDocument = (document: Packed) => InventoryEndpoint

/** Unpacks the documents of one scan. What it gives throws where one is damaged, or has not the shape of an endpoint. */
export const unpacker = async (dictionary: Uint8Array | undefined): Promise<ReadDocument> => {
  const { InventoryEndpoint: schema } = await import('../../model/inventory.ts')
  const plain = { maxOutputLength: MAX_DOCUMENT }
  const withDictionary = dictionary ? { ...plain, dictionary: Buffer.from(dictionary) } : plain
  return ({ packed, document }) => {
    const json = zstdDecompressSync(document, packed ? withDictionary : plain)
    return schema.parse(JSON.parse(json.toString()))
  }
}

/** The same of an endpoint that is still to be probed: it is short, and stands there as JSON. */
export const targetReader = async (): Promise<(document: string) => Endpoint> => {
  const { Endpoint: schema } = await import('../../model/endpoint.ts')
  return (document) => schema.parse(JSON.parse(document))
}
