import type { Quantiles } from '../../../model/verification.ts'
import { milliseconds, number } from '../../text/phrases.ts'
import { figure } from '../charts/figure.ts'
import { ranges } from '../charts/ranges.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup } from '../markup.ts'
import { KEY_EXCHANGE } from '../postures.ts'
import { section } from '../section.ts'
import { dataTable } from '../table.ts'

/** How long the scan's own handshakes took; nothing where none was timed. */
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
    {
      id: 'timings',
      title: 'Handshake times',
      note: 'One handshake with each address, as the scan measured it on its way.',
    },
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
        QUANTILES,
        rows.map(({ name, quantiles }) => cells(name, quantiles)),
      ),
    })}
<p class="note">From the fastest to the 95th percentile, the dot is the median; addresses in brackets. These are different servers at different distances: what post-quantum key exchange costs is measured by <code>mcp-pqc verify</code>, which times both kinds against the same server in turn.</p>`,
  )
}

const QUANTILES = ['Duration', 'Median', '95 %', '99 %', 'Fastest', 'Slowest']

const cells = (name: string, { p50, p95, p99, min, max }: Quantiles): string[] => [
  name,
  ...[p50, p95, p99, min, max].map(milliseconds),
]

export const rangeText = ({ name, quantiles }: { name: string; quantiles: Quantiles }): string =>
  `${name}: median ${milliseconds(quantiles.p50)}, 95 % within ${milliseconds(quantiles.p95)}.`
