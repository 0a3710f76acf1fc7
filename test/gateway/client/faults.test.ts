import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import faults from '../../../src/gateway/client/faults.json' with { type: 'json' }
import codes from '../../../src/model/errorCodes.json' with { type: 'json' }

const { texts, ...tables } = faults
const SRC = new URL('../../../src/', import.meta.url)
const sourcesOf = (area: string): string[] =>
  globSync(`${area}/**/*.ts`, { cwd: SRC }).map((file) => readFileSync(new URL(file, SRC), 'utf8'))
const isNamed = (name: string, sources: string[]): boolean =>
  sources.some((text) => text.includes(`'${name}'`))
const codeOf = (name: string): string => name.split(' ')[0] ?? ''

describe('the texts of faults', () => {
  const gateway = sourcesOf('gateway')
  const names = Object.keys(texts)
  const meant = Object.values(tables).flatMap((table) => Object.values(table))

  it('are there for every kind of error and every alert', () => expect(names).to.include.members(meant))

  it('have a documented code each', () => {
    const isDocumented = (code: string): boolean =>
      code in codes.faults || /^HTTP_(?:\d{3}|\{status\})$/.test(code)
    expect(names.filter((name) => !isDocumented(codeOf(name)))).to.deep.equal([])
  })

  it('are all used', () => {
    const isUsed = (name: string): boolean =>
      meant.includes(name) || /^HTTP_\d/.test(name) || isNamed(name, gateway)
    expect(names.filter((name) => !isUsed(name))).to.deep.equal([])
  })
})

for (const area of ['cli', 'discover', 'gateway', 'store'])
  describe(`the texts of errors of ${area}`, () => {
    it('have a documented code each, and are all used', () => {
      const names = Object.keys(JSON.parse(readFileSync(new URL(`${area}/problems.json`, SRC), 'utf8')))
      expect(names.filter((name) => !(codeOf(name) in codes.errors))).to.deep.equal([])
      const sources = sourcesOf(area === 'discover' ? '{discover,scan}' : area)
      expect(names.filter((name) => !isNamed(name, sources))).to.deep.equal([])
    })
  })
