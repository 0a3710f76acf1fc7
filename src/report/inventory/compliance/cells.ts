import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { answersHttp } from '../../../model/questions/endpoint.ts'
import { keyName } from '../../../model/questions/key.ts'
import { chainsOf, postQuantumChains, sshOf } from '../../../model/questions/tls.ts'
import { addressScope } from '../../../registry/net/host.ts'
import { day } from '../../text/phrases.ts'
import { endpointFindings, findingText } from '../findings.ts'
import {
  acceptedGroups,
  acceptedSuites,
  acceptedVersions,
  type Leaf,
  leaves,
  notTested,
  olderKeyExchanges,
} from '../inUse.ts'
import { notProbedBecause, softwareText, yearsText } from '../labels.ts'
import type { Known } from '../reportInput.ts'
import texts from './views.json' with { type: 'json' }

export const UNKNOWN = 'unknown'
export const PLAIN = 'HTTP without TLS'

export type Cell = (endpoint: InventoryEndpoint, known: Known) => string

const listed = (values: readonly string[], none = UNKNOWN): string => [...new Set(values)].join(', ') || none

/** What was seen; why nothing was, where the endpoint was not probed. */
const seen =
  (values: (endpoint: InventoryEndpoint) => readonly string[]): Cell =>
  (endpoint) => {
    if (endpoint.transport === 'stdio') return 'none: no network connection'
    const why = notProbedBecause(endpoint)
    if (why !== undefined) return `${UNKNOWN}: ${why}`
    return listed(values(endpoint), answersHttp(endpoint) ? 'none' : UNKNOWN)
  }

