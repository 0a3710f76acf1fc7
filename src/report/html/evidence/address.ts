import type { AddressFacts } from '../../../model/endpoint.ts'
import type { Answer } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { milliseconds } from '../../text/phrases.ts'
import { html, listed, type Markup, type Part } from '../markup.ts'
import { facts } from '../table.ts'
import { chainEvidence } from './chain.ts'
import { clientEvidence } from './client.ts'
import { sshEvidence } from './service.ts'

/** What was seen at one address. */
export const addressEvidence = (
  { address, port, state, service, detail, connectMs, tls, ssh }: AddressFacts,
  asOf: Date,
): Markup => html`<div class="address">
<h3>At <bdi>${address}</bdi> port ${port}: ${state}${service ? `, ${service}` : ''}</h3>
${detail ? html`<p>${detail}</p>` : ''}
${tls ? tlsEvidence(tls, asOf) : ''}
${ssh ? sshEvidence(ssh) : ''}
${!tls && connectMs !== undefined ? html`<p>Connected in ${milliseconds(connectMs)}.</p>` : ''}
</div>
`

const tlsEvidence = (tls: TlsFacts, asOf: Date): Markup => html`<div class="columns">
<div><h4>TLS</h4>${tlsFacts(tls)}</div>
<div><h4>Certificates</h4>${tls.chains.length === 0 ? html`<p>None was seen.</p>` : tls.chains.slice(0, MAX_CHAINS).map((chain) => chainEvidence(chain, asOf))}
<h4>Clients</h4>${clientEvidence(tls.clients)}</div>
</div>
`

const MAX_CHAINS = 10

const tlsFacts = (tls: TlsFacts): Markup =>
  facts([
    ...Object.entries(tls.versions).map(([version, finding]) => [version, findingText(finding)] as const),
    ...groupFacts(tls),
    ...Object.entries(tls.cipherSuites).map(
      ([version, suites]) =>
        [
          `${version} cipher suites`,
          html`${chooser(tls.cipherSuiteChoice[version as keyof typeof tls.cipherSuiteChoice])}${listed(suites, MAX_NAMES)}`,
        ] as const,
    ),
    [
      'TLS 1.2 key exchange',
      listed(
        tls.keyExchange12Details.map(({ family, group, bits }) =>
          [family, group, bits === undefined ? undefined : `${bits} bits`].filter(Boolean).join(' '),
        ),
        MAX_NAMES,
      ),
    ],
    ...schemeFacts(tls),
    ['Client certificate', stateText(tls.clientCertificate)],
    ['ALPN', tls.alpn.length === 0 ? 'none' : listed(tls.alpn, MAX_NAMES)],
    [
      'Resumption',
      `tickets ${stateText(tls.resumption.tickets)}, psk_dhe_ke ${stateText(tls.resumption.psk_dhe_ke)}, psk_ke ${stateText(tls.resumption.psk_ke)}`,
    ],
    ['Large hello', findingText(tls.tolerance.largeHello)],
    ['Hello over segments', findingText(tls.tolerance.splitHello)],
    ['Hello over records', findingText(tls.tolerance.fragmentedRecord)],
    ['Timings', timings(tls.timings)],
    ['Cost of the probe', `${tls.connections} connections`],
  ])

const MAX_NAMES = 60

const timings = ({ connectMs, helloMs, handshakeMs }: TlsFacts['timings']): string =>
  [
    connectMs === undefined ? undefined : `connect ${milliseconds(connectMs)}`,
    helloMs === undefined ? undefined : `first answer ${milliseconds(helloMs)}`,
    handshakeMs === undefined ? undefined : `handshake ${milliseconds(handshakeMs)}`,
  ]
    .filter(Boolean)
    .join(', ')

const groupFacts = ({ groups, groupChoice }: TlsFacts): (readonly [string, Part])[] =>
  [...Map.groupBy(groups, ({ state, alert }) => (alert === undefined ? state : `${state} (${alert})`))].map(
    ([state, some]) => [
      `Groups ${stateText(state)}`,
      state === 'accepted'
        ? html`${chooser(groupChoice)}${listed(
            some.map(
              ({ name, kind, rank }) =>
                html`<span class="group ${KIND[kind]}">${name}</span>${rank === 1 ? ' (its favourite)' : ''}`,
            ),
            MAX_NAMES,
          )}`
        : listed(
            some.map(({ name }) => name),
            MAX_NAMES,
          ),
    ],
  )

/** Only the model's own words become names of classes. */
const KIND: Record<TlsFacts['groups'][number]['kind'], string> = {
  pqc: 'pqc',
  hybrid: 'hybrid',
  classical: 'classical',
  'legacy-draft': 'legacy-draft',
  unknown: 'unknown',
}

const schemeFacts = ({ signatureSchemes }: TlsFacts): (readonly [string, Part])[] =>
  [
    ...Map.groupBy(
      signatureSchemes.filter(({ state }) => state === 'accepted'),
      ({ version }) => version,
    ),
  ].map(([version, schemes]) => [
    `${version} signatures`,
    listed(
      schemes.map(
        ({ name, verified }) =>
          `${name}${verified === true ? '' : verified === false ? ' (WRONG)' : ' (not verified)'}`,
      ),
      MAX_NAMES,
    ),
  ])

const chooser = (choice: TlsFacts['groupChoice'] | undefined): string =>
  choice === 'server' ? 'the server decides: ' : choice === 'client' ? 'the client decides: ' : ''

const findingText = ({ state, alert, detail }: Answer): Markup =>
  html`<span class="state ${state === 'accepted' ? 'yes' : state === 'not-tested' ? 'untested' : 'no'}">${stateText(state)}</span>${alert ? ` (${alert})` : ''}${detail ? ` (${detail})` : ''}`

/** As a sentence has it: the others are words already. */
const stateText = (state: string): string => state.replace('not-tested', 'not tested')
