import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

/** `gnutls-serv` of Debian 13 with a priority string. */
const server = (
  name: string,
  keys: readonly (keyof Material['keys'])[],
  priority: string,
  options: (material: Material) => string[] = () => [],
  known: Known = { clientCertificate: 'requested' },
): Configuration => ({
  stack: 'GnuTLS 3.8',
  name,
  needs: ['/usr/bin/gnutls-serv'],
  known,
  run: (port, material) => ({
    command: [
      ...['gnutls-serv', '--http', '--port', String(port), '--priority', priority],
      ...keys.flatMap((key) => [
        ...['--x509certfile', `${material.keys[key]}.pem`, '--x509keyfile', `${material.keys[key]}.key`],
      ]),
      ...options(material),
    ],
    env: { GNUTLS_SYSTEM_PRIORITY_FILE: '/dev/null' },
  }),
})

export const GNUTLS: readonly Configuration[] = [
  server('NORMAL', ['rsa', 'p256'], 'NORMAL'),
  server('only finite fields', ['rsa'], 'NORMAL:-GROUP-ALL:+GROUP-FFDHE2048:+GROUP-FFDHE4096:-ECDHE-RSA'),
  server(
    'TLS 1.0 with RC4 and 3DES',
    ['rsa'],
    'NONE:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:+SHA1:+MD5:+RSA:+SIGN-ALL:+COMP-NULL:%VERIFY_ALLOW_BROKEN',
  ),
  server(
    'DHE and static RSA, no Encrypt-then-MAC, no Extended Master Secret',
    ['rsa'],
    'NORMAL:%NO_ETM:%NO_SESSION_HASH:-VERS-TLS1.3:-KX-ALL:+DHE-RSA:+RSA',
  ),
  server(
    'anonymous and static key exchange',
    ['rsa'],
    'NORMAL:-VERS-ALL:+VERS-TLS1.2:+ANON-ECDH:+ANON-DH:+RSA',
  ),
  server('TLS 1.3 alone, no tickets', ['p384'], 'NORMAL:-VERS-ALL:+VERS-TLS1.3', () => ['--noticket']),
  server('X448 and Ed448', ['ed448'], 'SECURE256:-GROUP-ALL:+GROUP-X448'),
  server(
    'the order of the server',
    ['p256'],
    'NORMAL:%SERVER_PRECEDENCE:-GROUP-ALL:+GROUP-SECP384R1:+GROUP-X25519',
  ),
]
