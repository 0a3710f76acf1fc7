import { readFileSync, writeFileSync } from 'node:fs'
import { runCommand } from '@oclif/test'
import { expect } from 'chai'
import { fromSource } from '../../bin/from-source.ts'
import { ownCommands, visibleFlags } from '../../scripts/commandReference.ts'

const SNAPSHOT = new URL('./contract.txt', import.meta.url)

/**
 * Commands, arguments and flags are a contract: others' scripts stand on them. Where this fails on purpose,
 * `UPDATE_CONTRACT=1 npm test` writes the new text, and what was taken away goes into CHANGELOG.md as a breaking change.
 */
describe('the contract of the command line', () => {
  it('is what test/commands/contract.txt says', async () => {
    const lines = (await ownCommands()).flatMap((command) => [
      command.id,
      ...Object.values(command.args).map(({ name, required }) => `  ${name}${required ? ' (required)' : ''}`),
      ...visibleFlags(command).map((flag) => {
        const words = [
          flag.char ? `-${flag.char}` : '',
          flag.type === 'boolean' ? (flag.allowNo ? 'yes or no' : 'switch') : 'value',
          'multiple' in flag && flag.multiple ? 'repeatable' : '',
          'options' in flag && flag.options ? flag.options.join('|') : '',
          flag.required ? 'required' : '',
        ]
        return `  --${flag.name} (${words.filter((word) => word !== '').join(', ')})`
      }),
    ])
    const text = `${lines.join('\n')}\n`
    if (process.env['UPDATE_CONTRACT']) writeFileSync(SNAPSHOT, text)
    expect(text).to.equal(readFileSync(SNAPSHOT, 'utf8'))
  })

  it('shows the help of every command for -h and for --help', async () => {
    const ids = (await ownCommands()).map(({ id }) => id.split(':'))
    for (const words of [[], ...ids]) {
      const [short, long] = [
        await runCommand([...words, '-h'], fromSource),
        await runCommand([...words, '--help'], fromSource),
      ]
      expect(short.error, words.join(' ')).to.equal(undefined)
      expect(short.stdout, words.join(' '))
        .to.match(/\nUSAGE\n/)
        .and.equal(long.stdout)
    }
  })

  it('has examples, a summary, and --json with every command', async () => {
    for (const command of await ownCommands()) {
      expect(command.summary, command.id).to.match(/^[A-Z].*\.$/)
      expect(command.examples, command.id).to.not.be.empty
      expect(Object.keys(command.flags), command.id).to.include('json')
    }
  })
})
