import { compiledWith, pem } from './compiled.ts'

const LIBRARIES = '/usr/lib/x86_64-linux-gnu/android'

export const boringSsl = compiledWith({
  stack: 'BoringSSL of Android 14',
  source: 'boringssl.c',
  flags: `-I/usr/include/android -L${LIBRARIES} -Wl,-rpath,${LIBRARIES} -lssl -lcrypto`,
  header: '/usr/include/android/openssl/ssl.h',
})

export const BORINGSSL = [
  boringSsl('default', (material) => ({ ...pem(material, 'rsa'), alpn: 'h2,http/1.1' })),
  boringSsl(
    'the draft of Kyber in TLS 1.3',
    (material) => ({
      ...pem(material, 'p256'),
      min: '1.3',
      groups: 'X25519KYBER:X25519',
    }),
    { facts: { 'group X25519Kyber768Draft00': 'yes', groupChoice: 'client' } },
  ),
  boringSsl('TLS 1.0 to 1.2 with 3DES, in its own order', (material) => ({
    ...pem(material, 'rsa'),
    min: '1.0',
    max: '1.2',
    order: 'server',
    suites: 'ECDHE-RSA-AES128-SHA:AES128-SHA:AES256-SHA:DES-CBC3-SHA',
  })),
  boringSsl(
    'client certificate required, no tickets',
    (material) => ({
      ...pem(material, 'p256'),
      ca: material.ca,
      auth: 'required',
      tickets: '0',
    }),
    { clientCertificate: 'required', clientKey: 'p384' },
  ),
]