/** The cells of an endpoint by the names that views.json gives to columns. What cannot be known is `unknown`. */
export const CELLS = {
  unknown: () => UNKNOWN,
  purpose: ({ mcp, transport, sources, addresses, stdio }) => {
    if (stdio !== undefined || transport === 'stdio')
      return 'MCP over standard input and output of a local process'
    if (sources.some(({ name }) => name?.startsWith('authorization server of ')))
      return 'issues tokens for MCP servers (OAuth)'
    if (addresses.some(({ ssh }) => ssh !== undefined)) return 'SSH'
    if (mcp?.state === 'recognised') return 'MCP (tools and data for AI agents)'
    return mcp?.state === 'not-mcp' ? 'not MCP' : `${UNKNOWN} (named as an MCP endpoint)`
  },
  risk: ({ assessment }) => String(assessment.risk.score),
  data: ({ assessment }) => listed(assessment.sensitivity.classes.map((one) => one.class)),
  sensitivity: ({ assessment }) => assessment.sensitivity.tier,
  lifetime: ({ assessment }) => yearsText(assessment.sensitivity.shelfLifeYears),
  personal: ({ assessment }) => {
    const { classes } = assessment.sensitivity
    if (classes.length === 0) return UNKNOWN
    if (classes.some((one) => texts.personal.includes(one.class))) return 'likely'
    return classes.some((one) => one.class === 'unbounded') ? 'possible: broad access' : 'not seen'
  },
  owner: ({ ownership }, { items }) =>
    ownership?.owner ?? items.find((item) => item.owner !== undefined)?.owner ?? UNKNOWN,
  vendor: ({ ownership }) => ownership?.vendor ?? UNKNOWN,
  /** The scope of its addresses: where it runs is not known. */
  hosting: ({ addresses }) => {
    const scopes = new Set(addresses.flatMap(({ address }) => addressScope(address) ?? []))
    return scopes.size === 0 ? UNKNOWN : `${UNKNOWN}; ${[...scopes].join(' and ')} address`
  },
  software: ({ software }) =>
    software ? `${softwareText(software)} (${Math.round(software.confidence * 100)} % sure)` : UNKNOWN,
  services: (endpoint) => {
    if (answersHttp(endpoint)) return 'none: plaintext'
    const { keyExchange, authentication } = endpoint.assessment
    return listed([
      ...(keyExchange.category === 'unknown' ? [] : ['key exchange']),
      ...(['unknown', 'plaintext'].includes(keyExchange.category) ? [] : ['encrypted connection']),
      ...(authentication.category === 'classical' || authentication.category === 'pqc'
        ? ['digital signature (authentication of the server)']
        : []),
    ])
  },
  encrypted: (endpoint) => {
    if (endpoint.transport === 'stdio') return 'no network connection'
    const { category } = endpoint.assessment.keyExchange
    if (category === 'plaintext')
      return answersHttp(endpoint) ? 'NO' : 'NO: only cipher suites without encryption'
    return category === 'unknown' ? UNKNOWN : `yes (${category})`
  },
  protocols: seen((endpoint) => [
    ...(answersHttp(endpoint) ? [PLAIN] : []),
    ...acceptedVersions(endpoint),
    ...(sshOf(endpoint).length > 0 ? ['SSH 2.0'] : []),
  ]),
  suites: seen((endpoint) => [
    ...acceptedSuites(endpoint).map(({ version, suite }) => `${suite} (${version})`),
    ...sshOf(endpoint).flatMap(({ ciphers }) => ciphers.map((cipher) => `${cipher} (SSH 2.0)`)),
  ]),
  keyEstablishment: seen((endpoint) => [
    ...acceptedGroups(endpoint).map(({ name }) => name),
    ...olderKeyExchanges(endpoint).map((exchange) =>
      exchange === 'RSA' ? listed(rsaKeys(endpoint), 'RSA') : exchange,
    ),
    ...sshOf(endpoint).flatMap(({ keyExchange }) => keyExchange.map(({ name }) => name)),
  ]),
  keyExchangeBreaks: ({ assessment }) => {
    const { category, clientsGet, classicalAccepted } = assessment.keyExchange
    if (category !== 'hybrid' && category !== 'pqc') return texts.broken[category]
    if (clientsGet === 'classical')
      return 'yes: clients get a classical key exchange although a post-quantum one is offered'
    if (clientsGet === 'mixed')
      return 'yes for some clients that support post-quantum key exchange, and for classical ones'
    if (classicalAccepted === false) return 'no'
    return `no for post-quantum clients; ${classicalAccepted ? 'yes for classical clients, which are accepted' : `${UNKNOWN} whether classical clients are accepted`}`
  },
  certificates: seen((endpoint) => [
    ...leaves(endpoint).map(certificate),
    ...sshOf(endpoint).flatMap(({ hostKeys }) => hostKeys.map(({ name }) => `SSH host key ${name}`)),
  ]),
  signatureBreaks: (endpoint) => {
    const { category } = endpoint.assessment.authentication
    if (category === 'pqc' && postQuantumChains(chainsOf(endpoint)) === 'some')
      return 'no for clients that verify post-quantum signatures; yes for the others, which get a classical certificate'
    return texts.forged[category]
  },
  migration: (_, { items }) =>
    listed(
      items.map(
        ({ track, action, status, deadline }) =>
          `${track}: ${status}, ${action.kind} by ${deadline.date} (${deadline.mandate}${deadline.overdue && status !== 'done' ? ', OVERDUE' : ''})`,
      ),
      'not in the plan given to this report',
    ),
  verification: (_, { verified }) =>
    listed(
      verified.map(({ requirement, verdict }) => `${requirement}: ${verdict}`),
      'not in the verification given to this report',
    ),
  findings: (endpoint) => listed(endpointFindings(endpoint).map(findingText), 'none'),
  open: (endpoint) => listed(notTested(endpoint), 'nothing'),
} satisfies Record<string, Cell>

const rsaKeys = (endpoint: InventoryEndpoint): string[] =>
  leaves(endpoint)
    .map(({ publicKey }) => keyName(publicKey))
    .filter((name) => name.startsWith('RSA '))

const certificate = (leaf: Leaf): string => {
  const ends = Date.parse(leaf.notAfter)
  const until = Number.isNaN(ends) ? UNKNOWN : day(ends)
  return [
    `${keyName(leaf.publicKey)} signed with ${leaf.signatureAlgorithm} until ${until}`,
    leaf.trusted === null ? 'trust not checked' : leaf.trusted ? 'trusted' : 'not trusted',
    ...(leaf.nameMatches === false ? ['name does not match'] : []),
    `SHA-256 ${leaf.sha256.slice(0, 16)}…`,
  ].join(' · ')
}
