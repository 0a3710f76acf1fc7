import { number } from '../../text/phrases.ts'
import { dataTable, section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup, upTo } from '../markup.ts'

/** What was found, the most severe first, with what to do about it; nothing where nothing was found. */
export const findings = ({ findings: { rows } }: Figures): Markup | undefined =>
  rows.length === 0
    ? undefined
    : section(
        'findings',
        dataTable(
          'Findings, the most severe first',
          ['Finding', 'Level', 'Endpoints', 'For example', 'Remedy'],
          rows.map(({ row, level, count, named }) => [
            html`<b>${row.title}</b> <span class="small">${row.why}</span>`,
            level,
            number(count),
            html`${named.map((name, i) => html`${i > 0 ? ', ' : ''}<bdi>${upTo(120, name)}</bdi>`)}${count > named.length ? ' …' : ''}`,
            html`${upTo(600, row.remedy)}`,
          ]),
        ),
      )
