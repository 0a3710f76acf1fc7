import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { endpointId } from '../../src/discover/endpointUrl.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
import { compareScans, emptyDiffSummary } from '../../src/store/compareScans.ts'
import type { ScanStore } from '../../src/store/scanStore.ts'
import { openStore } from '../../src/store/sqlite/sqliteStore.ts'
import { newScan } from '../store/storing.ts'
import { figure, withTemporaryFolder } from './harness/measure.ts'
import { withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'

/** `BENCH_ENDPOINTS=100000 npm run bench -- store` is done in a tenth of the time. */
const COUNT = Number(process.env['BENCH_ENDPOINTS'] ?? 1_000_000)

/** Endpoints in a transaction, where they come faster than one by one. */
const BATCH = 64

/**
 * A million endpoints: documents of the lab's own inventory (14 KB of JSON), each with an address, certificates and times
 * of its own. Aims: 5,000 a second and more into the store, and memory that does not grow.
 */
export const run = async (report: Report): Promise<void> => {
  const samples = await labInventory()
  const bytes = samples.reduce((sum, one) => sum + JSON.stringify(one).length, 0) / samples.length
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/scans.db`
    const store = await openStore(path, 'write')
    const row = (what: string, { seconds, cpu }: Spent, count: number): void =>
      report({
        [`${COUNT.toLocaleString('en')} endpoints of ${figure(bytes / 1000)} KB`]: what,
        seconds: figure(seconds),
        'endpoints/s': Math.round(count / seconds).toLocaleString('en'),
        'endpoints/CPU s': Math.round(count / cpu).toLocaleString('en'),
        'file, bytes/endpoint': figure((sizeOf(path) + sizeOf(`${path}-wal`)) / COUNT),
        'memory now, MB': figure(process.memoryUsage().rss / 1e6),
      })
    const first = await ingest(store, samples, BATCH)
    row(`put, ${BATCH} at a time`, first.spent, COUNT)
    const single = await ingest(store, samples, 1, COUNT / 10)
    row('put, one by one (a tenth of them)', single.spent, COUNT / 10)
    row('read, highest risk first', await timed(() => drained(store.endpoints(first.id, 'risk'))), COUNT)
    row('diff with the tenth', await timed(() => compared(store, first.id, single.id)), COUNT)
    await store.close()
  })
}

/** What the lab's own endpoints are, as the program that is released sees them. */
const labInventory = (): Promise<InventoryEndpoint[]> =>
  withProgram(async (program) => {
    const [command = '', ...args] = program.command('scan', '--lab', '--json')
    const inventory = execFileSync(command, args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, XDG_DATA_HOME: '/dev/null' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return (JSON.parse(inventory) as Inventory).endpoints
  })

/** Seconds of the clock and of the processor: the machine may have other work. */
type Spent = { seconds: number; cpu: number }

type Ingested = { id: string; spent: Spent }

/** The making of the documents is not counted. */
const ingest = async (
  store: ScanStore,
  samples: readonly InventoryEndpoint[],
  batch: number,
  count = COUNT,
): Promise<Ingested> => {
  const writer = await store.begin(newScan())
  const spent = { seconds: 0, cpu: 0 }
  const add = ({ seconds, cpu }: Spent): void => {
    spent.seconds += seconds
    spent.cpu += cpu
  }
  for (let done = 0; done < count; done += batch) {
    const endpoints = Array.from({ length: Math.min(batch, count - done) }, (_, i) =>
      varied(samples, done + i),
    )
    add(await timed(() => writer.put(endpoints)))
  }
  add(await timed(() => writer.end('finished')))
  return { id: writer.id, spent }
}

/** Another endpoint of the same kind: with its own address, fingerprints, times and score. */
const varied = (samples: readonly InventoryEndpoint[], number: number): InventoryEndpoint => {
  const sample = samples[number % samples.length] as InventoryEndpoint
  const url = `https://host-${number}.fleet.example/mcp`
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
  return {
    ...sample,
    id: endpointId(url),
    url,
    addresses: sample.addresses.map((one) => ({
      ...one,
      address,
      ...(one.tls ? { tls: { ...one.tls, chains: one.tls.chains.map(renewed), timings: times() } } : {}),
    })),
    assessment: { ...sample.assessment, risk: { ...sample.assessment.risk, score: (number * 7919) % 101 } },
  }
}

type Tls = NonNullable<InventoryEndpoint['addresses'][number]['tls']>

const renewed = (chain: Tls['chains'][number]): Tls['chains'][number] => ({
  ...chain,
  certificates: chain.certificates.map((one) => ({ ...one, sha256: randomBytes(32).toString('hex') })),
})

const times = (): Tls['timings'] => ({
  connectMs: Math.random(),
  helloMs: Math.random() * 5,
  handshakeMs: Math.random() * 10,
})

const drained = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of items);
}

const compared = (store: ScanStore, before: string, after: string): Promise<void> => {
  const side = (id: string) => ({ endpoints: store.endpoints(id, 'id'), interrupted: false, day: new Date() })
  return drained(compareScans(side(before), side(after), emptyDiffSummary()))
}

const timed = async (action: () => Promise<unknown>): Promise<Spent> => {
  const [began, used] = [performance.now(), process.cpuUsage()]
  await action()
  const { user, system } = process.cpuUsage(used)
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
