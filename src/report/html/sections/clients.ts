import { number, plural } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { figure } from '../charts/figure.ts'
import { stackedBars } from '../charts/stackedBars.ts'
import { dataTable, section } from '../elements.ts'
import type { Figures, Outcome } from '../figures/figures.ts'
import { html, type Markup } from '../markup.ts'

const SEGMENTS: readonly { outcome: Outcome; name: string; colour: string }[] = [
  { outcome: 'pqc', name: 'post-quantum', colour: 'hybrid' },
  { outcome: 'legacy-draft', name: 'obsolete draft', colour: 'legacy-draft' },
  { outcome: 'classical', name: 'classical', colour: 'classical' },
  { outcome: 'none', name: 'no connection', colour: 'none' },
  { outcome: 'unknown', name: 'not tested or not answered', colour: 'unknown' },
]

/** What each MCP client runtime would negotiate; nothing where no client was tried. */
export const clients = ({
  clients: { byClient, endpoints, inferred, outcomes },
}: Figures): Markup | undefined => {
  if (endpoints === 0) return undefined
  const rows = [...byClient]
    .map(([name, counts]) => ({ name: sanitize(name, 120), of: counts }))
    .toSorted((a, b) => b.of.pqc - a.of.pqc || a.of.none - b.of.none)
  const shown = SEGMENTS.filter(({ outcome }) => rows.some(({ of }) => of[outcome] > 0))
  const able = rows.filter(({ of }) => of.pqc > 0).length
  const others = rows.some(({ of }) => of.pqc === 0 && of.unknown > 0)
    ? 'the others with none, or it is unknown'
    : 'the others with none'
  return section(
    'clients',
    html`<p class="statement">${number(able)} of ${plural(rows.length, 'client runtime')} would negotiate post-quantum key exchange with at least one endpoint${able > 0 && able < rows.length ? `; ${others}` : ''}.</p>
<p class="key">${shown.map(({ name, colour }) => html`<span><i class="swatch ${colour}" aria-hidden="true"></i>${name}</span> `)}</p>
${figure({
  id: 'chart-clients',
  title: 'Endpoints by what a client would negotiate there',
  description: `Of ${plural(endpoints, 'endpoint')}, post-quantum: ${rows.map(({ name, of }) => `${name} ${number(of.pqc)}`).join('; ')}.`,
  draw: (width) =>
    stackedBars(
      rows.map(({ name, of }) => ({ name, counts: shown.map(({ outcome }) => of[outcome]) })),
      shown.map(({ name, colour }) => ({
        name,
        colour: `var(--${colour})`,
        onColour: 'var(--on-posture)',
      })),
      width,
    ),
  table: dataTable(
    'Endpoints by what a client would negotiate there',
    ['Client', ...shown.map(({ name }) => name)],
    rows.map(({ name, of }) => [name, ...shown.map(({ outcome }) => number(of[outcome]))]),
  ),
})}
<p class="note">${number(outcomes - inferred)} outcomes were tested with the client’s own hello; ${number(inferred)} were inferred from the server’s preference order and the client’s hello. Where the addresses of an endpoint differ, the worst outcome counts.</p>`,
    { endpoints: plural(endpoints, 'endpoint') },
  )
}
