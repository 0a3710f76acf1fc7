import { expect } from 'chai'
import { VENDORS } from '../../src/registry/sensitivity/vendors.ts'
import { VOCABULARY } from '../../src/registry/sensitivity/vocabulary.ts'

const listed = (list: string | undefined): string[] => (list ?? '').split(',').map((name) => name.trim())
const twice = (names: readonly string[]): string[] => names.filter((name, at) => names.indexOf(name) < at)

describe('the tables of sensitivity', () => {
  it('name each product once, in lower case', () => {
    const names = VENDORS.flatMap(({ names: sure, words }) => [...listed(sure), ...listed(words)]).filter(
      (name) => name !== '',
    )
    expect(names).to.have.length.above(5_000)
    expect(twice(names.map((name) => name.replaceAll(' ', '')))).to.deep.equal([])
    expect(names.filter((name) => !/^[\p{Ll}\p{N}]+( [\p{Ll}\p{N}]+)*$/u.test(name))).to.deep.equal([])
  })

  it('say where each group comes from and as of when', () => {
    for (const { kind, classes, source, asOf } of VENDORS) {
      expect(classes, kind).to.not.be.empty
      expect(source, kind).to.not.equal('')
      expect(asOf, kind).to.match(/^\d{4}-\d{2}$/)
    }
    expect(twice(VENDORS.map(({ kind }) => kind))).to.deep.equal([])
  })

  it('give each phrase one class', () => {
    expect(twice(VOCABULARY.flatMap(({ phrases }) => listed(phrases)))).to.deep.equal([])
  })
})
