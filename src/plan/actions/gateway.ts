import { remediation } from '../../registry/remediation/remediation.ts'
import { clientSteps } from '../clients.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'
import { type Place, placeOf } from './places.ts'
import { configurationOf } from './upgrade.ts'

/** For software that is unknown, or that cannot: a TLS proxy that can takes its place on the port. */
export const frontWithGateway = (question: ActionQuestion): Chosen => {
  const { endpoint, groups, need } = question
  const place = placeOf(endpoint)
  return {
    action: {
      kind: 'front-with-gateway',
      summary: `Put nginx on OpenSSL 3.5 in front of it: ${reasonFor(question)}`,
      steps: [
        `Let the server listen on 127.0.0.1:${upstreamPort(place)} only, on the same machine: what runs between proxy and server is not protected.`,
        ...(need.kind === 'plaintext'
          ? [`Get a certificate for ${place.host}; the clients’ URL becomes ${place.url}`]
          : [`Give nginx the certificate that the server has: the clients’ URL stays ${place.url}`]),
        `Start nginx with the configuration: it takes over port ${place.port}.`,
        ...clientSteps(endpoint, groups !== undefined),
      ],
      config: proxyConfiguration(question, place),
      rollback: `Stop nginx and let the server listen on port ${place.port} again.`,
    },
    effortDays: [1, 5],
    blockedBy: [],
    status: 'open',
  }
}

const reasonFor = ({ endpoint: { software }, need, groups }: ActionQuestion): string => {
  if (need.kind === 'plaintext') return 'it speaks no TLS itself'
  if (software === undefined) return 'nobody knows yet what ends TLS there'
  return groups
    ? `${software.name} has no setting for ML-KEM-1024 that is known`
    : `${software.name} has no setting for it that is known`
}

/** A port of loopback that is free on most machines, and that tells which one it stands for. */
const upstreamPort = ({ port }: Place): number => (port < 10_000 ? port + 10_000 : port - 1_000)

/** A file for the http context of nginx. Tried by test/interop/servers/remediation.test.ts. */
const proxyConfiguration = ({ groups, endpoint }: ActionQuestion, place: Place): string => {
  const nginx = remediation('nginx')
  const tls = (nginx && configurationOf(nginx, groups)) ?? ''
  const scheme = endpoint.assessment.keyExchange.category === 'plaintext' ? 'http' : 'https'
  return [
    '# /etc/nginx/conf.d/mcp-hybrid.conf',
    'server {',
    `    listen ${place.port} ssl;`,
    `    server_name ${place.host};`,
    `    ssl_certificate     /etc/ssl/certs/${fileName(place)}.pem;`,
    `    ssl_certificate_key /etc/ssl/private/${fileName(place)}.key;`,
    ...tls.split('\n').map((line) => `    ${line}`),
    '    location / {',
    `        proxy_pass ${scheme}://127.0.0.1:${upstreamPort(place)};`,
    '        proxy_http_version 1.1;',
    '        proxy_set_header Host $http_host;',
    '        proxy_set_header Connection "";',
    '        proxy_buffering off;      # events of a stream go out at once',
    '        proxy_read_timeout 1h;',
    '    }',
    '}',
    ...(groups ? [] : ownGateway(place)),
  ].join('\n')
}

/** `mcp-pqc serve` asks for TLS 1.3 and has no list with ML-KEM-1024 alone. Comments, so that the file stays one for nginx. */
const ownGateway = (place: Place): string[] => [
  '# Or the gateway of this program instead of nginx: TLS 1.3 only, and the server speaks plain HTTP on loopback.',
  `#   mcp-pqc serve --host 0.0.0.0 --port ${place.port} --name ${place.host.replace(/^\[|\]$/g, '')} \\`,
  `#     --cert /etc/ssl/certs/${fileName(place)}.pem --key /etc/ssl/private/${fileName(place)}.key \\`,
  `#     --allow-classical --upstream http://127.0.0.1:${upstreamPort(place)}${safePath(place)}`,
  // What is put behind it in a larger file must not become part of the comment.
  '',
]

/** A path from a registry could end the comment, or hold what a shell would read. */
const safePath = ({ path }: Place): string => (/^[\w./~-]*$/.test(path) ? path : '/')

const fileName = ({ host }: Place): string => host.replace(/[^\w.-]/g, '_')
