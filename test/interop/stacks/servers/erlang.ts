import { readFileSync } from 'node:fs'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCE = new URL('../sources/server.erl', import.meta.url)

/** ssl of Debian's Erlang; `options` are terms of ssl:listen/2. */
const server = (
  name: string,
  key: keyof Material['keys'],
  options: (material: Material) => string[],
  known: Known = {},
): Configuration => ({
  stack: 'Erlang 27',
  name,
  needs: ['/usr/bin/escript'],
  known,
  run: (port, material) => {
    const path = material.keys[key]
    const all = [`{certfile,"${path}.pem"}`, `{keyfile,"${path}.key"}`, ...options(material)]
    const script = material.write('server.erl', readFileSync(SOURCE, 'utf8'))
    return { command: ['escript', script, String(port), `[${all.join(',')}]`] }
  },
})

export const ERLANG = [
  server('default', 'rsa', () => []),
  server('TLS 1.3 with P-384 and X448', 'p384', () => [
    "{versions,['tlsv1.3']}",
    '{supported_groups,[secp384r1,x448]}',
    '{session_tickets,stateless}',
  ]),
  server('TLS 1.0 to 1.2, in the order of the server', 'rsa', () => [
    "{versions,['tlsv1.2','tlsv1.1',tlsv1]}",
    '{honor_cipher_order,true}',
  ]),
  server(
    'client certificate required, ALPN',
    'p256',
    ({ ca }) => [
      `{cacertfile,"${ca}"}`,
      '{verify,verify_peer}',
      '{fail_if_no_peer_cert,true}',
      '{alpn_preferred_protocols,[<<"http/1.1">>]}',
    ],
    { clientCertificate: 'required', clientKey: 'rsa' },
  ),
]
