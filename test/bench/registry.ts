/**
 * How long it takes to read a registry's dump of 20,000 servers, and how much memory: goal under 5 s and 300 MB. And
 * how long to make the endpoints of a range of 65,536 addresses: goal under 0.3 s.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRange } from '../../src/discover/range/ranges.ts'
import { sweepEndpoints } from '../../src/discover/range/sweep.ts'
import type { Report, Row } from './harness/row.ts'

const SERVERS = 20_000
const REGISTRIES = new URL('../../src/discover/registry/registries.ts', import.meta.url).href

/** In a process of its own, whose peak is that of the reading: all endpoints are kept, as a scan keeps them. */
export const run = (report: Report): void => {
  report(dumpFigures())
  for (const text of ['10.0.0.0/16', 'fd00::/112']) {
    const range = parseRange(text)
    const started = performance.now()
    let endpoints = 0
    for (const _ of sweepEndpoints({ ranges: range ? [range] : [], ports: [8443] })) endpoints++
    report({ range: text, endpoints, ms: Math.round(performance.now() - started) })
  }
}

/** In a process of its own, whose peak is that of the reading: all endpoints are kept, as a scan keeps them. */
const dumpFigures = (): Row => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-bench-'))
  try {
    const path = join(folder, 'dump.json')
    const text = JSON.stringify({ servers: Array.from({ length: SERVERS }, (_, n) => entry(n)) }, null, 2)
    writeFileSync(path, text)
    const script = `
      const { discoverRegistry } = await import(${JSON.stringify(REGISTRIES)})
      const started = performance.now()
      const endpoints = new Map()
      const options = { source: ${JSON.stringify(path)}, timeoutMs: 1000, note: () => {} }
      for await (const endpoint of discoverRegistry(options)) endpoints.set(endpoint.id, endpoint)
      const ms = Math.round(performance.now() - started)
      const peak = Math.round(process.resourceUsage().maxRSS / 1000)
      console.log(JSON.stringify({ endpoints: endpoints.size, ms, 'peak MB': peak }))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    return { servers: SERVERS, 'dump MB': Math.round(text.length / 1e6), ...(JSON.parse(stdout) as Row) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As long as the entries of the public registry: about 2 kB, with a remote, a package or both. */
const entry = (n: number): unknown => ({
  server: {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: `com.example-${n % 5000}/server-${n}`,
    description: `Made-up server number ${n}, which does nothing for nobody.`,
    version: `1.${n % 30}.0`,
    repository: { url: `https://github.com/example-${n % 5000}/server-${n}`, source: 'github' },
    ...(n % 3 > 0 && {
      remotes: [
        {
          type: n % 2 ? 'streamable-http' : 'sse',
          url: n % 10 ? `https://s${n}.example.com/mcp` : `https://{region}.s${n}.example.com/mcp`,
          headers: [{ name: 'Authorization', description: 'Bearer token', isRequired: true, isSecret: true }],
          variables: { region: { choices: ['eu', 'us'], default: 'eu' } },
        },
      ],
    }),
    ...(n % 3 < 2 && {
      packages: [
        {
          registryType: n % 2 ? 'npm' : 'pypi',
          identifier: `mcp-server-${n}`,
          version: '1.0.0',
          transport: { type: 'stdio' },
          environmentVariables: Array.from({ length: 4 }, (_, i) => ({
            name: `EXAMPLE_TOKEN_${i}`,
            description: 'What it needs to reach the service that it is made for.',
            isRequired: true,
            isSecret: true,
          })),
        },
      ],
    }),
  },
  _meta: {
    'io.modelcontextprotocol.registry/official': {
      status: n % 50 ? 'active' : 'deleted',
      publishedAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      isLatest: true,
    },
  },
})

if (import.meta.main) run((row) => console.log(row))
