import type { Endpoint } from '../model/endpoint.ts'
import type { InventoryEndpoint, Summary } from '../model/inventory.ts'
import type { ScanRecord, Unfinished } from '../model/scanRecord.ts'

/**
 * Where scans are stored. The interface is complete, so that a database that several machines share can replace the file.
 * Every method throws McpPqcError with a code STORE_….
 */
export type ScanStore = {
  /** Every scan, newest first. */
  scans(): Promise<ScanRecord[]>
  /** The endpoints of a scan, one by one, as they are at the call: highest risk first, or by id. */
  endpoints(scan: string, order: EndpointOrder): AsyncIterable<InventoryEndpoint>
  begin(scan: NewScan): Promise<ScanWriter>
  /** @throws {McpPqcError} SCAN_RUNNING, SCAN_FINISHED */
  resume(scan: string): Promise<Resumption>
  /** Deletes scans and reclaims their disk space. A running scan is not deleted. */
  remove(scans: readonly string[]): Promise<void>
  close(): Promise<void>
}

export type EndpointOrder = 'risk' | 'id'

/** `named`: the endpoints to probe in addition to the addresses of `unfinished.sweep`. */
export type NewScan = Pick<ScanRecord, 'tool' | 'scope' | 'authorization'> & {
  startedAt: Date
  unfinished: Unfinished
  named: Iterable<Endpoint>
  /** For its summary. */
  asked?: Pick<Summary, 'settings' | 'excluded' | 'incomplete'>
}

export type ScanWriter = {
  readonly id: string
  /** When this resolves they are stored, whatever happens to the process. An endpoint that is stored already is not changed. */
  put(endpoints: readonly InventoryEndpoint[]): Promise<void>
  /** What is stored, one by one, highest risk first: as it was put, without the checks of `ScanStore.endpoints`. */
  endpoints(): AsyncIterable<InventoryEndpoint>
  /** An address of a range where nothing listens, by the id that it would have as an endpoint. Stored within a second. */
  silent(id: string): void
  /** `interrupted`: it can be resumed. */
  end(state: 'interrupted' | 'finished'): Promise<void>
}

/** An interrupted scan, and the writer that continues it. */
export type Resumption = {
  record: ScanRecord
  unfinished: Unfinished
  named: Iterable<Endpoint>
  /** Ids of the addresses where nothing listens. */
  silent: ReadonlySet<string>
  writer: ScanWriter
}
