import type { Chain } from '../model/certificate.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Finding } from '../model/state.ts'
import type { TlsFacts } from '../model/tls.ts'
import { clean } from './clean.ts'
import { endpointName, endpointUrl } from './labels.ts'

/** Everything that is known of one endpoint, in lines: the reasons, then the facts that they come from. */
export const evidence = (endpoint: InventoryEndpoint): string => {
  const { assessment, addresses, problem, sources } = endpoint
  const name = endpointName(endpoint)
  return [
    `${name === undefined ? '' : `${name}  `}${endpointUrl(endpoint, 300)}`,
    ...indent([
      `found: ${sources.map(({ kind, path, line, client }) => [kind, client, path && clean(path), line].filter((part) => part !== undefined).join(' ')).join('; ')}`,
      `risk ${assessment.risk.score}: ${assessment.risk.drivers.join('; ')}`,
      ...(problem ? [clean(problem.message)] : []),
      `key exchange: ${assessment.keyExchange.category}`,
      ...indent(assessment.keyExchange.reasons.map((reason) => `- ${clean(reason, 400)}`)),
      `authentication: ${assessment.authentication.category}`,
      ...indent(assessment.authentication.reasons.map((reason) => `- ${clean(reason, 400)}`)),
      ...addresses.flatMap(addressLines),
    ]),
  ].join('\n')
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

const addressLines = ({ address, port, state, service, detail, tls }: AddressFacts): string[] => [
  `at ${address} port ${port}: ${state}${service ? `, ${service}` : ''}${detail ? ` (${clean(detail)})` : ''}`,
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
      `TLS 1.2 key exchange ${[family, group, bits === undefined ? undefined : `${bits} bits`].filter((part) => part !== undefined).join(' ')}`,
  ),
  ...schemeLines(tls),
  ...tls.chains.flatMap(chainLines),
  `client certificate: ${tls.clientCertificate}; ALPN: ${tls.alpn.map((name) => clean(name, 40)).join(', ') || 'none'}`,
  `resumption: tickets ${tls.resumption.tickets}, psk_dhe_ke ${tls.resumption.psk_dhe_ke}, psk_ke ${tls.resumption.psk_ke}`,
  `large hello: ${findingText(tls.tolerance.largeHello)}; split over segments: ${findingText(tls.tolerance.splitHello)}; over records: ${findingText(tls.tolerance.fragmentedRecord)}`,
  ...clientLines(tls),
  `${tls.connections} connections; ${Object.entries(tls.timings)
    .map(([name, ms]) => `${name.replace('Ms', '')} ${ms} ms`)
    .join(', ')}`,
]

const findingText = ({ state, alert, detail }: Finding): string =>
  [state, alert && `(${alert})`, detail && `(${clean(detail)})`]
    .filter((part) => part !== undefined)
    .join(' ')

const groupLines = ({ groups, groupChoice }: TlsFacts): string[] =>
  [...Map.groupBy(groups, ({ state, alert }) => (alert === undefined ? state : `${state} (${alert})`))].map(
    ([state, some]) =>
      `groups ${state}${state === 'accepted' ? chooser(groupChoice) : ''}: ${some.map(({ name }) => name).join(', ')}`,
  )

const chooser = (choice: TlsFacts['groupChoice'] | undefined): string =>
  choice === 'server' ? ', in the server’s order' : choice === 'client' ? ', the client decides' : ''

const schemeLines = ({ signatureSchemes }: TlsFacts): string[] =>
  [
    ...Map.groupBy(
      signatureSchemes.filter(({ state }) => state === 'accepted'),
      ({ version }) => version,
    ),
  ].map(
    ([version, schemes]) =>
      `${version} signatures: ${schemes
        .map(
          ({ name, verified }) =>
            `${name}${verified === true ? '' : verified === false ? ' (WRONG)' : ' (not verified)'}`,
        )
        .join(', ')}`,
  )

const chainLines = ({ scheme, version, trusted, trustError, nameMatches, certificates }: Chain): string[] => [
  `certificates with ${scheme} in ${version}: ${trusted ? 'trusted' : `not trusted (${trustError ?? 'not checked'})`}${nameMatches === false ? ', for another name' : ''}`,
  ...indent(
    certificates.map(
      ({ subject, publicKey, signatureAlgorithm, notAfter }) =>
        `${clean(subject) || '(no name)'}: ${[publicKey.algorithm, publicKey.parameters, publicKey.bits].filter((part) => part !== undefined).join(' ')}, signed with ${signatureAlgorithm}, until ${notAfter.slice(0, 10)}`,
    ),
  ),
]

const clientLines = ({ clients }: TlsFacts): string[] =>
  [
    ...Map.groupBy(clients, ({ state, version, group, alert }) =>
      [version, group ?? '', state === 'accepted' ? '' : state, alert && `(${alert})`]
        .filter(Boolean)
        .join(' '),
    ),
  ].map(([outcome, some]) => `${outcome}: ${some.map(({ client }) => client).join(', ')}`)
