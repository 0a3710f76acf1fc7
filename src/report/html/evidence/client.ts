import type { ClientFact } from '../../../model/tls.ts'
import { html, listed, type Markup } from '../markup.ts'
import { facts } from '../table.ts'

/** What each MCP client runtime would negotiate here: those with the same outcome together. */
export const clientEvidence = (clients: readonly ClientFact[]): Markup => {
  if (clients.length === 0) return html`<p>Not tested.</p>`
  const outcomes = Map.groupBy(clients, outcomeText)
  const inferred = clients.filter(({ basis }) => basis === 'inferred').length
  return html`${facts(
    [...outcomes].slice(0, MAX_OUTCOMES).map(([outcome, some]) => [
      outcome,
      listed(
        some.map(({ client }) => client),
        MAX_CLIENTS,
      ),
    ]),
  )}${
    inferred > 0
      ? html`<p class="note">${inferred === clients.length ? 'All' : `${inferred} of ${clients.length}`} follow from the server’s order and the client’s hello, which was not sent.</p>`
      : ''
  }`
}

const MAX_OUTCOMES = 40
const MAX_CLIENTS = 60

const outcomeText = ({ state, alert, version, group, kind, cipherSuite }: ClientFact): string => {
  if (state === 'not-tested') return 'not tested'
  if (state !== 'accepted') return `no connection: ${state}${alert ? ` (${alert})` : ''}`
  const agreed = [version, group ?? cipherSuite].filter(Boolean).join(' ')
  return `${agreed || 'connects'}${kind === undefined || kind === 'unknown' ? '' : `, ${kind === 'pqc' ? 'post-quantum' : kind}`}`
}
