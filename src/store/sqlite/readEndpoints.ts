import type { InventoryEndpoint } from '../../model/inventory.ts'
import { JsonExcess } from '../../model/text/boundedJson.ts'
import { problem } from '../problem.ts'
import type { EndpointOrder } from '../scanStore.ts'
import { MAX_DOCUMENT, type Packed, unpacker } from './documents.ts'
import type { Database } from './sqlite.ts'
import { orStoreError } from './storeError.ts'

export type StoredScan = {
  path: string
  database: Database
  /** Of its row. */
  number: number
}

/**
 * The endpoints of a scan, one by one. `trusted`: written by this process, and given back with their members in the same
 * order.
 *
 * @throws {McpPqcError} STORE_CORRUPT, and the others of `orStoreError`
 */
export async function* readEndpoints(
  { path, database, number }: StoredScan,
  order: EndpointOrder,
  trusted = false,
): AsyncGenerator<InventoryEndpoint> {
  const blob = (statement: string, ...values: number[]): Uint8Array | undefined =>
    orStoreError(path, () => Object.values(database.prepare(statement).get(...values) ?? {})[0]) as
      | Uint8Array
      | undefined
  const dictionary = blob('SELECT content FROM dictionary WHERE scan = ?', number)
  if (dictionary !== undefined && !(dictionary instanceof Uint8Array))
    throw problem('STORE_CORRUPT', { path, why: 'a dictionary cannot be read' })
  const list = (of: number): Uint8Array =>
    blob('SELECT document FROM list WHERE number = ?', of) ?? new Uint8Array()
  const read = await unpacker(dictionary, list, trusted)
  // Sorts the numbers only: the documents need not fit into memory.
  const [numbers, document] = orStoreError(path, () => [
    database.prepare(`SELECT number FROM endpoint WHERE scan = ? ORDER BY ${ORDERS[order]}`).iterate(number),
    database.prepare('SELECT packed, document FROM endpoint WHERE number = ?'),
  ])
  try {
    for (;;) {
      const next = orStoreError(path, () => numbers.next())
      if (next.done) return
      const row = orStoreError(path, () => document.get(next.value['number'] as number))
      if (!row) throw problem('STORE_CORRUPT', { path, why: 'an endpoint is missing' })
      let endpoint: InventoryEndpoint
      try {
        endpoint = read(row as Packed)
      } catch (error) {
        throw problem('STORE_CORRUPT', { path, why: `an endpoint ${reasonOf(error)}` }, error)
      }
      yield endpoint
    }
  } finally {
    numbers.return?.()
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof JsonExcess) return error.message
  const isLong = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
  return isLong ? `is larger than ${MAX_DOCUMENT} bytes` : 'cannot be read'
}

const ORDERS: Record<EndpointOrder, string> = { risk: 'score DESC, url, id', id: 'id' }
