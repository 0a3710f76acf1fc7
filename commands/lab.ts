import { once } from 'node:events'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import { value } from '../src/cli/flags/flag.ts'
import { checkWritable, writeFileAtomically } from '../src/cli/output/writeFile.ts'
import { startLab } from '../src/lab/fleet.ts'

export default class LabCommand extends BaseCommand {
  static override summary =
    'Run the lab on loopback until Ctrl-C: example MCP servers, from plain HTTP to ML-DSA.'
  static override examples = [
    '<%= config.bin %> lab',
    {
      description: 'With the certificates of its authorities in a file, for clients to trust',
      command: '<%= config.bin %> lab --ca-file lab-ca.pem',
    },
  ]
  static override flags = {
    'ca-file': value({
      helpValue: 'FILE',
      description: 'write the certificates of the lab’s authorities to FILE (PEM)',
    }),
  }

  /** With --json the list comes at once, and the lab runs on until it is interrupted. */
  override async run(): Promise<void> {
    const { flags } = await this.parse(LabCommand)
    await checkWritable(flags['ca-file'])
    const { signal, release } = this.interruptible()
    const lab = await startLab({ signal })
    try {
      if (flags['ca-file'] !== undefined) await writeFileAtomically(flags['ca-file'], lab.ca)
      if (this.jsonEnabled()) {
        this.logJson({
          endpoints: lab.endpoints.map(({ name, title, url }) => ({ name, title, url })),
          ca: lab.ca,
        })
      }
      for (const { name, title, url } of lab.endpoints)
        this.log(`${name.padEnd(16)} ${url.padEnd(32)} ${title}`)
      this.note('Running until Ctrl-C.')
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      release()
      await lab.close()
    }
  }
}
