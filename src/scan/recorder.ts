import type { Endpoint } from '../model/endpoint.ts'
import { McpPqcError } from '../model/error.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { storePath } from '../store/openStore.ts'
import type { NewScan, ScanStore, ScanWriter } from '../store/scanStore.ts'

/** `store`: the file that the user named; undefined: the program's own in `dataDir`. */
export type RecordingPlace = { store: string | undefined; dataDir: string; note: (text: string) => void }

/**
 * Stores the endpoints of a scan while it runs. A failure of the program's own store is noted and does not end the scan;
 * a failure of a store that the user named does.
 */
export class ScanRecorder {
  readonly #store: ScanStore | undefined
  readonly #writer: ScanWriter | undefined
  readonly #place: RecordingPlace
  #isStored: boolean
  #isEnded = false

  constructor(place: RecordingPlace, stored?: { store: ScanStore; writer: ScanWriter }) {
    this.#place = place
    this.#store = stored?.store
    this.#writer = stored?.writer
    this.#isStored = stored !== undefined
  }

  /** Begins to store a new scan. @throws {McpPqcError} as `openStore` does, where the user named the store */
  static async begin(scan: NewScan, place: RecordingPlace): Promise<ScanRecorder> {
    let store: ScanStore | undefined
    try {
      const { openStore } = await import('../store/sqlite/sqliteStore.ts')
      store = await openStore(
        storePath(place.store, place.dataDir),
        place.store === undefined ? 'own' : 'write',
      )
      return new ScanRecorder(place, { store, writer: await store.begin(scan) })
    } catch (error) {
      await store?.close()
      noteOrThrow(error, place)
      return new ScanRecorder(place)
    }
  }

  /** An endpoint counts as finished when this has resolved. */
  put(endpoint: InventoryEndpoint): Promise<void> {
    return this.#attempt((writer) => writer.put([endpoint]))
  }

  silent({ id }: Pick<Endpoint, 'id'>): void {
    if (this.#isStored) this.#writer?.silent(id)
  }

  /** False where the scan is not stored, or not completely. */
  async end(state: 'interrupted' | 'finished'): Promise<boolean> {
    await this.#attempt((writer) => writer.end(state))
    this.#isEnded = true
    return this.#isStored
  }

  async close(): Promise<void> {
    if (!this.#isEnded) await this.end('interrupted')
    await this.#store?.close()
  }

  async #attempt(action: (writer: ScanWriter) => Promise<void>): Promise<void> {
    if (!this.#writer || !this.#isStored) return
    try {
      await action(this.#writer)
    } catch (error) {
      this.#isStored = false
      noteOrThrow(error, this.#place)
    }
  }
}

const noteOrThrow = (error: unknown, { store, note }: RecordingPlace): void => {
  if (store !== undefined || !(error instanceof McpPqcError)) throw error
  note(`This scan is not stored: ${error.message}`)
}
