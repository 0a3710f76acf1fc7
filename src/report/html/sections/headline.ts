import { KEY_EXCHANGE } from '../../inventory/postures.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import { day, facts, moment } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, listed, type Markup } from '../markup.ts'

export const headline = (figures: Figures, { tool, startedAt, summary, plan }: ReportInput): Markup =>
  html`<header class="top">
${spine(figures)}
<div class="inner">
<p class="kind"><span class="tool">${tool.name}</span> Post-quantum readiness of MCP endpoints</p>
<div class="words">
<div><h1>${verdict(figures)}</h1>
<p class="lead">${details(figures)}</p></div>
${facts([
  ['Scanned', html`${moment(startedAt)}${summary.interrupted ? ', interrupted' : ''}`],
  ['Found through', listed([...figures.scope.byKind.keys()], 8)],
  ['Not probed', `${number(figures.untested.unreachedCount)} of ${number(figures.total)}`],
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
  const [now, later] = [of('plaintext'), of('classical') + of('legacy-draft') + of('mixed')]
  const [known, all] = [total - of('unknown'), plural(total, 'endpoint')]
  if (total === 0) return 'No endpoint was found.'
  if (known === 0) return `The key exchange of ${all} is unknown.`
  if (now + later === 0)
    return known === total
      ? `${total === 1 ? 'The endpoint offers' : `All ${all} offer`} post-quantum key exchange.`
      : `${number(known)} of ${all} ${known === 1 ? 'offers' : 'offer'} post-quantum key exchange. The others are unknown.`
  if (later === 0) return `Traffic of ${number(now)} of ${all} can be read by anyone on the network path.`
  return `Traffic of ${number(now + later)} of ${all} can be recorded today and decrypted later.`
}

const details = ({ keyExchange, authentication }: Figures): string => {
  const of = (category: string): number => keyExchange.get(category) ?? 0
  const good = of('hybrid') + of('pqc')
  const forgeable = authentication.get('classical') ?? 0
  const sentences = [
    of('plaintext') > 0 &&
      `${number(of('plaintext'))} ${of('plaintext') === 1 ? 'is' : 'are'} not encrypted.`,
    good > 0 &&
      `${number(good)} ${good === 1 ? 'offers' : 'offer'} post-quantum key exchange to clients that support it.`,
    of('unknown') > 0 && `The key exchange of ${number(of('unknown'))} is unknown: it may be weak or not.`,
    forgeable > 0 &&
      `${number(forgeable)} ${forgeable === 1 ? 'authenticates' : 'authenticate'} with keys that a quantum computer could forge; replace them before one exists.`,
  ]
  return sentences.filter(Boolean).join(' ')
}
