import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import faults from '../../../src/gateway/client/faults.json' with { type: 'json' }
import codes from '../../../src/model/errorCodes.json' with { type: 'json' }

const { texts, ...tables } = faults
const GATEWAY = new URL('../../../src/gateway/', import.meta.url)

describe('the texts of faults', () => {
  const names = Object.keys(texts)
  const meant = Object.values(tables).flatMap((table) => Object.values(table))

  it('are there for every kind of error and every alert', () => expect(names).to.include.members(meant))

  it('have a documented code each', () => {
    const code = (name: string): string => name.split(' ')[0] ?? ''
    expect(
      names.map(code).filter((one) => !(one in codes.faults) && !/^HTTP_(?:\d{3}|\{status\})$/.test(one)),
    ).to.deep.equal([])
  })

  it('are all used', () => {
    const sources = globSync('**/*.ts', { cwd: GATEWAY }).map((file) =>
      readFileSync(new URL(file, GATEWAY), 'utf8'),
    )
    const isUsed = (name: string): boolean =>
      meant.includes(name) || /^HTTP_\d/.test(name) || sources.some((text) => text.includes(`'${name}'`))
    expect(names.filter((name) => !isUsed(name))).to.deep.equal([])
  })
})
