import { classicalClients } from '../../assess/clientsGet.ts'
import type { Software, Source } from '../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import {
  answersHttp,
  notProbedBecause as because,
  endpointName as nameOf,
} from '../../model/questions/endpoint.ts'
import { keyName } from '../../model/questions/key.ts'
import { headlineOf } from '../../model/questions/summary.ts'
import { acceptedGroups, chainsOf, isRefused, sshOf, tlsOf } from '../../model/questions/tls.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { sshKeyType } from '../../registry/ssh.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { AUTHENTICATION, KEY_EXCHANGE, type Posture, UNKNOWN_BECAUSE } from './postures.ts'

/** What the configuration, the registry or the lab calls it. */
export const endpointName = (endpoint: Pick<InventoryEndpoint, 'sources'>): string | undefined => {
  const name = nameOf(endpoint)
  return name === undefined ? undefined : sanitize(name, 60)
}

export const endpointUrl = ({ url }: Pick<InventoryEndpoint, 'url'>): string => sanitize(url, 300)

/** `tickets (http://127.0.0.1:8080/mcp)`, or the URL alone. */
export const endpointTitle = (endpoint: InventoryEndpoint): string => {
  const name = endpointName(endpoint)
  return name === undefined ? endpointUrl(endpoint) : `${name} (${endpointUrl(endpoint)})`
}

/** `hybrid X25519MLKEM768`, `hybrid, prefers x25519`, `classical, offers X25519MLKEM768`, `mixed, x25519 for Deno 2`, `classical, RSA`, `unknown: closed`; of SSH the first method of its kind. */
export const keyExchangeText = (endpoint: InventoryEndpoint): string => {
  const { category, preferred } = endpoint.assessment.keyExchange
  const headline = headlineOf(endpoint.assessment)
  const label = labelIn(KEY_EXCHANGE, headline)
  if (category === 'plaintext') return `${label.toUpperCase()}${answersHttp(endpoint) ? '' : ', NULL suites'}`
  if (category === 'unknown') {
    const why = unknownBecause(endpoint)
    return why === undefined ? label : `${label}: ${why}`
  }
  const methods = sshOf(endpoint).flatMap(({ keyExchange }) => keyExchange)
  if (methods.length > 0) {
    const name = methods.find(({ kind }) => kind === category)?.name
    return name === undefined ? label : `${label} ${sanitize(name, 40)}`
  }
  const tls = tlsOf(endpoint)
  const accepted = tls.flatMap(acceptedGroups)
  if (accepted.length === 0) {
    const families = [...new Set(tls.flatMap(({ keyExchange12 }) => keyExchange12))]
    return families.length === 0 ? label : `${label}, ${families.join(' and ')}`
  }
  if (headline !== category) {
    const offered = accepted.find((one) => one.kind === category)?.name ?? category
    const others = headline === 'mixed' ? otherGroup(tls) : undefined
    return `${label}, ${others ?? `offers ${sanitize(offered, 40)}`}`
  }
  const kind = accepted.find(({ name }) => name === preferred)?.kind
  if (preferred !== undefined && kind !== category) return `${label}, prefers ${sanitize(preferred, 40)}`
  const best =
    accepted.find(({ name }) => name === preferred) ?? accepted.find((one) => one.kind === category)
  return `${label} ${sanitize(best?.name ?? '', 40)}`.trim()
}

/** `x25519 for Deno 2`: the clients that get another group than the others. Undefined: it was not asked. */
const otherGroup = (tls: readonly TlsFacts[]): string | undefined => {
  const lesser = tls.flatMap(classicalClients)
  const [first] = lesser
  if (first === undefined) return undefined
  const names = [...new Set(lesser.map(({ client }) => client))]
  const who = names.length === 1 ? sanitize(first.client, 40) : `${names.length} clients`
  return `${sanitize(first.group ?? first.version ?? 'another group', 40)} for ${who}`
}

/** What clients get that can do post-quantum key exchange, as `keyExchange.clientsGet` has it, in words. */
export const clientsGetText = (endpoint: InventoryEndpoint): string => {
  const { category, clientsGet } = endpoint.assessment.keyExchange
  if (category === 'plaintext') return 'no encryption'
  const label = labelIn(KEY_EXCHANGE, clientsGet)
  const clients = tlsOf(endpoint).flatMap((tls) => tls.clients)
  const isNoneConnected = clients.length > 0 && clients.every(isRefused)
  return isNoneConnected ? `${label} (no client runtime that was tested can connect)` : label
}

