import { domainToASCII } from 'node:url'
import { contains, type Interval, readAddress } from '../../registry/net/address.ts'
import { shownTarget } from '../endpointUrl.ts'
import { problem } from '../problem.ts'
import { addressInterval, parseInterval } from './ranges.ts'

export type Exclusion = {
  readonly intervals: readonly Interval[]
  /** In lower case, without the trailing dot. */
  readonly names: ReadonlySet<string>
  /** `.example.com` for `*.example.com`. */
  readonly suffixes: readonly string[]
}

export const NO_EXCLUSION: Exclusion = { intervals: [], names: new Set(), suffixes: [] }

/**
 * Reads ranges in every notation of `parseInterval`, addresses, host names and `*.example.com` (names below it, not the
 * name itself). A text may hold several, separated by commas.
 *
 * @throws {UsageError} EXCLUSION_INVALID, or RANGE_INVALID.
 */
export const parseExclusion = (texts: readonly string[], flag = '--exclude'): Exclusion => {
  const intervals: Interval[] = []
  const names = new Set<string>()
  const suffixes: string[] = []
  for (const text of texts.flatMap((all) => all.split(',')).map((one) => one.trim())) {
    const interval = parseInterval(text) ?? addressInterval(text)
    if (interval) intervals.push(interval)
    else if (text.startsWith('*.')) suffixes.push(`.${hostName(text.slice(2), text, flag)}`)
    else names.add(hostName(text, text, flag))
  }
  return { intervals, names, suffixes }
}

/** True for an address or a host name (as `URL` spells it) that must not be scanned. */
export const isExcluded = ({ intervals, names, suffixes }: Exclusion, host: string): boolean => {
  const address = readAddress(host)
  if (address) return intervals.some((one) => contains(one, address))
  const name = host.toLowerCase().replace(/\.$/, '')
  return names.has(name) || suffixes.some((suffix) => name.endsWith(suffix))
}

const hostName = (text: string, whole: string, flag: string): string => {
  const name = domainToASCII(text).toLowerCase().replace(/\.$/, '')
  if (/^(?![\d.]+$)[\w-]+(\.[\w-]+)*$/.test(name)) return name
  throw problem('EXCLUSION_INVALID', { flag, shown: shownTarget(whole) })
}
