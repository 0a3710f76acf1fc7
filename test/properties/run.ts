import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { CODECS } from './codecs.ts'

const CORPUS = new URL('../fixtures/corpus/', import.meta.url)

/** A case that is too long to store: `before`, then `repeat` so many times, then `after`. `reader`: what failed. */
type Repeated = { reader: string; before: string; repeat: string; times: number; after: string }

type Case = { name: string; content: Buffer; reader?: string }

/** What once failed: the bytes of each file of test/fixtures/corpus. */
const corpus = (): Case[] =>
  readdirSync(CORPUS)
    .filter((name) => name !== 'README.md')
    .map((name) => {
      const content = readFileSync(new URL(name, CORPUS))
      if (!name.endsWith('.repeat.json')) return { name, content }
      const { reader, before, repeat, times, after } = JSON.parse(content.toString()) as Repeated
      return { name, reader, content: Buffer.from(before + repeat.repeat(times) + after, 'latin1') }
    })

/**
 * Declares a test for each property, with its share of `inputs`, and for each file of the corpus. A long run gives long
 * cases to every reader, a short one to the reader that failed.
 */
export const testProperties = (inputs: number, seed: number): void => {
  const readers = CODECS.flatMap((codec) => codec.readers)
  const all = [...readers, ...CODECS].flatMap(({ properties }) => properties)
  const shares = all.reduce((sum, { share }) => sum + share, 0)
  describe(`${readers.length} readers, ${all.length} properties, ${inputs} inputs, seed ${seed}`, () => {
    for (const { what, share, check } of all) {
      const count = Math.ceil((inputs * share) / shares)
      it(`${what} (${count} inputs)`, () => check(count, seed))
    }
  })
  describe('the corpus of what once failed', () => {
    for (const { name, content, reader } of corpus()) {
      const chosen = readers.filter((one) => reader === undefined || inputs >= LONG || one.name === reader)
      it(`${name}: ${chosen.length} readers`, () => {
        expect(chosen).to.not.have.length(0)
        for (const one of chosen) one.replay(content)
      })
    }
  })
}

/** Inputs of a run that takes minutes. */
const LONG = 100_000
