import { readFileSync } from 'node:fs'
import { expect } from 'chai'

const REPOSITORY = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, REPOSITORY), 'utf8')

/** | `CONSTANT` or `CONSTANT.key` | value | unit | `file` | … */
const ROW = /^\| `([A-Z_]+(?:\.[a-z]+)?)` \| ([\d,]+) \| [^|]+ \| `([^`]+)` \|/gm

describe('docs/limits.md', () => {
  const rows = [...read('docs/limits.md').matchAll(ROW)] as unknown as [string, string, string, string][]

  it('has figures', () => {
    expect(rows).to.have.length.above(10)
  })

  for (const [, name, value, path] of rows) {
    it(`gives ${name} as it stands in ${path}`, () => {
      const [constant, key] = name.split('.')
      const begin = key === undefined ? `const ${constant} = ` : `const ${constant}\\b.* = \\{.*\\b${key}: `
      const [, literal = ''] = new RegExp(`${begin}([0-9a-fx_]+)(?:\n|,| \\})`).exec(read(path)) ?? []
      expect(Number(literal.replaceAll('_', ''))).to.equal(Number(value.replaceAll(',', '')))
    })
  }

  it('gives the budgets of connections', () => {
    const [, quick, full] =
      /BUDGET.* = \{ quick: (\d+), full: (\d+) \}/.exec(read('src/probe/address.ts')) ?? []
    expect(read('docs/limits.md')).to.include(`${quick} in the quick profile, ${full} in the full one`)
  })
})
