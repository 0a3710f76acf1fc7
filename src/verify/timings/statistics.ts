import type { Quantiles } from '../../model/verification.ts'

/** Quantiles of at least one value, interpolated (Hyndman and Fan, type 7). */
export const quantiles = (values: readonly number[]): Quantiles => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (p: number): number => rounded(quantile(sorted, p))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), min: at(0), max: at(1) }
}

export const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** To microseconds, the resolution of the clock. */
export const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

const quantile = (sorted: readonly number[], p: number): number => {
  if (sorted.length === 0) throw new RangeError('quantile of no values')
  const at = (sorted.length - 1) * p
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}

const RESAMPLES = 2000

/**
 * 95 % percentile bootstrap interval of the median of at least one value. The seed makes it reproducible: the same
 * values give the same interval.
 */
export const bootstrapMedian = (values: readonly number[], seed = 1): [low: number, high: number] => {
  const random = mulberry32(seed)
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] as number)),
  ).sort((a, b) => a - b)
  return [quantile(medians, 0.025), quantile(medians, 0.975)]
}

/** A seeded generator of numbers from 0 to 1 (T. Ettinger, mulberry32, public domain). */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
