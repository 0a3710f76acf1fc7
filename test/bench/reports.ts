import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseGates } from '../../src/assess/gates.ts'
import { writePiecesAtomically } from '../../src/cli/output/writeFile.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
import { type FormatName, formatNames, inventoryFormat } from '../../src/report/formats.ts'
import type { ReportInput } from '../../src/report/inventory/reportInput.ts'
import { figure, withTemporaryFolder } from './harness/measure.ts'
import { withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'

/** Endpoints of each report: `BENCH_REPORT_SIZE=20000 npm run bench -- reports` is enough for a first look. */
const SIZE = Number(process.env['BENCH_REPORT_SIZE'] ?? 1_000_000)

/** The same for a page that is drawn, not streamed: it summarises. */
const NOT_STREAMED = new Set<string>(['html'])

/** Says that this process is one of the measured ones: the format, and the file that the endpoints are varied from. */
const FORMAT = 'BENCH_REPORT_FORMAT'
const SCAN = 'BENCH_REPORT_SCAN'

type Cost = { seconds: number; peak: number; bytes: number }

/**
 * A million endpoints through each format that streams, each in a process of its own and into /dev/null. They are those
 * of the lab, as a scan of it shows them, with names and addresses of their own, and made as they are asked for: what
 * is measured is the report. Aim: less than 512 MB at the peak.
 */
export const run = (report: Report): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const scan = `${folder}/lab.json`
    await withProgram(async (program) => {
      const [command = '', ...args] = program.command('scan', '--lab', '--json')
      writeFileSync(scan, spawnSync(command, args, { maxBuffer: 2 ** 26 }).stdout)
    })
    for (const format of formatNames('inventory').filter((name) => !NOT_STREAMED.has(name))) {
      const { seconds, peak, bytes } = measured(format, scan)
      report({
        format,
        endpoints: SIZE,
        seconds: figure(seconds),
        'endpoints/s': figure(SIZE / seconds),
        'MB written': figure(bytes / 1e6),
        'peak of memory': `${(peak / 1e6).toFixed(0)} MB`,
      })
    }
  })

const measured = (format: FormatName<'inventory'>, scan: string): Cost => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, [FORMAT]: format, [SCAN]: scan },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Cost
}

const cost = async (format: FormatName<'inventory'>, scan: string): Promise<Cost> => {
  const report = await inventoryFormat(format).load({
    width: 120,
    colours: false,
    gates: parseGates(['classical']),
    specVersion: '1.7',
    root: undefined,
    as: 'markdown',
  })
  const input = grown(JSON.parse(readFileSync(scan, 'utf8')) as Inventory)
  const before = performance.now()
  const bytes = await writePiecesAtomically('/dev/null', report(input))
  const seconds = (performance.now() - before) / 1000
  // getrusage(2), ru_maxrss: kibibytes.
  return { seconds, bytes, peak: process.resourceUsage().maxRSS * 1024 }
}

/** The lab's endpoints, so often that they are `SIZE`, in the order of their risk. */
const grown = ({ endpoints, summary, ...rest }: Inventory): ReportInput => {
  const each = SIZE / endpoints.length
  const times = (counts: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, Math.round(count * each)]))
  return {
    ...rest,
    asOf: new Date(rest.finishedAt),
    summary: {
      ...summary,
      endpoints: SIZE,
      probed: SIZE,
      keyExchange: times(summary.keyExchange),
      authentication: times(summary.authentication),
    },
    endpoints: async function* () {
      for (let i = 0; i < SIZE; i++)
        yield varied(endpoints[Math.floor((i * endpoints.length) / SIZE)] as InventoryEndpoint, i)
    },
  }
}

const varied = (endpoint: InventoryEndpoint, i: number): InventoryEndpoint => ({
  ...endpoint,
  id: i.toString(16).padStart(16, '0'),
  url: `https://mcp-${i}.example.com/mcp`,
  sources: [
    {
      kind: 'client-config',
      client: 'claude-desktop',
      name: `${endpoint.sources[0]?.name}-${i}`,
      path: `/home/user${i % 5000}/.config/Claude/claude_desktop_config.json`,
      line: (i % 60) + 1,
    },
  ],
  addresses: endpoint.addresses.map((one) => ({
    ...one,
    address: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
  })),
})

const format = process.env[FORMAT]
if (format !== undefined)
  console.log(JSON.stringify(await cost(format as FormatName<'inventory'>, process.env[SCAN] as string)))
