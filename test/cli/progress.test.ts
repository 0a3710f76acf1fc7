import { expect } from 'chai'
import { ProgressLine, progressText } from '../../src/cli/output/progress.ts'

/** A stream that notes what is written to it. */
const stream = (isTTY: boolean) => {
  const written: string[] = []
  const write = (text: string): boolean => written.push(text) > 0
  return { written, as: { isTTY, write } as unknown as NodeJS.WriteStream }
}

describe('progress', () => {
  const TEXTS: [number, number | undefined, number, string][] = [
    [0, 14, 3, '0 of 14'],
    [0, undefined, 3, '0 done'],
    [5, 14, 0.5, '5 of 14 · 10 a second'],
    [5, 14, 2, '5 of 14 · 2.5 a second · about 4 s left'],
    [14, 14, 2, '14 of 14 · 7.0 a second · about 0 s left'],
    [5, undefined, 2, '5 done · 2.5 a second'],
    [100, 65_536, 10, '100 of 65536 · 10 a second · about 1.8 h left'],
    [10, 65_536, 10, '10 of 65536 · 1.0 a second · about 18.2 h left'],
    [100, 2100, 10, '100 of 2100 · 10 a second · about 4 min left'],
  ]
  for (const [done, total, seconds, text] of TEXTS)
    it(text, () => expect(progressText(done, total, seconds)).to.equal(text))

  it('is not written to what is no terminal', () => {
    const { written, as } = stream(false)
    const line = new ProgressLine(as)
    line.update({ done: 1, total: 2 })
    line.clear()
    expect(written).to.deep.equal([])
  })

  it('is drawn at once, not again so soon, and taken away once', () => {
    const { written, as } = stream(true)
    const line = new ProgressLine(as)
    line.update({ done: 0, total: 2 })
    line.update({ done: 1, total: 2 })
    line.clear()
    line.clear()
    expect(written).to.deep.equal(['\r\x1b[2K0 of 2', '\r\x1b[2K'])
  })

  it('comes back after it was taken away for a row', () => {
    const { written, as } = stream(true)
    const line = new ProgressLine(as)
    line.update({ done: 0, total: 2 })
    line.clear()
    line.update({ done: 1, total: undefined })
    expect(written.at(-1)).to.match(/^\r.*1 done/)
  })
})
