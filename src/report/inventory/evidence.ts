import type { Chain } from '../../model/certificate.ts'
import type { AddressFacts } from '../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { keyName } from '../../model/questions/key.ts'
import type { Answer } from '../../model/state.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { wrap } from '../text/fit.ts'
import { sanitize } from '../text/sanitize.ts'
import { endpointTitle } from './labels.ts'
import { serviceEvidence } from './serviceEvidence.ts'

/** Everything that is known of one endpoint, in lines: the reasons, then the facts that they come from. */
export const evidence = (endpoint: InventoryEndpoint, width: number): string => {
  const { assessment, addresses, problem, sources } = endpoint
  const { keyExchange, authentication, risk } = assessment
  const lines = [
    endpointTitle(endpoint),
    ...indent([
      `found: ${sources.map(sourceText).join('; ')}`,
      `risk ${risk.score}: ${sanitize(risk.drivers.join('; '), 1000)}`,
      ...(problem ? [sanitize(problem.message)] : []),
      `key exchange: ${keyExchange.category}, classical accepted: ${ANSWER[String(keyExchange.classicalAccepted)]}`,
      ...indent(keyExchange.reasons.map((reason) => `- ${sanitize(reason, MAX_REASON)}`)),
      `authentication: ${authentication.category}`,
      ...indent(authentication.reasons.map((reason) => `- ${sanitize(reason, MAX_REASON)}`)),
      ...addresses.flatMap(addressLines),
      ...serviceEvidence(endpoint),
    ]),
  ]
  return lines.flatMap((line) => wrap(line, width, 4)).join('\n')
}

const MAX_REASON = 400
const ANSWER: Record<string, string> = { true: 'yes', false: 'no', null: 'not known' }

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

const sourceText = ({ kind, path, line, client }: InventoryEndpoint['sources'][number]): string =>
  [kind, client, path, line === undefined ? undefined : `line ${line}`]
    .filter((part) => part !== undefined)
    .map((part) => sanitize(String(part)))
    .join(' ')

const addressLines = ({ address, port, state, service, detail, tls }: AddressFacts): string[] => [
  `at ${sanitize(address)} port ${port}: ${state}${service ? `, ${service}` : ''}${detail ? ` (${sanitize(detail)})` : ''}`,
  ...indent(tls ? tlsLines(tls) : []),
]

const tlsLines = (tls: TlsFacts): string[] => [
  ...Object.entries(tls.versions).map(([version, finding]) => `${version}: ${findingText(finding)}`),
  ...groupLines(tls),
  ...Object.entries(tls.cipherSuites).map(
    ([version, suites]) =>
      `${version} cipher suites${chooser(tls.cipherSuiteChoice[version as keyof typeof tls.cipherSuiteChoice])}: ${suites.join(', ')}`,
  ),
  ...tls.keyExchange12Details.map(
    ({ family, bits, group }) =>
      `TLS 1.2 key exchange: ${[family, group, bits === undefined ? undefined : `${bits} bits`].filter((part) => part !== undefined).join(' ')}`,
  ),
  ...schemeLines(tls),
  ...tls.chains.flatMap(chainLines),
  `client certificate: ${tls.clientCertificate}; ALPN: ${tls.alpn.map((name) => sanitize(name, 40)).join(', ') || 'none'}`,
  `resumption: tickets ${tls.resumption.tickets}, psk_dhe_ke ${tls.resumption.psk_dhe_ke}, psk_ke ${tls.resumption.psk_ke}`,
  `large hello: ${findingText(tls.tolerance.largeHello)}; split over segments: ${findingText(tls.tolerance.splitHello)}; over records: ${findingText(tls.tolerance.fragmentedRecord)}`,
  ...clientLines(tls),
  `${tls.connections} connections${timingText(tls.timings)}`,
]

const timingText = (timings: TlsFacts['timings']): string =>
  Object.entries(timings)
    .map(([name, ms]) => `; ${TIMING_NAMES[name as keyof typeof TIMING_NAMES]} ${ms} ms`)
    .join('')

const TIMING_NAMES = { connectMs: 'connect', helloMs: 'first answer', handshakeMs: 'handshake' }

const findingText = ({ state, alert, detail }: Answer): string =>
  [state, alert && `(${alert})`, detail && `(${sanitize(detail)})`]
    .filter((part) => part !== undefined)
    .join(' ')

const groupLines = ({ groups, groupChoice }: TlsFacts): string[] =>
  [...Map.groupBy(groups, ({ state, alert }) => (alert === undefined ? state : `${state} (${alert})`))].map(
    ([state, some]) =>
      `groups ${state}${state === 'accepted' ? chooser(groupChoice) : ''}: ${some.map(({ name }) => name).join(', ')}`,
  )

const chooser = (choice: TlsFacts['groupChoice'] | undefined): string =>
  choice === 'server' ? ', the server decides' : choice === 'client' ? ', the client decides' : ''

const schemeLines = ({ signatureSchemes }: TlsFacts): string[] =>
  [
    ...Map.groupBy(
      signatureSchemes.filter(({ state }) => state === 'accepted'),
      ({ version }) => version,
    ),
  ].map(([version, schemes]) => `${version} signatures: ${schemes.map(schemeText).join(', ')}`)

const schemeText = ({ name, verified }: TlsFacts['signatureSchemes'][number]): string =>
  `${name}${verified === true ? '' : verified === false ? ' (WRONG)' : ' (not verified)'}`

const chainLines = ({ scheme, version, trusted, trustError, nameMatches, certificates }: Chain): string[] => [
  `certificates with ${scheme} in ${version}: ${trustText(trusted, trustError)}${nameMatches === false ? ', for another name' : ''}`,
  ...indent(
    certificates.map(
      ({ subject, publicKey, signatureAlgorithm, notAfter }) =>
        `${sanitize(subject) || '(no name)'}: ${sanitize(keyName(publicKey), 60)}, signed with ${sanitize(signatureAlgorithm, 60)}, until ${sanitize(notAfter.slice(0, 10))}`,
    ),
  ),
]

const trustText = (trusted: boolean | null, trustError: string | undefined): string => {
  if (trusted === null) return 'trust not checked'
  return trusted ? 'trusted' : `not trusted (${sanitize(trustError ?? 'no reason is known')})`
}

const clientLines = ({ clients }: TlsFacts): string[] =>
  [
    ...Map.groupBy(clients, ({ state, version, group, alert }) =>
      [version, group ?? '', state === 'accepted' ? '' : state, alert && `(${alert})`]
        .filter(Boolean)
        .join(' '),
    ),
  ].map(([outcome, some]) => `clients, ${outcome}: ${some.map(({ client }) => client).join(', ')}`)
