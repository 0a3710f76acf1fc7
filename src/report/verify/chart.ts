import type { Quantiles, Timings } from '../../model/verification.ts'
import { wrap } from '../text/fit.ts'
import { decimal } from '../text/phrases.ts'

/** Timings for a terminal: a line for each kind of handshake on one scale, then the difference. */
export const verifyChart = (timings: Timings, width: number): string[] => {
  const { handshake, firstAnswer, groups, mcp, connect, samples, notes } = timings
  const rows = [
    ...(handshake.classical ? [{ name: groups.classical ?? 'classical', q: handshake.classical }] : []),
    { name: groups.hybrid, q: handshake.hybrid },
  ]
  const label = Math.max(...rows.map(({ name }) => name.length))
  const columns = Math.max(10, Math.min(48, width - label - NUMBERS))
  const end = Math.max(...rows.map(({ q }) => q.p95))
  const classicalHello = firstAnswer.classical ? `classical ${decimal(firstAnswer.classical.p50)}, ` : ''
  return [
    `  TLS handshake, ${samples} samples each, ms (TCP connect ${decimal(connect.p50)} excluded)`,
    ...rows.map(({ name, q }) => `    ${name.padEnd(label)} ${bar(q, end, columns)} ${medianText(q)}`),
    ...wrap(`  ${overheadText(timings)}`, width),
    ...wrap(`  ServerHello after ${classicalHello}post-quantum ${medianText(firstAnswer.hybrid)} ms`, width),
    ...wrap(`  Bytes sent and received: ${bytesText(timings)}`, width),
    ...(mcp
      ? wrap(
          `  MCP over ${groups.hybrid}: first response ${decimal(mcp.first.p50)} ms (p95 ${decimal(mcp.first.p95)}), then ${decimal(mcp.warm.p50)} ms per request (p95 ${decimal(mcp.warm.p95)})`,
          width,
        )
      : []),
    ...notes.flatMap((note) => wrap(`  Note: ${note}`, width)),
  ]
}

export const timingRows = (timings: Timings): (readonly [name: string, quantiles: Quantiles])[] => {
  const { groups, connect, firstAnswer, handshake, mcp } = timings
  const classical = groups.classical ?? 'classical'
  const rows = [
    ['TCP connection', connect],
    [`ServerHello, ${classical}`, firstAnswer.classical],
    [`ServerHello, ${groups.hybrid}`, firstAnswer.hybrid],
    [`handshake, ${classical}`, handshake.classical],
    [`handshake, ${groups.hybrid}`, handshake.hybrid],
    ['first MCP response', mcp?.first],
    ['warm MCP request', mcp?.warm],
  ] as const
  return rows.flatMap(([name, quantiles]) => (quantiles ? [[name, quantiles] as const] : []))
}

/** Columns of the indentation and of the two numbers after the bar. */
const NUMBERS = 30

/** From the fastest to the 95th percentile, the median marked: `  ├──●────┤`. */
const bar = ({ min, p50, p95 }: Quantiles, end: number, columns: number): string => {
  const at = (value: number): number =>
    end === 0 ? 0 : Math.min(columns - 1, Math.max(0, Math.round((value / end) * (columns - 1))))
  const cells: string[] = Array.from({ length: columns }, (_, i) => (i > at(min) && i < at(p95) ? '─' : ' '))
  cells[at(min)] = '├'
  cells[at(p95)] = '┤'
  cells[at(p50)] = '●'
  return cells.join('')
}

export const overheadText = ({ handshake }: Timings): string => {
  const { overheadMs, interval, insideNoise } = handshake
  if (overheadMs === undefined || !interval) return 'No classical handshake to compare with.'
  const range = `95 % interval ${signed(interval[0])} to ${signed(interval[1])} ms`
  return insideNoise
    ? `The difference is within the noise: median ${signed(overheadMs)} ms, ${range}.`
    : `Post-quantum key exchange costs ${signed(overheadMs)} ms (median of paired differences, ${range}).`
}

/** `2.50 (p95 4.00)`. */
const medianText = ({ p50, p95 }: Quantiles): string => `${decimal(p50)} (p95 ${decimal(p95)})`

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${decimal(Math.abs(value))}`

/** The segments are computed, not observed. */
export const bytesText = ({ bytes, segmentsAtMss1460: segments }: Timings): string => {
  const kinds = (['classical', 'hybrid'] as const).flatMap((kind) => {
    const [count, packets] = [bytes[kind], segments[kind]]
    if (!count || !packets) return []
    const name = kind === 'hybrid' ? 'post-quantum' : kind
    return [`${name} ${count.sent} and ${count.received} (${packets.sent} and ${packets.received} segments)`]
  })
  return `${kinds.join(', ')}; segments computed for an MSS of 1,460 bytes`
}
