import { bareHost } from '../../registry/net/host.ts'
import { remediation, settingFor } from '../../registry/remediation/remediation.ts'
import { isPlainHttp } from '../needs.ts'
import { type ActionQuestion, type Chosen, chosen } from './chosen.ts'
import { type Place, placeOf } from './places.ts'
import { clientSteps } from './upgrade.ts'

/**
 * For unknown software, and software without post-quantum TLS: a TLS proxy takes over the port, with a file for the http context
 * of nginx. Tried by test/interop/servers/remediation.test.ts.
 */
export const frontWithGateway = (question: ActionQuestion): Chosen => {
  const { endpoint, policy, need } = question
  const place = placeOf(endpoint)
  const nginx = remediation('nginx')
  const tls = (nginx && settingFor(nginx, policy.groups)) ?? ''
  return chosen('gateway', {
    why: reasonFor(question),
    certificate: isPlainHttp(need)
      ? `Obtain a certificate for ${place.host}, and change the URL in the clients to ${place.url}`
      : `Configure the server’s present certificate in nginx: the clients’ URL stays ${place.url}`,
    clients: clientSteps(endpoint, policy),
    port: String(place.port),
    listen: isIPv6(place) ? `[::]:${place.port}` : String(place.port),
    upstream: String(upstreamPort(place)),
    host: place.host,
    file: fileName(place),
    tls: tls.split('\n').map((line) => `    ${line}`),
    scheme: isPlainHttp(need) ? 'http' : 'https',
    ownGateway: policy.groups ? [] : ownGateway(place),
  })
}

const reasonFor = ({ endpoint: { software }, need, policy }: ActionQuestion): string => {
  if (isPlainHttp(need)) return 'it does not support TLS'
  if (software === undefined) return 'the software that terminates TLS is unknown'
  return policy.groups
    ? `${software.name} has no known setting for ${policy.groups.join(' or ')}`
    : `${software.name} has no known setting for hybrid key exchange`
}

/** A loopback port that is free on most machines and resembles the public one. */
const upstreamPort = ({ port }: Place): number => (port < 10_000 ? port + 10_000 : port - 1_000)

/** A port alone is one of IPv4 to nginx. */
const isIPv6 = ({ host }: Place): boolean => host.startsWith('[')

/** As comments, so that nginx can read the file. `mcp-pqc serve` cannot be restricted to other groups. */
const ownGateway = (place: Place): string[] => [
  '# Or use the gateway of mcp-pqc instead of nginx: TLS 1.3 only; then the server must listen with plain HTTP on loopback.',
  `#   mcp-pqc serve --host ${isIPv6(place) ? '::' : '0.0.0.0'} --port ${place.port} --name ${bareHost(place.host)} \\`,
  `#     --cert /etc/ssl/certs/${fileName(place)}.pem --key /etc/ssl/private/${fileName(place)}.key \\`,
  `#     --allow-classical --upstream http://127.0.0.1:${upstreamPort(place)}${safePath(place)}`,
  // A directive that follows in a larger file must not become part of the comment.
  '',
]

/** A path from a registry could end the comment or hold shell syntax. */
const safePath = ({ path }: Place): string => (/^[\w./~-]*$/.test(path) ? path : '/')

const fileName = ({ host }: Place): string => host.replace(/[^\w.-]/g, '_')
