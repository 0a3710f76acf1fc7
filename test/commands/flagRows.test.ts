import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import flags from '../../src/cli/flags/flags.json' with { type: 'json' }

describe('the rows of flags.json', () => {
  const help = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8').replace(/\s+/g, ' ')

  it('are all of a command, in whose help they are whole', () => {
    const rows = Object.values(flags).flatMap((rows) => Object.values(rows))
    const missing = rows.filter(
      ({ description }) => !description.split(/\{\w+\}/).every((part) => help.includes(part)),
    )
    expect(rows.length).to.be.greaterThan(60)
    expect(missing).to.deep.equal([])
  })
})
