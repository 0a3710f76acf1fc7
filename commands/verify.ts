import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { verdictExitCode } from '../src/cli/exitCodes.ts'
import { verifyFlags } from '../src/cli/flags/verifyFlags.ts'
import { withInventory } from '../src/cli/input/openInventory.ts'
import { readAuthorities } from '../src/cli/input/readAuthorities.ts'
import { readPlan } from '../src/cli/input/readDocument.ts'
import {
  endpointOf,
  readIdentity,
  readToolCall,
  requireProofs,
  waveOf,
} from '../src/cli/input/verifyInputs.ts'
import { checkWritable, relativeUrl, writeFileAtomically } from '../src/cli/output/writeFile.ts'
import type { Endpoint } from '../src/model/endpoint.ts'
import { type Proof, proofsOf, recordResults } from '../src/plan/proofs.ts'
import { formatNames, WRITERS } from '../src/report/formats.ts'
import { jsonPieces, jsonText } from '../src/report/text/json.ts'
import { concerning } from '../src/verify/baseline.ts'
import { type Task, verificationOf, verify } from '../src/verify/verify.ts'

export default class Verify extends BaseCommand {
  static override summary =
    'Verify that an upgraded endpoint is post-quantum end to end, and measure the cost.'
  static override description = `Every check is explained in docs/verify.md.

Exit codes: 0 every endpoint passes, 1 a check failed, 2 usage error, 3 a check could not be made, 70 a bug in this program, 130 interrupted.`
  static override examples = [
    { description: 'One endpoint', command: '<%= config.bin %> verify https://mcp.example.com/mcp' },
    {
      description: 'Against a scan before the upgrade, for CI',
      command:
        '<%= config.bin %> verify https://mcp.example.com/mcp --baseline inventory.json --junit verify.xml',
    },
    {
      description: 'No client without post-quantum key exchange may be accepted',
      command: '<%= config.bin %> verify https://mcp.example.com/mcp --require pqc',
    },
    {
      description: 'With the groups that CNSA 2.0 requires',
      command: '<%= config.bin %> verify https://mcp.example.com/mcp --require pqc --mandate cnsa-2.0',
    },
    {
      description: 'A wave of a plan; items that pass are marked as done in it',
      command: '<%= config.bin %> verify --plan plan.json --wave 1 --update-plan',
    },
  ]
  static override strict = false
  static override args = {
    url: Args.string({ description: 'URL or host of an endpoint; may be repeated', ignoreStdin: true }),
  }
  static override flags = verifyFlags

  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(Verify)
    const { dataDir, version } = this.config
    const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan)
    const wave = plan && waveOf(plan, flags.wave)
    const demanded = { requirement: flags['require'] ?? 'hybrid', mandates: flags.mandate ?? [] }
    const proofs = wave
      ? proofsOf(wave.items)
      : (argv as string[]).map((url): Proof => ({ url, ...demanded }))
    requireProofs(proofs.length, wave)
    const endpoints = proofs.map(({ url }) => endpointOf(url))
    const [ca, identity, baseline] = await Promise.all([
      readAuthorities(flags.ca ?? []),
      readIdentity(flags.cert, flags.key),
      flags.baseline === undefined
        ? undefined
        : withInventory({ from: flags.baseline, store: flags.store, dataDir }, (input) =>
            concerning(input.endpoints(), endpoints),
          ),
    ])
    await checkWritable(flags.output, flags.junit, flags.chart, flags['update-plan'] ? flags.plan : undefined)
    const { signal, release } = this.interruptible()
    const { dials, samples, sni } = flags
    const tool = readToolCall(flags.tool, flags.args)
    const timeoutMs = flags.timeout * 1000
    const options = { timeoutMs, dials, samples, ca, sni, identity, tool, baseline, signal }
    const tasks = proofs.map(
      ({ requirement, mandates }, i): Task => ({
        endpoint: endpoints[i] as Endpoint,
        options: { ...options, requirement },
        mandates,
      }),
    )
    try {
      const startedAt = new Date()
      const done = await verify(tasks)
      const verification = verificationOf(done, version, startedAt)
      process.exitCode = verdictExitCode(verification.endpoints.map(({ verdict }) => verdict))
      if (!this.jsonEnabled()) {
        const chart = flags.chart && relativeUrl(flags.output, flags.chart)
        const colours = this.colours && flags.output === undefined
        const write = await WRITERS.verification[flags.format]({ width: this.width, colours, chart })
        await this.show('Verification', write(verification.endpoints), flags.output)
      }
      for (const name of formatNames('verificationFile')) {
        const file = flags[name]
        if (file === undefined) continue
        const write = await WRITERS.verificationFile[name]()
        await writeFileAtomically(file, write(done))
      }
      if (plan && wave && flags.plan !== undefined && flags['update-plan']) {
        // By the proof's own spelling of the URL, in which the plan finds it again.
        const results = done.map((one, i) => ({ ...one, url: proofs[i]?.url ?? one.url }))
        const updated = recordResults(plan, wave.wave, results, verification.finishedAt)
        await writeFileAtomically(flags.plan, jsonText(updated))
        this.note(`Plan: ${flags.plan}, ${updated.summary.done} of ${updated.summary.items} items done`)
      }
      if (this.jsonEnabled()) {
        const pieces = (stop: AbortSignal) => jsonPieces(verification, { signal: stop })
        await this.showDocument('Verification', pieces, flags.output)
      }
    } finally {
      release()
    }
  }
}
