import { readFileSync } from 'node:fs'
import type { Inventory } from '../../src/model/inventory.ts'
import { best, figure, measure, withTemporaryFolder } from './harness/measure.ts'
import { whyNoNginx, withNginx } from './harness/nginx.ts'
import { peers } from './harness/peers.ts'
import { type Program, withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'

const RANGE = '127.1.0.0/16'
const RUNS = 3

/** 64 addresses of the range, spread over it. */
const ANSWERING = Array.from({ length: 64 }, (_, i) => `127.1.${(i * 37) % 256}.${(i * 91 + 5) % 256}`)

/**
 * 65,536 addresses of which 64 answer. The open-port part alone is the whole sweep less a scan of the 64 by name, each
 * a whole process. Aims: memory under 256 MB, and the open-port part no slower than `nmap -sT`.
 */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoNginx()
  if (missing) return report({ sweep: missing })
  await withProgram((program) =>
    withNginx('ecdsa', ANSWERING, async ({ port }) => {
      const theirs = peers('nmap')
      if (theirs.length === 0) report({ sweep: 'nmap: not installed' })
      for (const { name, command } of theirs) {
        const args = [...command, '-sT', '-Pn', '-n', '-p', String(port), RANGE]
        const { wall, cpu } = await best(RUNS, () => measure(args))
        report(row(`${name} -sT`, wall, cpu, 'not measured'))
      }
      const named = await scanned(program, ...ANSWERING.map((address) => `${address}:${port}`))
      const sweep = await scanned(program, RANGE, '--port', String(port))
      const peak = `${(sweep.peak / 1e6).toFixed(0)} MB`
      report(row('mcp-pqc scan, the whole range', sweep.wall, sweep.cpu, peak))
      report(
        row('mcp-pqc scan, the 64 by name', named.wall, named.cpu, `${(named.peak / 1e6).toFixed(0)} MB`),
      )
      report(row('mcp-pqc, the open-port part', sweep.wall - named.wall, sweep.cpu - named.cpu, peak))
    }),
  )
}

const row = (program: string, seconds: number, cpu: number, peak: string): Record<string, string> => ({
  [`65,536 addresses, ${ANSWERING.length} answer`]: program,
  seconds: figure(seconds),
  'CPU s': figure(cpu),
  'peak of memory': peak,
})

/** The quickest of some scans; each must have found the 64. */
const scanned = (
  program: Program,
  ...words: string[]
): Promise<{ wall: number; cpu: number; peak: number }> =>
  withTemporaryFolder(async (folder) => {
    const stdout = `${folder}/inventory.json`
    return await best(RUNS, async () => {
      const { command, peak } = program.withPeak('scan', '--no-mcp', ...words, '--json')
      const { wall, cpu } = await measure(command, { stdout })
      const { summary } = JSON.parse(readFileSync(stdout, 'utf8')) as Inventory
      if (summary.probed !== ANSWERING.length) throw new Error(`${summary.probed} endpoints were found`)
      return { wall, cpu, peak: peak() }
    })
  })
