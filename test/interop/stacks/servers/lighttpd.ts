import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

type Module = 'openssl' | 'gnutls' | 'mbedtls' | 'wolfssl' | 'nss'

/** lighttpd of Debian 13 with one of its five TLS modules. */
const server = (
  module: Module,
  name: string,
  key: keyof Material['keys'],
  options: (material: Material) => string = () => '',
  known: Known = {},
): Configuration => ({
  stack: `lighttpd 1.4.79 with mod_${module}`,
  name,
  needs: ['/usr/sbin/lighttpd', `/usr/lib/lighttpd/mod_${module}.so`],
  known,
  run: (port, material) => ({
    command: [
      ...['lighttpd', '-D', '-f'],
      material.write(
        `lighttpd-${port}.conf`,
        `server.modules = ("mod_${module}")
server.document-root = "${material.inside}"
server.bind = "127.0.0.1"
server.port = ${port}
ssl.engine = "enable"
ssl.pemfile = "${material.keys[key]}.pem"
ssl.privkey = "${material.keys[key]}.key"
${options(material)}
`,
      ),
    ],
  }),
})

const conf = (commands: Record<string, string>): string =>
  `ssl.openssl.ssl-conf-cmd = (${Object.entries(commands)
    .map(([key, value]) => `"${key}" => "${value}"`)
    .join(', ')})`

export const LIGHTTPD = [
  server('openssl', 'as installed', 'rsa'),
  server('openssl', 'TLS 1.2 with two suites', 'p256', () =>
    conf({
      MaxProtocol: 'TLSv1.2',
      CipherString: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305',
    }),
  ),
  server('gnutls', 'as installed', 'p256'),
  server('gnutls', 'TLS 1.0 to 1.2', 'rsa', () => conf({ MinProtocol: 'TLSv1.0', MaxProtocol: 'TLSv1.2' })),
  server('mbedtls', 'as installed', 'rsa'),
  server('wolfssl', 'as installed', 'rsa'),
  server('wolfssl', 'TLS 1.2 alone', 'p384', () => conf({ MaxProtocol: 'TLSv1.2' })),
  server('nss', 'as installed', 'rsa'),
  server('nss', 'TLS 1.3 alone', 'p256', () => conf({ MinProtocol: 'TLSv1.3' })),
]
