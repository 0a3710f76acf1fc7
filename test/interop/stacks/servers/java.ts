import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { java } from '../../servers/tlsServers.ts'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCE = fileURLToPath(new URL('../sources/Jsse.java', import.meta.url))

type Options = {
  protocols?: string
  suites?: string
  authentication?: 'required' | 'requested'
  alpn?: string
  properties?: Record<string, string>
}

/** JSSE of Debian's OpenJDK 21. */
const server = (
  name: string,
  keys: readonly (keyof Material['keys'])[],
  { protocols = '-', suites = '-', authentication, alpn = '-', properties = {} }: Options,
  known: Known = {},
): Configuration => ({
  stack: 'Java 21',
  name,
  needs: ['/usr/bin/java', '/usr/bin/javac'],
  known: { ...known, ...(authentication ? { clientCertificate: authentication } : {}) },
  run: (port, material) => {
    cpSync(SOURCE, `${material.outside}/Jsse.java`)
    return java(
      material,
      ...['-Xshare:auto', '-XX:TieredStopAtLevel=1'],
      ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
      ...['Jsse.java', String(port), keys.map((key) => `${material.keys[key]}.p12`).join(',')],
      ...[protocols, suites, authentication ?? '-', alpn],
    )
  },
})

export const JAVA = [
  server('default', ['rsa', 'p256'], { alpn: 'h2,http/1.1' }),
  server('only finite fields in TLS 1.2', ['rsa'], {
    protocols: 'TLSv1.2',
    suites: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    properties: { 'jdk.tls.ephemeralDHKeySize': '1024' },
  }),
  server('P-521 and X448, Ed448 certificate', ['ed448'], {
    protocols: 'TLSv1.3',
    properties: { 'jdk.tls.namedGroups': 'secp521r1,x448' },
  }),
  server('everything that it has, TLS 1.0 and 1.1', ['rsa'], { protocols: 'TLSv1,TLSv1.1', suites: 'all' }),
  server(
    'client certificate required, in the order of the client',
    ['p256'],
    {
      authentication: 'required',
      properties: { clientOrder: 'true', 'jdk.tls.server.enableSessionTicketExtension': 'false' },
    },
    { clientKey: 'rsa' },
  ),
  server('ECDSA with P-521, no tickets, in the order of the client', ['p521'], {
    suites:
      'TLS_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    properties: {
      'jdk.tls.namedGroups': 'secp521r1,secp384r1',
      'jdk.tls.server.enableSessionTicketExtension': 'false',
      clientOrder: 'true',
    },
  }),
  server('client certificate requested in TLS 1.2', ['p384'], {
    protocols: 'TLSv1.2',
    authentication: 'requested',
  }),
]
