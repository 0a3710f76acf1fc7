import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `scenario/check` of @modelcontextprotocol/conformance, and what came of it: SUCCESS, WARNING or FAILURE. */
export type Outcomes = Record<string, string>

/** The package has no entry but its command. */
const COMMAND = fileURLToPath(
  new URL('dist/index.js', import.meta.resolve('@modelcontextprotocol/conformance/package.json')),
)

type Check = { id: string; status: string; errorMessage?: string }

/** Runs every server scenario against a URL, those included that the suite holds back as pending. */
export const runSuite = async (url: string): Promise<Outcomes> => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const child = spawn(
      process.execPath,
      [COMMAND, 'server', '--suite', 'all', '--url', url, '--output-dir', folder],
      { stdio: 'ignore', cwd: folder },
    )
    await once(child, 'exit')
    return await outcomesIn(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder a scenario: `server-NAME-2026-11-22T10-49-00-223Z/checks.json`. What only records traffic is left out. */
const outcomesIn = async (folder: string): Promise<Outcomes> => {
  const outcomes: Outcomes = {}
  for (const name of (await readdir(folder)).toSorted()) {
    const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '')
    const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[]
    for (const { id, status, errorMessage } of checks) {
      if (status === 'INFO') continue
      outcomes[`${scenario}/${id}`] = errorMessage === undefined ? status : `${status}: ${errorMessage}`
    }
  }
  return outcomes
}
