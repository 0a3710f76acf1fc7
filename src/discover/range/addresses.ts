import type { Interval } from '../../registry/net/address.ts'

export const sizeOf = ({ first, last }: Interval): bigint => last - first + 1n

export const ipv4Text = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

/** As the WHATWG URL standard writes it, without brackets: the first longest run of zeros is compressed. */
export const ipv6Text = (value: bigint): string => {
  const digits = value.toString(16).padStart(32, '0')
  const pieces = Array.from({ length: 8 }, (_, i) =>
    digits.slice(4 * i, 4 * i + 4).replace(/^0{1,3}/, ''),
  ).join(':')
  const [longest = ''] = (pieces.match(/\b0(:0)+\b/g) ?? []).toSorted((a, b) => b.length - a.length)
  if (longest === '') return pieces
  const at = pieces.search(new RegExp(`(?<![\\da-f])${longest}(?![\\da-f])`))
  const before = pieces.slice(0, at).replace(/:$/, '')
  return `${before}::${pieces.slice(at + longest.length).replace(/^:/, '')}`
}
