import type { Endpoint } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { ScanRecord, Unfinished } from '../model/scanRecord.ts'

/**
 * Where scans are kept. Everything that this program asks of a store stands here, so that a database that several
 * machines share can take the place of the file. Every method throws McpPqcError with a code STORE_….
 */
export type ScanStore = {
  /** Every scan, the newest first. */
  scans(): Promise<ScanRecord[]>
  /** The endpoints of a scan, one by one: highest risk first, or by id. As they are when it begins. */
  endpoints(scan: string, order: EndpointOrder): AsyncIterable<InventoryEndpoint>
  begin(scan: NewScan): Promise<ScanWriter>
  /** @throws {McpPqcError} SCAN_RUNNING, SCAN_FINISHED */
  resume(scan: string): Promise<Resumption>
  /** Forgets scans for good, and gives back the room they took. One that is running is left alone. */
  remove(scans: readonly string[]): Promise<void>
  close(): Promise<void>
}

export type EndpointOrder = 'risk' | 'id'

/** `named`: the endpoints that are to be probed beside the addresses of `unfinished.sweep`. */
export type NewScan = Pick<ScanRecord, 'tool' | 'scope' | 'authorization'> & {
  startedAt: Date
  unfinished: Unfinished
  named: Iterable<Endpoint>
}

export type ScanWriter = {
  readonly id: string
  /** When this resolves they are kept, whatever happens to the process. What is there already stays as it is. */
  put(endpoints: readonly InventoryEndpoint[]): Promise<void>
  /** An address of a range where nothing listens, by the id it would have as an endpoint. Kept within a second. */
  silent(id: string): void
  /** `interrupted`: it can be resumed. */
  end(state: 'interrupted' | 'finished'): Promise<void>
}

/** What is known of an interrupted scan, and the writer that goes on with it. */
export type Resumption = {
  record: ScanRecord
  unfinished: Unfinished
  named: Iterable<Endpoint>
  /** Ids of the addresses where nothing listens. */
  silent: ReadonlySet<string>
  writer: ScanWriter
}
