import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { discoverConfigs } from '../../src/discover/config/configs.ts'
import type { Report } from './harness/row.ts'

const FILES = 1000
const SERVERS = 10
/** What each server is like, in turn: remote, wrapped, a package, a container. */
const ENTRIES = [
  (n: number) => ({
    type: 'http',
    url: `https://mcp-${n}.example/mcp`,
    headers: { Authorization: `Bearer made-up-${n}` },
  }),
  (n: number) => ({ command: 'npx', args: ['-y', 'mcp-remote@latest', `https://mcp-${n}.example/sse`] }),
  (n: number) => ({ command: 'uvx', args: [`mcp-server-${n}`], env: { API_TOKEN: `made-up-${n}` } }),
  (n: number) => ({
    command: 'docker',
    args: ['run', '-i', '--rm', '-e', 'TOKEN', `registry.example/mcp-${n}:1`],
  }),
]

/**
 * A tree of 1,000 repositories, each with a client's configuration of 10 servers: walked, read and told apart in one
 * process. Aim: under 3 s.
 */
export const run = async (report: Report): Promise<void> => {
  const tree = mkdtempSync(join(tmpdir(), 'mcp-pqc-bench-'))
  try {
    for (let file = 0; file < FILES; file++) writeProject(tree, file)
    for (const what of ['the first time, with the readers to load', 'again']) {
      const started = performance.now()
      const cpu = process.cpuUsage()
      const servers = await count(tree)
      const seconds = (performance.now() - started) / 1_000
      const { user, system } = process.cpuUsage(cpu)
      const cpuSeconds = (user + system) / 1e6
      report({
        configurations: what,
        files: FILES,
        servers,
        s: seconds.toFixed(2),
        'CPU s': cpuSeconds.toFixed(2),
      })
    }
  } finally {
    rmSync(tree, { recursive: true })
  }
}

const count = async (tree: string): Promise<number> => {
  const none = join(tree, 'none')
  const note = ({ message }: { message: string }): never => {
    throw new Error(message)
  }
  let servers = 0
  const options = { home: none, root: none, platform: 'linux', env: {}, allUsers: false, note } as const
  for await (const _ of discoverConfigs({ ...options, projects: [tree] })) servers++
  return servers
}

/** A repository with a few folders, and a file of a client in turn. */
const writeProject = (tree: string, file: number): void => {
  const folder = join(tree, `group-${file % 25}`, `repository-${file}`)
  for (const name of ['src/model', 'docs', '.git/objects', 'node_modules/left-pad'])
    mkdirSync(join(folder, name), { recursive: true })
  const servers = Object.fromEntries(
    Array.from({ length: SERVERS }, (_, n) => [
      `server-${n}`,
      ENTRIES[n % ENTRIES.length]?.(file * SERVERS + n),
    ]),
  )
  const [path, document] = [
    ['.mcp.json', { mcpServers: servers }],
    ['.vscode/mcp.json', { servers }],
    ['.cursor/mcp.json', { mcpServers: servers }],
  ][file % 3] as [string, unknown]
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), JSON.stringify(document, null, 2))
}

if (import.meta.main) await run((row) => console.log(row))
