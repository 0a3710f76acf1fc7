import type { Source } from '../../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { endpointTitle } from '../../inventory/labels.ts'
import { html, listed, type Markup, upTo } from '../markup.ts'
import { facts } from '../table.ts'
import { addressEvidence } from './address.ts'
import { serviceEvidence } from './service.ts'

/** Everything that is known of one endpoint: the reasons first, then the facts that they come from. */
export const evidence = (endpoint: InventoryEndpoint, asOf: Date): Markup => {
  const { assessment, addresses, problem } = endpoint
  const { keyExchange, authentication, risk } = assessment
  return html`<div class="evidence">
<p class="title"><bdi>${upTo(500, endpointTitle(endpoint))}</bdi></p>
${problem ? html`<p class="problem">${problem.message}</p>` : ''}
<div class="reasons">
<div><h3>Risk ${risk.score} of 100</h3>${bullets(risk.drivers)}</div>
<div><h3>Key exchange: ${keyExchange.category}</h3>${bullets([...keyExchange.reasons, CLASSICAL[String(keyExchange.classicalAccepted)] ?? ''])}</div>
<div><h3>Authentication: ${authentication.category}</h3>${bullets(authentication.reasons)}</div>
<div class="all"><h3>Data and owner</h3>${dataFacts(endpoint)}</div>
</div>
${addresses.slice(0, MAX_ADDRESSES).map((address) => addressEvidence(address, asOf))}
${addresses.length > MAX_ADDRESSES ? html`<p>${addresses.length - MAX_ADDRESSES} more addresses are in the JSON report.</p>` : ''}
${serviceEvidence(endpoint)}
</div>
`
}

const MAX_ADDRESSES = 8
const MAX_REASONS = 20

const CLASSICAL: Record<string, string> = {
  true: 'classical key exchange is accepted',
  false: 'classical key exchange is not accepted',
  null: 'whether classical key exchange is accepted is not known',
}

const bullets = (texts: readonly string[]): Markup =>
  html`<ul>${texts.slice(0, MAX_REASONS).map((text) => html`<li>${upTo(400, text)}</li>`)}</ul>`

const dataFacts = ({
  assessment,
  ownership,
  sources,
  findings,
  secrets,
  stdio,
}: InventoryEndpoint): Markup => {
  const { tier, classes, shelfLifeYears, access } = assessment.sensitivity
  return facts([
    ['Sensitivity', tier],
    [
      'Classes',
      classes
        .slice(0, 12)
        .map(
          ({ class: name, confidence, evidence: why }) =>
            html`<div>${name}, ${Math.round(confidence * 100)} % sure: ${listed(why, 6)}</div>`,
        ),
    ],
    [
      'Stays secret',
      shelfLifeYears === null
        ? 'not known how long'
        : shelfLifeYears[0] === shelfLifeYears[1]
          ? `${shelfLifeYears[0]} years`
          : `${shelfLifeYears[0]} to ${shelfLifeYears[1]} years`,
    ],
    ['Tools', access === 'unknown' ? undefined : access === 'read' ? 'only read' : 'can change things'],
    ['Owner', ownership?.owner ?? 'not known'],
    ['Environment', ownership?.environment],
    ['Operated by', ownership?.vendor],
    ['Found', listed(sources.map(sourceText), 20)],
    [
      'In its configuration',
      listed(
        (findings ?? []).map(({ level, message }) => `${level}: ${message}`),
        12,
      ),
    ],
    [
      'Is given',
      listed(
        (secrets ?? []).map(({ name, place }) => `${name} (${place})`),
        20,
      ),
    ],
    ['Started by the client', stdio ? upTo(300, [stdio.command, ...stdio.args].join(' ')) : undefined],
    ['Reaches', stdio && stdio.upstreams.length > 0 ? listed(stdio.upstreams, 12) : undefined],
  ])
}

const sourceText = ({ kind, client, name, scope, path, line, disabled }: Source): string =>
  [
    kind,
    client,
    name === undefined ? undefined : `“${name}”`,
    scope,
    path === undefined ? undefined : `${path}${line === undefined ? '' : `:${line}`}`,
    disabled ? '(switched off)' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
