import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { probeMcp } from '../../src/probe/mcp.ts'

const ENDPOINTS = ['tickets', 'crm', 'weather']
const WARM_UP = 20
const SAMPLES = 100

/**
 * What recognising an endpoint costs in a warm process, and with its lists. The servers run in a process of their own,
 * as they do in life. Aim: under 15 ms for recognising.
 */
export const run = async (): Promise<void> => {
  const { child, urls } = await startServers()
  try {
    for (const [name, url] of urls) await measure(name, url)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

const measure = async (name: string, url: string): Promise<void> => {
  const target = { url, address: '127.0.0.1', port: Number(new URL(url).port) }
  const samples: { recogniseMs: number; totalMs: number; cpuMs: number; requests: number }[] = []
  for (let i = 0; i < WARM_UP + SAMPLES; i++) {
    const cpu = process.cpuUsage()
    const { state, timings, requests } = await probeMcp(target, { timeoutMs: 5_000, ca: [] })
    if (state !== 'recognised') throw new Error(`${name} was not recognised`)
    const { user, system } = process.cpuUsage(cpu)
    const cpuMs = (user + system) / 1_000
    samples.push({ recogniseMs: timings.recogniseMs ?? 0, totalMs: timings.totalMs, cpuMs, requests })
  }
  const warm = samples.slice(WARM_UP)
  const quantiles = (key: 'recogniseMs' | 'totalMs' | 'cpuMs'): string => {
    const sorted = warm.map((sample) => sample[key]).sort((a, b) => a - b)
    const at = (q: number): string => (sorted[Math.floor(q * sorted.length)] ?? 0).toFixed(1)
    return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`
  }
  console.log(`mcp ${name}: recognised in ${quantiles('recogniseMs')}`)
  console.log(`mcp ${name}: with lists (${warm[0]?.requests} requests) ${quantiles('totalMs')}`)
  console.log(`mcp ${name}: CPU time of the probe ${quantiles('cpuMs')}`)
}

const FLEET = new URL('../../src/lab/fleet.ts', import.meta.url).href

const startServers = async (): Promise<{ child: ChildProcess; urls: [string, string][] }> => {
  const script = `
    const { startLab } = await import(${JSON.stringify(FLEET)})
    const { endpoints } = await startLab()
    console.log(JSON.stringify(endpoints.map(({ name, url }) => [name, url])))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const urls = JSON.parse(line) as [string, string][]
  return { child, urls: urls.filter(([name]) => ENDPOINTS.includes(name)) }
}

if (import.meta.main) await run()
