import { compiledWith, pem } from './compiled.ts'

const server = compiledWith({
  stack: 'wolfSSL 5.7',
  source: 'wolfssl.c',
  flags: '-lwolfssl',
  header: '/usr/include/wolfssl/ssl.h',
})

export const WOLFSSL = [
  server('default', (material) => ({ ...pem(material, 'rsa'), alpn: 'h2,http/1.1' })),
  server('TLS 1.3 with an Ed448 certificate', (material) => ({ ...pem(material, 'ed448'), version: '1.3' })),
  server('TLS 1.3 with P-521 and P-384', (material) => ({
    ...pem(material, 'p521'),
    version: '1.3',
    groups: '0019,0018',
  })),
  server('TLS 1.2 with DHE of 1,024 bits and static RSA', (material) => ({
    ...pem(material, 'rsa'),
    version: '1.2',
    suites: 'DHE-RSA-AES128-SHA256:AES256-SHA256',
    dh: material.dh1024,
  })),
  server('TLS 1.2 with an ECDSA certificate', (material) => ({ ...pem(material, 'p256'), version: '1.2' })),
  server(
    'client certificate required',
    (material) => ({
      ...pem(material, 'p256'),
      ca: material.ca,
      auth: 'required',
    }),
    { clientCertificate: 'required', clientKey: 'p384' },
  ),
]
