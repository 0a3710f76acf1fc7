import type { Quantiles } from '../../../model/verification.ts'
import { KEY_EXCHANGE } from '../../inventory/postures.ts'
import { milliseconds, number } from '../../text/phrases.ts'
import { figure } from '../charts/figure.ts'
import { ranges } from '../charts/ranges.ts'
import { dataTable, section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup } from '../markup.ts'

/** Duration of the scan's own handshakes; nothing where none was timed. */
export const scanTimings = ({ timings }: Figures): Markup | undefined => {
  const rows = KEY_EXCHANGE.flatMap(({ category, label }) => {
    const found = timings.of(category)
    return found
      ? [{ name: `${label} (${number(found.count)})`, colour: `var(--${category})`, ...found }]
      : []
  })
  if (rows.length === 0) return undefined
  const title = 'Duration of the scan’s handshakes, by key exchange'
  return section(
    'timings',
    html`${figure({
      id: 'chart-timings',
      title,
      description: rows.map(rangeText).join(' '),
      draw: (width) =>
        ranges(
          rows.map(({ name, colour, quantiles }) => ({ name, ranges: [{ colour, quantiles }] })),
          width,
        ),
      table: dataTable(
        title,
        DURATIONS,
        rows.map(({ name, quantiles }) => durationCells(name, quantiles)),
      ),
    })}
<p class="note">Each line reaches from the minimum to the 95th percentile; the dot is the median; the number of addresses is in brackets. The servers are at different distances: to measure the cost of post-quantum key exchange, use <code>mcp-pqc verify</code>, which times both kinds against the same server.</p>`,
  )
}

export const DURATIONS = ['Duration', 'Median', 'p95', 'p99', 'Minimum', 'Maximum']

export const durationCells = (name: string, { p50, p95, p99, min, max }: Quantiles): string[] => [
  name,
  ...[p50, p95, p99, min, max].map(milliseconds),
]

export const rangeText = ({ name, quantiles }: { name: string; quantiles: Quantiles }): string =>
  `${name}: median ${milliseconds(quantiles.p50)}, p95 ${milliseconds(quantiles.p95)}.`
