import { KEY_EXCHANGE, TIERS } from '../../inventory/postures.ts'
import { number } from '../../text/phrases.ts'
import { figure } from '../charts/figure.ts'
import { heatMap } from '../charts/heatMap.ts'
import { dataTable, section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { heatKey } from '../figures/figures.ts'
import { html, type Markup } from '../markup.ts'

export const heat = ({ heat: counts }: Figures): Markup => {
  const rows = TIERS.map(({ tier, label }) => ({
    name: label,
    counts: KEY_EXCHANGE.map(({ category }) => counts.get(heatKey(tier, category)) ?? 0),
  }))
  const columns = KEY_EXCHANGE.map(({ category, label }) => ({
    name: label,
    short: SHORT[category],
    colour: (level: number) => `var(--${category}-${level})`,
  }))
  return section(
    'heat',
    figure({
      id: 'chart-heat',
      title: 'Sensitivity of the data and key exchange',
      description: rows.flatMap(({ name, counts: some }) => rowText(name, some)).join(' '),
      draw: (width) => heatMap(rows, columns, width),
      table: dataTable(
        'Endpoints by sensitivity of the data and key exchange',
        ['Sensitivity', ...KEY_EXCHANGE.map(({ label }) => label), 'Total'],
        rows.map(({ name, counts: some }) => [
          name,
          ...some.map(number),
          html`<b>${number(some.reduce((sum, one) => sum + one, 0))}</b>`,
        ]),
      ),
    }),
  )
}

const rowText = (name: string, counts: readonly number[]): string[] => {
  const some = counts.flatMap((count, i) =>
    count === 0 ? [] : [`${number(count)} ${KEY_EXCHANGE[i]?.label.toLowerCase()}`],
  )
  return some.length === 0 ? [] : [`${name}: ${some.join(', ')}.`]
}

/** Column titles on a phone. */
const SHORT = {
  plaintext: 'Plain',
  classical: 'Class.',
  'legacy-draft': 'Draft',
  mixed: 'Mixed',
  unknown: '?',
  hybrid: 'Hybrid',
  pqc: 'PQ',
} as const
