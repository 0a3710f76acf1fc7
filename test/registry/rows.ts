import { expect } from 'chai'

type Row = { name: string; value: number; source: string }

/** What holds in every registry of code points. */
export const itIsARegistry = (rows: readonly Row[], max: number): void => {
  it('gives no value twice', () => {
    expect(duplicates(rows.map((row) => row.value))).to.deep.equal([])
  })

  it('gives no name twice', () => {
    expect(duplicates(rows.map((row) => row.name))).to.deep.equal([])
  })

  it('names the source of every row', () => {
    expect(rows.filter((row) => row.source.trim() === '')).to.deep.equal([])
  })

  it('has no value beyond the size of its field', () => {
    expect(rows.filter(({ value }) => !Number.isInteger(value) || value < 0 || value > max)).to.deep.equal([])
  })
}

export const duplicates = <T>(values: readonly T[]): T[] =>
  values.filter((value, i) => values.indexOf(value) !== i)