export const authenticationText = ({ assessment }: InventoryEndpoint): string =>
  labelIn(AUTHENTICATION, assessment.authentication.category)

const labelIn = (postures: readonly Posture<string>[], name: string): string =>
  postures.find(({ category }) => category === name)?.label.toLowerCase() ?? name

/** Why the key exchange is unknown, in two or three words. */
const unknownBecause = ({ problem, addresses }: InventoryEndpoint): string | undefined => {
  if (problem) return problem.code === 'UNRESOLVED' ? 'name does not resolve' : undefined
  const states = [...new Set(addresses.map(({ state, service }) => (state === 'open' ? service : state)))]
  const [state] = states
  if (states.length !== 1 || state === undefined || state === 'tls') return undefined
  // Only a proxy leaves the address of a connection unknown.
  const byProxy = /^(unreachable|timed-out)$/.test(state) && addresses.some(({ address }) => address === null)
  const text = UNKNOWN_BECAUSE[state]
  return byProxy ? `${text} by proxy` : text
}

/** Why an endpoint could not be probed, as it may be shown; undefined where it was. */
export const notProbedBecause = (endpoint: InventoryEndpoint): string | undefined =>
  because(endpoint, sanitize)

/** Whether it counts as one that could not be probed. A server that its client starts has no address to probe. */
export const isUnreached = (endpoint: InventoryEndpoint): boolean =>
  endpoint.transport !== 'stdio' && notProbedBecause(endpoint) !== undefined

/** The keys of its certificates, in the order in which it shows them: `ML-DSA-65, EC secp256r1`; of SSH its host keys. */
export const certificateText = (endpoint: InventoryEndpoint): string => {
  const leaves = chainsOf(endpoint).flatMap((chain) => chain.certificates[0] ?? [])
  const names = [...new Set(leaves.map(({ publicKey }) => sanitize(keyName(publicKey), 40)))]
  if (names.length > 0) return names.join(', ')
  const hostKeys = sshOf(endpoint)
    .flatMap((ssh) => ssh.hostKeys)
    .map(({ name, bits }) =>
      sshKeyType(name) === 'ssh-rsa' ? `RSA ${bits ?? ''}`.trim() : sanitize(name, 40),
    )
  if (hostKeys.length > 0) return [...new Set(hostKeys)].join(', ')
  return endpoint.assessment.authentication.category === 'none' ? 'none' : 'unknown'
}

/** The classes of data, most characteristic first. */
export const dataText = ({ assessment }: InventoryEndpoint): string => {
  const { classes } = assessment.sensitivity
  return classes.length === 0 ? 'data unknown' : classes.map((one) => dataClassText(one.class)).join(', ')
}

/** `unbounded`: the tools reach files, a shell or SQL, so that any data may pass. */
const dataClassText = (name: string): string => (name === 'unbounded' ? 'broad access' : sanitize(name, 40))

/** Where an endpoint was found: `client-config Cursor "github" user /home/me/.cursor/mcp.json:3`. */
export const sourceText = ({ kind, client, name, scope, path, line, disabled }: Source): string =>
  [
    kind,
    client,
    name === undefined ? undefined : `"${name}"`,
    scope,
    path === undefined ? undefined : `${path}${line === undefined ? '' : `:${line}`}`,
    disabled ? '(switched off)' : undefined,
  ]
    .filter((part) => part !== undefined)
    .map((part) => sanitize(part))
    .join(' ')

/** Of the scanned ranges; empty where there are none. */
export const silentText = (count: number): string[] =>
  count === 0
    ? []
    : [
        `Nothing listens on ${plural(count, 'address and port', 'addresses and ports')} of the scanned ranges.`,
      ]

/** `nginx 1.26.2`. */
export const softwareText = ({ name, version }: Pick<Software, 'name' | 'version'>): string =>
  [name, version].filter(Boolean).join(' ')

/** How long data has to stay secret: `10 years`, `5 to 10 years`. */
export const yearsText = (years: readonly [number, number] | null): string => {
  if (years === null) return 'unknown'
  return years[0] === years[1] ? `${years[0]} years` : `${years[0]} to ${years[1]} years`
}
