import { dirname, relative, sep } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { EXIT } from '../src/cli/exitCodes.ts'
import { verifyFlags } from '../src/cli/flags/verifyFlags.ts'
import { openInventory } from '../src/cli/input/openInventory.ts'
import { readAuthorities } from '../src/cli/input/readAuthorities.ts'
import { readPlan } from '../src/cli/input/readDocument.ts'
import { readIdentity, readToolCall } from '../src/cli/input/verifyInputs.ts'
import { requireProofs, requireUrl, waveOf } from '../src/cli/input/verifyTargets.ts'
import { checkWritable, writeFileAtomically } from '../src/cli/output/writeFile.ts'
import { parseTarget } from '../src/discover/targets.ts'
import type { Endpoint } from '../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../src/model/inventory.ts'
import type { Verification } from '../src/model/verification.ts'
import { type Proof, proofsOf, recordResults } from '../src/plan/proofs.ts'
import { FORMATS, type FormatName, formatNames } from '../src/report/formats.ts'
import { jsonText } from '../src/report/text/json.ts'
import { concerning } from '../src/verify/checks/baseline/baseline.ts'
import { type Task, verificationOf, verify } from '../src/verify/verify.ts'

export default class Verify extends BaseCommand {
  static override summary = 'Prove that an upgraded endpoint is post-quantum end to end, and what that costs.'
  static override description = `Every check is explained in docs/verify.md.

Exit codes: 0 every endpoint passes, 1 a check failed, 2 usage, 3 a check could not be made, 70 a bug in this program, 130 interrupted.`
  static override examples = [
    { description: 'One endpoint', command: '<%= config.bin %> verify https://mcp.example.com/mcp' },
    {
      description: 'Against what it was before, for CI',
      command:
        '<%= config.bin %> verify https://mcp.example.com/mcp --baseline inventory.json --junit verify.xml',
    },
    {
      description: 'Nobody without post-quantum key exchange may get in',
      command: '<%= config.bin %> verify https://mcp.example.com/mcp --require pqc',
    },
    {
      description: 'Against the groups and certificates that CNSA 2.0 takes',
      command: '<%= config.bin %> verify https://mcp.example.com/mcp --require pqc --mandate cnsa-2.0',
    },
    {
      description: 'A wave of a plan; what passes is marked as done in it',
      command: '<%= config.bin %> verify --plan plan.json --wave 1 --update-plan',
    },
  ]
  static override strict = false
  static override args = {
    url: Args.string({ description: 'what to verify; may be repeated', required: false, ignoreStdin: true }),
  }
  static override flags = verifyFlags

  override async run(): Promise<Verification> {
    const { flags, argv } = await this.parse(Verify)
    const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan)
    const wave = plan && waveOf(plan, flags.wave)
    const requirement = flags['require'] ?? 'hybrid'
    const proofs = wave
      ? proofsOf(wave.items)
      : (argv as string[]).map((url): Proof => ({ url, requirement, mandates: flags.mandate ?? [] }))
    requireProofs(proofs.length, wave)
    const endpoints = proofs.map(({ url }) => endpointOf(url))
    const [ca, identity, baseline] = await Promise.all([
      readAuthorities(flags.ca ?? []),
      readIdentity(flags.cert, flags.key),
      flags.baseline === undefined ? undefined : this.#baseline(flags.baseline, flags.store, endpoints),
    ])
    const outputs = [flags.output, flags.junit, flags.chart, flags['update-plan'] ? flags.plan : undefined]
    for (const path of outputs) if (path !== undefined) await checkWritable(path)
    const { signal, release } = this.interruptible()
    const options = {
      timeoutMs: flags.timeout * 1000,
      dials: flags.dials,
      samples: flags.samples,
      ca,
      sni: flags.sni,
      identity,
      tool: readToolCall(flags.tool, flags.args),
      baseline,
      signal,
    }
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
      const verification = verificationOf(done, this.config.version, startedAt)
      await this.#show(verification, flags)
      for (const name of formatNames('verificationFile')) {
        const file = flags[name]
        if (file === undefined) continue
        const write = await FORMATS.verificationFile[name].load()
        await writeFileAtomically(file, write(done))
      }
      if (plan && wave && flags.plan !== undefined && flags['update-plan']) {
        // By the proof's own spelling of the URL, in which the plan finds it again.
        const results = done.map((one, i) => ({ ...one, url: proofs[i]?.url ?? one.url }))
        const updated = recordResults(plan, wave.wave, results, verification.finishedAt)
        await writeFileAtomically(flags.plan, jsonText(updated))
        this.note(`Plan: ${flags.plan}, ${updated.summary.done} of ${updated.summary.items} items done`)
      }
      process.exitCode = exitCode(verification)
      return verification
    } finally {
      release()
    }
  }

  async #baseline(
    named: string,
    store: string | undefined,
    endpoints: readonly Endpoint[],
  ): Promise<InventoryEndpoint[]> {
    const { input, close } = await openInventory(named, this.config.dataDir, store)
    try {
      return await concerning(input.endpoints(), endpoints)
    } finally {
      await close()
    }
  }

  async #show(
    verification: Verification,
    {
      format,
      output,
      chart,
    }: { format: FormatName<'verification'>; output?: string | undefined; chart?: string | undefined },
  ): Promise<void> {
    const write = await FORMATS.verification[format].load({
      width: this.width,
      colours: this.colours && output === undefined,
      chart:
        chart === undefined
          ? undefined
          : relative(dirname(output ?? '.'), chart)
              .split(sep)
              .join('/'),
    })
    const text = this.jsonEnabled() ? jsonText(verification) : write(verification.endpoints)
    if (output === undefined) this.log(text)
    else {
      await writeFileAtomically(output, text)
      this.note(`Verification: ${output}`)
    }
  }
}

/** A failure is a failure whatever else stayed open. */
const exitCode = ({ endpoints }: Verification): number => {
  if (endpoints.some(({ verdict }) => verdict === 'fail')) return EXIT.gateFailed
  return endpoints.some(({ verdict }) => verdict === 'incomplete') ? EXIT.someUnreachable : EXIT.done
}

const endpointOf = (text: string): Endpoint => {
  const target = parseTarget(text, { kind: 'argument' })
  return requireUrl(text, target.kind === 'endpoint' ? target.endpoint : undefined)
}
