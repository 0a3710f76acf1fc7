import { writeFileSync } from 'node:fs'
import { Owners } from '../../src/assess/owners/owners.ts'
import { discover } from '../../src/discover/discover.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { collect } from '../../src/scan/collect.ts'
import { nothingEarlier, type ScanOptions } from '../../src/scan/options.ts'
import { probeAndAssess } from '../../src/scan.ts'
import { best, figure, measure, withTemporaryFolder } from './harness/measure.ts'
import { type Nginx, type NginxKind, whyNoNginx, withNginx } from './harness/nginx.ts'
import { peers } from './harness/peers.ts'
import { type Program, withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'

const SIZE = 200
/** The best of so many runs; sslscan, which takes ten seconds and more, gets one less. */
const RUNS = 3

type Run = { wall: number; cpu: number; serverCpu: number; connections: number }

/**
 * 200 TLS endpoints (127.0.0.1 to 127.0.0.200) behind one nginx: the full TLS profile, against eight sslscan at a
 * time on the same list. Aim: twenty times the rate of sslscan, ten at least.
 */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoNginx()
  if (missing) return report({ fleet: missing })
  await withProgram(async (program) => {
    for (const kind of ['ecdsa', 'rsa'] as const) await compare(kind, program, report)
  })
}

const compare = (kind: NginxKind, program: Program, report: Report): Promise<void> =>
  withNginx(kind, ['0.0.0.0'], async (nginx) => {
    const targets = Array.from({ length: SIZE }, (_, i) => `127.0.0.${i + 1}:${nginx.port}`)
    const list = `${targets.join('\n')}\n`
    const runs = await withTemporaryFolder(async (folder) => {
      const file = `${folder}/targets`
      writeFileSync(file, list)
      const scanCommand = program.command('scan', '--no-mcp', '--file', file, '--json')
      const runs = new Map<string, Run>()
      const time = async (
        name: string,
        action: () => Promise<{ cpu: number }>,
        times = RUNS,
      ): Promise<void> => {
        runs.set(name, await best(times, () => observed(nginx, action)))
      }
      for (const { name, command } of peers('sslscan')) {
        const each = ['xargs', '-P', '8', '-n', '1', ...command, '--no-colour']
        await time(`xargs -P 8 ${name}`, () => measure(each, { stdin: list }), RUNS - 1)
      }
      await time('mcp-pqc scan, whole process', () => measure(scanCommand))
      await time('mcp-pqc, in a warm process', () => warm(targets))
      return runs
    })
    if (runs.size === 2) report({ fleet: 'sslscan: not installed' })
    const reference = quickest([...runs].filter(([name]) => name.includes('sslscan')).map(([, run]) => run))
    for (const [name, one] of runs) {
      const { wall, cpu, serverCpu, connections } = one
      report({
        [`${SIZE} × ${nginx.name}`]: name,
        seconds: figure(wall),
        'endpoints/s': figure(SIZE / wall),
        'times sslscan': reference ? figure(reference.wall / wall) : 'unknown',
        'times, by CPU': reference ? figure(allCpu(reference) / allCpu(one)) : 'unknown',
        'CPU s of the scanner': figure(cpu),
        'CPU s of nginx': figure(serverCpu),
        'connections/endpoint': figure(connections / SIZE),
      })
    }
  })

const quickest = (runs: readonly Run[]): Run | undefined => runs.toSorted((a, b) => a.wall - b.wall)[0]

/** What the scan cost in all: the figure that other work on the machine disturbs least. */
const allCpu = ({ cpu, serverCpu }: Run): number => cpu + serverCpu

const observed = async (nginx: Nginx, action: () => Promise<{ cpu: number }>): Promise<Run> => {
  const before = { cpu: nginx.cpu(), connections: await nginx.connections(), started: performance.now() }
  const { cpu } = await action()
  const wall = (performance.now() - before.started) / 1000
  // The second question for the count is a connection too.
  const connections = (await nginx.connections()) - before.connections - 1
  return { wall, cpu, serverCpu: nginx.cpu() - before.cpu, connections }
}

const OPTIONS: ScanOptions = {
  profile: 'full',
  timeoutMs: 5000,
  concurrency: 64,
  perHost: 4,
  rate: undefined,
  ca: [],
  sni: undefined,
  mcp: false,
  credentials: [],
  owners: [],
}

const warm = async (targets: readonly string[]): Promise<{ cpu: number }> => {
  const before = process.cpuUsage()
  const nothing = {
    files: [],
    configs: undefined,
    registries: [],
    lab: [],
    ports: [],
    portsNamed: false,
    exclude: [],
  }
  const sources = { ...nothing, targets, authorized: false }
  const discovery = await discover(sources, { note: () => {}, timeoutMs: OPTIONS.timeoutMs, ca: [] })
  const { signal } = new AbortController()
  const earlier = nothingEarlier()
  const endpoints: InventoryEndpoint[] = []
  const task = {
    discovery,
    options: OPTIONS,
    owners: new Owners([]),
    authorization: undefined,
    startedAt: new Date(),
    earlier,
    signal,
  }
  await collect((onSilentAddress) => probeAndAssess({ ...task, note: () => {} }, onSilentAddress), {
    recorder: {
      put: async (endpoint) => void endpoints.push(endpoint),
      silent: () => {},
      failure: undefined,
    },
    show: () => {},
    earlier,
    signal,
  })
  if (endpoints.some(({ addresses }) => addresses[0]?.tls === undefined))
    throw new Error('not all were probed')
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1e6 }
}
