import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import type { Figures } from '../figures/figures.ts'
import { html, listed, type Markup } from '../markup.ts'
import { KEY_EXCHANGE } from '../postures.ts'
import { facts } from '../table.ts'
import { day, moment } from '../time.ts'

/** The page's top: what it is, what it says in one sentence, when and with what it was found out. */
export const headline = (figures: Figures, { tool, startedAt, summary, plan }: ReportInput): Markup =>
  html`<header class="top">
${spine(figures)}
<div class="inner">
<p class="kind"><span class="tool">${tool.name}</span> Post-quantum readiness of MCP endpoints</p>
<div class="words">
<div><h1>${verdict(figures)}</h1>
<p class="lead">${besides(figures)}</p></div>
${facts([
  ['Scanned', html`${moment(startedAt)}${summary.interrupted ? ', interrupted' : ''}`],
  ['Found through', listed([...figures.scope.byKind.keys()], 8)],
  ['Not reached', `${number(figures.untested.unreachedCount)} of ${number(figures.total)}`],
  ['Plan', plan ? day(plan.asOf) : undefined],
  ['Version', `${tool.name} ${tool.version}`],
])}
</div>
</div>
</header>
`

/** The key exchange of all endpoints as the page's upper edge; the chart below says the same in words. */
const spine = ({ keyExchange, total }: Figures): Markup => {
  let x = 0
  const parts = KEY_EXCHANGE.map(({ category }) => {
    const width = total === 0 ? 0 : ((keyExchange.get(category) ?? 0) / total) * 1000
    const from = x
    x += width
    return width === 0
      ? undefined
      : html`<rect x="${from}" y="0" width="${width}" height="10" fill="var(--${category})"/>`
  })
  return html`<svg class="spine" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg>`
}

const verdict = ({ total, keyExchange }: Figures): string => {
  const of = (category: string): number => keyExchange.get(category) ?? 0
  const [now, later] = [of('plaintext'), of('classical') + of('legacy-draft')]
  const [known, all] = [total - of('unknown'), plural(total, 'endpoint')]
  if (total === 0) return 'No endpoint was found.'
  if (known === 0) return `Nothing is known of the key exchange of ${all}.`
  if (now + later === 0)
    return known === total
      ? `${total === 1 ? 'The one endpoint offers' : `All ${all} offer`} post-quantum key exchange.`
      : `${number(known)} of ${all} ${known === 1 ? 'offers' : 'offer'} post-quantum key exchange. Of the others nothing is known.`
  if (later === 0) return `Traffic of ${number(now)} of ${all} can be read by anyone on the way.`
  return `Traffic of ${number(now + later)} of ${all} can be recorded today and read later.`
}

const besides = ({ keyExchange, authentication }: Figures): string => {
  const of = (category: string): number => keyExchange.get(category) ?? 0
  const good = of('hybrid') + of('pqc')
  const forgeable = authentication.get('classical') ?? 0
  const sentences = [
    of('plaintext') > 0 &&
      `${number(of('plaintext'))} ${of('plaintext') === 1 ? 'sends' : 'send'} everything in the clear.`,
    good > 0 &&
      `${number(good)} ${good === 1 ? 'offers' : 'offer'} post-quantum key exchange to the clients that can do it.`,
    of('unknown') > 0 &&
      `Of ${number(of('unknown'))} the key exchange is not known, which does not mean that it is weak, or that it is not.`,
    forgeable > 0 &&
      `${number(forgeable)} ${forgeable === 1 ? 'proves who it is' : 'prove who they are'} with keys that a quantum computer could forge: to be replaced before there is one.`,
  ]
  return sentences.filter(Boolean).join(' ')
}
