import { McpPqcError } from '../model/error.ts'
import type { Keeper } from '../scan.ts'
import { storePath } from '../store/openStore.ts'
import type { NewScan, ScanStore, ScanWriter } from '../store/scanStore.ts'

/** A scan that is kept while it runs. */
export type KeptScan = Keeper & {
  /** False where it is not kept after all. */
  end(state: 'interrupted' | 'finished'): Promise<boolean>
  close(): Promise<void>
}

/** Where a scan is to be kept, and who is told where it cannot be. */
export type KeepingPlace = { store: string | undefined; dataDir: string; note: (text: string) => void }

/**
 * Keeps a new scan. In the program's own store, what goes wrong is noted and does not fail the scan; in one that the
 * user named it does.
 *
 * @throws {McpPqcError} as `openStore` does, where `store` names one
 */
export const keepScan = async (scan: () => NewScan, place: KeepingPlace): Promise<KeptScan> => {
  const path = storePath(place.store, place.dataDir)
  let store: ScanStore | undefined
  try {
    const { openStore } = await import('../store/sqlite/sqliteStore.ts')
    store = await openStore(path, place.store === undefined ? 'own' : 'write')
    return keeping(store, await store.begin(scan()), place)
  } catch (error) {
    await store?.close()
    noteOrThrow(error, place)
    return { put: async () => {}, silent: () => {}, end: async () => false, close: async () => {} }
  }
}

/** Goes on with a writer; closes its store at the end. */
export const keeping = (store: ScanStore, writer: ScanWriter, place: KeepingPlace): KeptScan => {
  let isKept = true
  let isOpen = true
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    try {
      if (isKept) await action()
    } catch (error) {
      isKept = false
      noteOrThrow(error, place)
    }
  }
  const end = async (state: 'interrupted' | 'finished'): Promise<boolean> => {
    await attempt(() => writer.end(state))
    isOpen = false
    return isKept
  }
  return {
    put: (endpoint) => attempt(() => writer.put([endpoint])),
    silent: (id) => {
      if (isKept) writer.silent(id)
    },
    end,
    close: async () => {
      if (isOpen) await end('interrupted')
      await store.close()
    },
  }
}

const noteOrThrow = (error: unknown, { store, note }: KeepingPlace): void => {
  if (store !== undefined || !(error instanceof McpPqcError)) throw error
  note(`This scan is not kept for later: ${error.message}`)
}
