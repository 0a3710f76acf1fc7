import { readFileSync } from 'node:fs'
import { type Configuration, type Known, PSK } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCE = new URL('../sources/server.erl', import.meta.url)

/** ssl of Debian's Erlang; `options` are terms of ssl:listen/2. */
const server = (
  name: string,
  key: keyof Material['keys'] | undefined,
  options: (material: Material) => string[],
  known: Known = {},
): Configuration => ({
  stack: 'Erlang 27',
  name,
  needs: ['/usr/bin/escript'],
  known,
  run: (port, material) => {
    const path = key && material.keys[key]
    const pair = path ? [`{certfile,"${path}.pem"}`, `{keyfile,"${path}.key"}`] : []
    const all = [...pair, ...options(material)]
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
    'pre-shared key alone',
    undefined,
    () => [
      `{psk,<<16#${PSK}:128>>}`,
      "{versions,['tlsv1.2','tlsv1.1']}",
      '{ciphers,["TLS_PSK_WITH_AES_128_CBC_SHA","TLS_DHE_PSK_WITH_AES_128_CBC_SHA","TLS_PSK_WITH_AES_128_GCM_SHA256"]}',
    ],
    { psk: 'alone' },
  ),
  server('TLS 1.2 with two curves and two schemes', 'p384', () => [
    "{versions,['tlsv1.2']}",
    '{eccs,[secp384r1,secp256r1]}',
    '{signature_algs,[{sha384,ecdsa},{sha512,ecdsa}]}',
    '{reuse_sessions,false}',
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
