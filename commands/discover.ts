import { Args } from '@oclif/core'
import { readOwners } from '../src/assess/owners/owners.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { sourceFlags } from '../src/cli/flags/sourceFlags.ts'
import { settingsLines } from '../src/cli/gateTally.ts'
import { readOwnerFiles } from '../src/cli/input/owners.ts'
import { readSources } from '../src/cli/input/sources.ts'
import { discover, requireTargets } from '../src/discover/discover.ts'
import { startLab } from '../src/lab/fleet.ts'
import type { DiscoveryProblem, Endpoint } from '../src/model/endpoint.ts'
import type { ExcludedEndpoint } from '../src/model/inventory.ts'
import { discoveryText } from '../src/report/inventory/discovery.ts'
import { jsonPieces } from '../src/report/text/json.ts'
import { problemText } from '../src/report/text/problem.ts'

/** Milliseconds for a registry to answer. */
const TIMEOUT_MS = 10_000

export default class Discover extends BaseCommand {
  static override summary =
    'List the endpoints that a scan would probe, and where each was found, without connecting to them.'
  static override description =
    'The clients and paths that are searched are listed in docs/discovery.md. Servers that a client starts as a process (stdio) are listed, but never started; secrets are named, but never shown.'
  static override examples = [
    {
      description: 'The client configurations of this machine',
      command: '<%= config.bin %> discover --configs',
    },
    {
      description: 'The configurations in a folder of repositories',
      command: '<%= config.bin %> discover --project ~/src',
    },
    {
      description: 'A registry and a compose file, as JSON',
      command: '<%= config.bin %> discover --registry dump.json --file compose.yaml --json',
    },
  ]
  static override strict = false
  static override args = {
    target: Args.string({
      description: 'URL, host, host:port, range, or - for a list on standard input; may be repeated',
      ignoreStdin: true,
    }),
  }
  static override flags = sourceFlags

  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(Discover)
    const named = await readSources({ ...flags, targets: argv as string[] })
    const owners = await readOwners(await readOwnerFiles(flags.owners, this.config.configDir))
    const { signal, release } = this.interruptible()
    const lab = flags.lab ? await startLab({ signal }) : undefined
    try {
      const problems: DiscoveryProblem[] = []
      const found = await discover(
        { ...named, lab: lab?.endpoints ?? [] },
        {
          note: (problem) => problems.push(problem),
          timeoutMs: TIMEOUT_MS,
          ca: [],
          proxy: flags.proxy,
          signal,
        },
      )
      requireTargets(found, named, problems.length)
      const { settings } = owners
      const excluded: ExcludedEndpoint[] = []
      const included = function* (): Generator<Endpoint> {
        for (const endpoint of found.endpoints()) {
          const [rejected] = owners.excluded([endpoint])
          if (!rejected) yield endpoint
          else if (endpoint.sources.some(({ kind }) => kind !== 'range')) excluded.push(rejected)
        }
      }
      if (this.jsonEnabled()) {
        const endpoints = asList(included())
        const pieces = (stop: AbortSignal) =>
          jsonPieces({ schemaVersion: '1', endpoints, problems, settings, excluded }, { signal: stop })
        await this.showDocument('Endpoints', pieces, undefined)
      } else {
        let count = 0
        for (const endpoint of included()) {
          count++
          this.log(discoveryText(endpoint))
        }
        for (const problem of problems) this.note(problemText(problem))
        this.note(`${count} endpoint${count === 1 ? '' : 's'}`)
      }
      for (const text of [...settingsLines({ settings, excluded }), ...owners.unused]) this.note(text)
    } finally {
      release()
      await lab?.close()
    }
  }
}

async function* asList<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}
