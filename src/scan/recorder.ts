import type { Endpoint } from '../model/endpoint.ts'
import { McpPqcError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { storePath } from '../store/openStore.ts'
import type { NewScan, ScanStore, ScanWriter } from '../store/scanStore.ts'

/** `store`: the file that the user named; undefined: the program's own in `dataDir`. */
export type RecordingPlace = { store: string | undefined; dataDir: string; note: (text: string) => void }

/**
 * Stores the endpoints of a scan while it runs, and reads them back at the end. If the store fails, all endpoints are copied to
 * a store in memory. If it is the program's own, a note says so, and the scan continues. If the user named it, `failure` says
 * why, and the scan has to end.
 */
export class ScanRecorder {
  readonly #place: RecordingPlace
  readonly #stores: ScanStore[]
  #writer: ScanWriter
  #isStored: boolean
  #hasFailed = false
  #isEnded = false
  #failure: McpPqcError | undefined

  constructor(place: RecordingPlace, { store, writer }: Recording, isStored = true) {
    this.#place = place
    this.#stores = [store]
    this.#writer = writer
    this.#isStored = isStored
  }

  /** Begins to store a new scan. @throws {McpPqcError} as `openStore` does, where the user named the store */
  static async begin(scan: NewScan, place: RecordingPlace): Promise<ScanRecorder> {
    let store: ScanStore | undefined
    try {
      store = await openPlace(place)
      return new ScanRecorder(place, { store, writer: await store.begin(scan) })
    } catch (error) {
      await store?.close()
      if (place.store !== undefined || !(error instanceof McpPqcError)) throw error
      noteNotStored(error, place)
      return new ScanRecorder(place, await inMemory(), false)
    }
  }

  /** Why the scan has to end: the store that the user named failed. */
  get failure(): McpPqcError | undefined {
    return this.#failure
  }

  /** An endpoint counts as finished when this has resolved. */
  put(endpoint: InventoryEndpoint): Promise<void> {
    return this.#attempt((writer) => writer.put([endpoint]))
  }

  silent({ id }: Pick<Endpoint, 'id'>): void {
    if (this.#isStored) this.#writer.silent(id)
  }

  /** What was put, also before the scan was resumed: one by one, the highest risk first. */
  endpoints(): AsyncIterable<InventoryEndpoint> {
    return this.#writer.endpoints()
  }

  /** False where the scan is not stored, or not completely. */
  async end(state: 'interrupted' | 'finished'): Promise<boolean> {
    await this.#attempt((writer) => writer.end(state))
    this.#isEnded = true
    return this.#isStored
  }

  async close(): Promise<void> {
    if (!this.#isEnded) await this.end('interrupted')
    for (const store of this.#stores) await store.close()
  }

  async #attempt(action: (writer: ScanWriter) => Promise<void>): Promise<void> {
    if (this.#hasFailed) return
    try {
      await action(this.#writer)
    } catch (error) {
      this.#hasFailed = true
      if (!this.#isStored || !(error instanceof McpPqcError)) throw error
      this.#isStored = false
      if (this.#place.store === undefined) noteNotStored(error, this.#place)
      else this.#failure = error
      const { store, writer } = await inMemory()
      this.#stores.push(store)
      for await (const endpoint of this.#writer.endpoints()) await writer.put([endpoint])
      this.#writer = writer
      this.#hasFailed = false
      await action(writer)
    }
  }
}

export const openPlace = async ({ store, dataDir }: RecordingPlace): Promise<ScanStore> => {
  const { openStore } = await import('../store/sqlite/sqliteStore.ts')
  return openStore(storePath(store, dataDir), store === undefined ? 'own' : 'write')
}

type Recording = { store: ScanStore; writer: ScanWriter }

const inMemory = async (): Promise<Recording> => {
  const { openStoreInMemory } = await import('../store/sqlite/sqliteStore.ts')
  const store = openStoreInMemory()
  return { store, writer: await store.begin(NOTHING) }
}

/** What a store in memory need not know: no other process resumes its scan. */
const NOTHING: NewScan = {
  tool: { name: '', version: '' },
  scope: {
    ...{ targets: [], files: [], registries: [], exclude: [], credentials: [], lab: false, mcp: true },
    ...{ profile: 'full', timeoutMs: 0, concurrency: 0, perHost: 0 },
  },
  authorization: undefined,
  startedAt: new Date(0),
  unfinished: { sweep: { ranges: [], hosts: [], ports: [], exclude: [] }, ca: [] },
  named: [],
}

const noteNotStored = ({ message }: McpPqcError, { note }: RecordingPlace): void =>
  note(`This scan is not stored: ${message}`)
