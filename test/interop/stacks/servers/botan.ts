import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

/** `botan tls_server` of Debian 13; `policy` is the name of a policy, or lines of a file with one. */
const server = (
  name: string,
  key: keyof Material['keys'],
  policy: string,
  known: Known = {},
): Configuration => ({
  stack: 'Botan 3.7',
  name,
  needs: ['/usr/bin/botan'],
  // Whatever the client offers.
  known: { facts: { alpn: 'echo/0.1' }, ignore: PSK_SUITES, ...known },
  run: (port, material) => ({
    command: [
      ...['botan', 'tls_server', `${material.keys[key]}.pem`, `${material.keys[key]}.key`, `--port=${port}`],
      `--policy=${policy.includes('=') ? material.write(`botan-${port}`, policy) : policy}`,
    ],
  }),
})

/** With them it says hello although it has no key: no client gets a connection. */
const PSK_SUITES = Object.fromEntries(
  ['AES_256_GCM_SHA384', 'AES_128_GCM_SHA256', 'AES_128_CCM_SHA256', 'CHACHA20_POLY1305_SHA256'].map(
    (suite) => [`suite TLS 1.2 TLS_ECDHE_PSK_WITH_${suite}`, 'no client gets a connection with it'],
  ),
)

export const BOTAN: readonly Configuration[] = [
  server('default policy', 'p256', 'default'),
  server('BSI policy', 'rsa', 'bsi'),
]
