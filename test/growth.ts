import { expect } from 'chai'

/**
 * Expects work to grow about as much as its input: four times for four times the input, where quadratic work grows sixteen
 * times. Compares processor time within one run, and measures again before it fails, because other processes disturb it.
 */
export const expectLinear = (
  what: string,
  make: (size: number) => string,
  work: (text: string) => unknown,
  size = 16_384,
) => {
  const [small, large] = [make(size), make(4 * size)]
  work(make(size / 16))
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    least = Math.min(
      least,
      processorTime(() => work(small)),
    )
    most = Math.min(
      most,
      processorTime(() => work(large)),
    )
    if (most < NEGLIGIBLE || most < MOST * least) return
  }
  expect(most / least, `${what}: ${least} and ${most} µs`).to.be.below(MOST)
}

const ATTEMPTS = 4
/** Between 4 and 16. */
const MOST = 9
/** Microseconds: so little that its growth cannot be measured. Quadratic work at this size takes far longer. */
const NEGLIGIBLE = 20_000

const processorTime = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
