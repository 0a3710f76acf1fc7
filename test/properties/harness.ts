import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import fc from 'fast-check'
import { expectLinear } from '../growth.ts'
import { bytesLike, pumps, textLike } from './mutations.ts'

/** Something that holds for every input. `share`: of the inputs of a run, in relation to other properties. */
export type Property = {
  what: string
  share: number
  check(inputs: number, seed: number): Promise<void>
}

export const property = <T>(
  what: string,
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => void | Promise<void>,
  share = 1,
  /** Do not look for a smaller input: each takes long. */
  endOnFailure = false,
): Property => ({
  what,
  share,
  // An error of `holds` is reported with the smallest input that was found, its seed and its path.
  check: (numRuns, seed) =>
    fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        await holds(input)
      }),
      { numRuns, seed, endOnFailure },
    ),
})

/** A function that reads bytes or text of strangers. */
type Reading<Input> = {
  name: string
  read: (input: Input) => unknown
  /** What an encoder, a recording or another program wrote: inputs are these, changed, and any others. */
  valid: fc.Arbitrary<Input>
  /** Errors that `read` documents; by default it throws none. */
  isOwn?: (error: unknown) => boolean
  /** Bound of the size of what is read, for each byte or character, and in addition. */
  weight?: number
  fixed?: number
  /** Characters that mean something to the reader. */
  tokens?: readonly string[]
  share?: number
  /** Characters of its longest inputs, where it is slow: by default LONG. */
  long?: number
}

/** With the function itself, for the corpus. */
export type Reader = { name: string; replay(content: Buffer): void; properties: readonly Property[] }

/** The readers of one module, and what else holds for it. */
export type Codec = { readers: readonly Reader[]; properties: readonly Property[] }

export const bytesReader = (reading: Reading<Uint8Array>): Reader => {
  const { name, read, valid, share = 1 } = reading
  const holds = (input: Uint8Array): void => {
    const before = Buffer.from(input)
    const outcomes = [0x00, 0xff].map((around) => {
      const place = new Uint8Array(input.length + 2 * MARGIN).fill(around)
      place.set(input, MARGIN)
      const inside = place.subarray(MARGIN, MARGIN + input.length)
      const found = outcomeOf(reading, inside)
      expect(before.equals(inside), `${name} changed its input`).to.equal(true)
      return found
    })
    expect(isDeepStrictEqual(outcomes[0], outcomes[1]), `${name} read beyond its input`).to.equal(true)
    expectBounded(reading, input.length, outcomes[0] as Outcome)
  }
  return {
    name,
    replay: (content) => holds(content),
    properties: [
      property(`${name}: valid bytes are read`, valid, (input) => void read(input), share / 10),
      property(
        `${name}: any bytes give a value within bounds or its own error`,
        bytesLike(valid),
        holds,
        share,
      ),
      property(
        `${name}: time grows with the bytes`,
        pumps(valid.map(latin1)),
        (pump) => expectGrowth(reading, pump, (text) => Buffer.from(text, 'latin1')),
        share * GROWTH_SHARE,
        true,
      ),
    ],
  }
}

export const textReader = (reading: Reading<string>): Reader => {
  const { name, read, valid, tokens = [], share = 1 } = reading
  const holds = (input: string): void => expectBounded(reading, input.length, outcomeOf(reading, input))
  return {
    name,
    replay: (content) => holds(content.toString('utf8')),
    properties: [
      property(`${name}: valid text is read`, valid, (input) => void read(input), share / 10),
      property(
        `${name}: any text gives a value within bounds or its own error`,
        textLike(valid, tokens),
        holds,
        share,
      ),
      property(
        `${name}: time grows with the text`,
        pumps(valid, tokens),
        (pump) => expectGrowth(reading, pump, (text) => text),
        share * GROWTH_SHARE,
        true,
      ),
    ],
  }
}

const MARGIN = 16
/** Each input of these is several long texts. */
const GROWTH_SHARE = 0.01
const GROWTH_SIZE = 2048
/** Beyond what an engine takes as arguments of a call, or levels of one. */
const LONG = 300_000

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

type Outcome = { value: unknown } | { error: string }

const outcomeOf = <Input>({ read, isOwn }: Reading<Input>, input: Input): Outcome => {
  try {
    return { value: settled(read(input)) }
  } catch (error) {
    if (!isOwn?.(error)) throw error
    return { error: String(error) }
  }
}

/** Generators are read to their end. */
const settled = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value
    ? [...(value as Iterable<unknown>)]
    : value

/** Counted, because elapsed time and the heap depend on the machine. */
const expectBounded = <Input>(
  { name, weight = 8, fixed = 4096 }: Reading<Input>,
  length: number,
  outcome: Outcome,
): void => {
  const most = weight * length + fixed
  expect(weightOf(outcome), `${name}: what was read of ${length}`).to.be.at.most(most)
}

const expectGrowth = <Input>(
  reading: Reading<Input>,
  { before, pump, after }: { before: string; pump: string; after: string },
  make: (text: string) => Input,
): void => {
  const long = (size: number): string => before + pump.repeat(Math.ceil(size / pump.length)) + after
  const work = (text: string): unknown => outcomeOf(reading, make(text))
  // Mocha records whole stacks: where a parser nests, that alone takes quadratic time.
  Error.stackTraceLimit = 10
  const what = `${reading.name} on ${JSON.stringify([before, pump, after])}`
  try {
    expectLinear(what, long, work, GROWTH_SIZE)
  } catch {
    // Other processes and the collection of garbage disturb short measurements.
    expectLinear(what, long, work, 8 * GROWTH_SIZE)
  }
  work(long(reading.long ?? LONG))
}

/** Values, and characters and bytes in them. What is referred to several times counts once, as in memory. */
const weightOf = (root: unknown): number => {
  const seen = new Set<object>()
  const waiting = [root]
  let weight = 0
  while (waiting.length > 0) {
    const value = waiting.pop()
    weight++
    if (typeof value === 'string') weight += value.length
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (ArrayBuffer.isView(value)) weight += value.byteLength
    else if (value instanceof Map) for (const pair of value) waiting.push(...pair)
    else if (value instanceof Set) waiting.push(...value)
    else for (const [name, member] of Object.entries(value)) waiting.push(name, member)
  }
  return weight
}
