import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endpointId } from '../../src/discover/endpointUrl.ts'
import { McpPqcError } from '../../src/model/error.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { NewScan, ScanStore } from '../../src/store/scanStore.ts'
import { openStore } from '../../src/store/sqlite/sqliteStore.ts'
import { deadAddress, tlsAddress, tlsFacts } from '../facts.ts'
import { endpoint } from '../report/inventory.ts'

const folders: string[] = []
const stores: ScanStore[] = []

export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-store-'))
  folders.push(folder)
  return folder
}

/** What a test opened and left. */
export const closeStores = async (): Promise<void> => {
  for (const store of stores.splice(0)) await store.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export const open = async (path: string, use: 'read' | 'write' | 'own' = 'write'): Promise<ScanStore> => {
  const store = await openStore(path, use)
  stores.push(store)
  return store
}

// Assessed once: some tests need thousands of endpoints.
const CLOSED = endpoint([deadAddress('closed')])
const OPEN = endpoint([tlsAddress(tlsFacts())])

/** An endpoint with a score; the URL has the number in it. */
export const numbered = (number: number, score = number % 101): InventoryEndpoint => {
  const url = `https://host-${number}.example/mcp`
  const made = { ...structuredClone(number % 7 === 0 ? CLOSED : OPEN), id: endpointId(url), url }
  return { ...made, assessment: { ...made.assessment, risk: { ...made.assessment.risk, score } } }
}

export const fleet = (count: number): InventoryEndpoint[] =>
  Array.from({ length: count }, (_, number) => numbered(number))

export const newScan = (changes: Partial<NewScan> = {}): NewScan => ({
  tool: { name: 'mcp-pqc', version: '0.0.0' },
  scope: {
    targets: ['https://host-0.example/mcp'],
    files: [],
    registries: [],
    lab: false,
    exclude: [],
    profile: 'full',
    mcp: true,
    timeoutMs: 5000,
    concurrency: 64,
    perHost: 4,
    credentials: [],
  },
  authorization: undefined,
  startedAt: new Date('2027-01-01T00:00:00Z'),
  unfinished: { sweep: { ranges: [], hosts: [], ports: [443], exclude: [] }, ca: [] },
  named: [],
  ...changes,
})

export const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** The code of the error that something fails with. */
export const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action()
  } catch (error) {
    if (error instanceof McpPqcError) return error.code
    throw error
  }
  return 'no error'
}
