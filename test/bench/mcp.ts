import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { probeMcp } from '../../src/probe/mcp/mcp.ts'
import { at } from '../probe/at.ts'
import type { Report, Row } from './harness/row.ts'

const ENDPOINTS = ['tickets', 'crm', 'weather']
const WARM_UP = 20
const SAMPLES = 100

/**
 * What recognising an endpoint costs in a warm process, and with its lists. The servers run in a process of their own,
 * as they do in life. Aim: under 15 ms for recognising.
 */
export const run = async (report: Report): Promise<void> => {
  const { child, urls } = await startServers()
  try {
    for (const [name, url] of urls) report({ endpoint: name, ...(await measure(name, url)) })
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

const measure = async (name: string, url: string): Promise<Row> => {
  const target = { url, to: at(Number(new URL(url).port)) }
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
  const quantile = (key: 'recogniseMs' | 'totalMs' | 'cpuMs', q: number): string => {
    const sorted = warm.map((sample) => sample[key]).sort((a, b) => a - b)
    return (sorted[Math.floor(q * sorted.length)] ?? 0).toFixed(1)
  }
  return {
    'recognised, p50 ms': quantile('recogniseMs', 0.5),
    'p95 ms': quantile('recogniseMs', 0.95),
    requests: warm[0]?.requests ?? 0,
    'with lists, p50 ms': quantile('totalMs', 0.5),
    'CPU of the probe, p50 ms': quantile('cpuMs', 0.5),
  }
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
