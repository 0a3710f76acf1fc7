import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { keyName } from '../../../model/questions/key.ts'
import { chainsOf, postQuantumChains, sshOf } from '../../../model/questions/tls.ts'
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
import { notProbedBecause } from '../labels.ts'
import type { Known } from './view.ts'

export const UNKNOWN = 'unknown'

const listed = (values: readonly string[], none = UNKNOWN): string => [...new Set(values)].join(', ') || none

export const purpose = ({ mcp, transport, sources, addresses, stdio }: InventoryEndpoint): string => {
  if (stdio !== undefined || transport === 'stdio')
    return 'MCP over standard input and output of a local process'
  if (sources.some(({ name }) => name?.startsWith('authorization server of ')))
    return 'issues tokens for MCP servers (OAuth)'
  if (addresses.some(({ ssh }) => ssh !== undefined)) return 'SSH'
  if (mcp?.state === 'recognised') return 'MCP (tools and data for AI agents)'
  return mcp?.state === 'not-mcp' ? 'not MCP' : `${UNKNOWN} (named as an MCP endpoint)`
}

export const data = ({ assessment }: InventoryEndpoint): string =>
  listed(assessment.sensitivity.classes.map((one) => one.class))

export const lifetime = ({ assessment }: InventoryEndpoint): string => {
  const years = assessment.sensitivity.shelfLifeYears
  if (!years) return UNKNOWN
  return years[0] === years[1] ? `${years[0]} years` : `${years[0]} to ${years[1]} years`
}

export const owner = ({ ownership }: InventoryEndpoint, { items }: Known): string =>
  ownership?.owner ?? items.find((item) => item.owner !== undefined)?.owner ?? UNKNOWN

const isPlaintext = ({ assessment }: InventoryEndpoint): boolean =>
  assessment.keyExchange.category === 'plaintext'

const nothingSeen = (endpoint: InventoryEndpoint): string | undefined => {
  if (endpoint.transport === 'stdio') return 'none: no network connection'
  const why = notProbedBecause(endpoint)
  return why === undefined ? undefined : `${UNKNOWN}: ${why}`
}

export const protocols = (endpoint: InventoryEndpoint): string =>
  nothingSeen(endpoint) ??
  listed([
    ...(isPlaintext(endpoint) ? ['HTTP without TLS'] : []),
    ...acceptedVersions(endpoint),
    ...(sshOf(endpoint).length > 0 ? ['SSH 2.0'] : []),
  ])

export const suites = (endpoint: InventoryEndpoint): string =>
  nothingSeen(endpoint) ??
  listed(
    [
      ...acceptedSuites(endpoint).map(({ version, suite }) => `${suite} (${version})`),
      ...sshOf(endpoint).flatMap(({ ciphers }) => ciphers.map((cipher) => `${cipher} (SSH 2.0)`)),
    ],
    isPlaintext(endpoint) ? 'none' : UNKNOWN,
  )

export const keyEstablishment = (endpoint: InventoryEndpoint): string =>
  nothingSeen(endpoint) ??
  listed(
    [
      ...acceptedGroups(endpoint).map(({ name }) => name),
      ...olderKeyExchanges(endpoint).map((exchange) =>
        exchange === 'RSA' ? listed(rsaKeys(endpoint), 'RSA') : exchange,
      ),
      ...sshOf(endpoint).flatMap(({ keyExchange }) => keyExchange.map(({ name }) => name)),
    ],
    isPlaintext(endpoint) ? 'none' : UNKNOWN,
  )

const rsaKeys = (endpoint: InventoryEndpoint): string[] =>
  leaves(endpoint)
    .map(({ publicKey }) => keyName(publicKey))
    .filter((name) => name.startsWith('RSA '))

export const keyExchangeBreaks = ({ assessment }: InventoryEndpoint): string => {
  const { category, classicalAccepted } = assessment.keyExchange
  switch (category) {
    case 'plaintext':
      return 'not encrypted'
    case 'unknown':
      return UNKNOWN
    case 'classical':
      return 'yes'
    case 'legacy-draft':
      return 'yes for clients without the Kyber draft; the draft is obsolete'
    default:
      return classicalAccepted === null
        ? `no for post-quantum clients; ${UNKNOWN} whether classical clients are accepted`
        : classicalAccepted
          ? 'no for post-quantum clients; yes for classical clients, which are accepted'
          : 'no'
  }
}

export const signatureBreaks = (endpoint: InventoryEndpoint): string => {
  switch (endpoint.assessment.authentication.category) {
    case 'pqc':
      return postQuantumChains(chainsOf(endpoint)) === 'some'
        ? 'no for clients that verify post-quantum signatures; yes for the others, which get a classical certificate'
        : 'no'
    case 'classical':
      return 'yes'
    case 'none':
      return 'the server is not authenticated'
    default:
      return UNKNOWN
  }
}

export const certificates = (endpoint: InventoryEndpoint): string =>
  nothingSeen(endpoint) ??
  listed(
    [
      ...leaves(endpoint).map(certificate),
      ...sshOf(endpoint).flatMap(({ hostKeys }) => hostKeys.map(({ name }) => `SSH host key ${name}`)),
    ],
    isPlaintext(endpoint) ? 'none' : UNKNOWN,
  )

const certificate = ({
  publicKey,
  signatureAlgorithm,
  notAfter,
  trusted,
  nameMatches,
  sha256,
}: Leaf): string => {
  const ends = Date.parse(notAfter)
  const until = Number.isNaN(ends) ? UNKNOWN : day(ends)
  return [
    `${keyName(publicKey)} signed with ${signatureAlgorithm} until ${until}`,
    trusted === null ? 'trust not checked' : trusted ? 'trusted' : 'not trusted',
    ...(nameMatches === false ? ['name does not match'] : []),
    `SHA-256 ${sha256.slice(0, 16)}…`,
  ].join(' · ')
}

export const migration = (_: InventoryEndpoint, { items }: Known): string =>
  listed(
    items.map(
      ({ track, action, status, deadline }) =>
        `${track}: ${status}, ${action.kind} by ${deadline.date} (${deadline.mandate}${deadline.overdue && status !== 'done' ? ', OVERDUE' : ''})`,
    ),
    'not in the plan given to this report',
  )

export const verification = (_: InventoryEndpoint, { verified }: Known): string =>
  listed(
    verified.map(({ requirement, verdict }) => `${requirement}: ${verdict}`),
    'not in the verification given to this report',
  )

export const findings = (endpoint: InventoryEndpoint): string =>
  listed(endpointFindings(endpoint).map(findingText), 'none')

export const open = (endpoint: InventoryEndpoint): string => listed(notTested(endpoint), 'nothing')
