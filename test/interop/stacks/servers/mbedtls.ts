import { PSK } from '../configuration.ts'
import { compiledWith, pem } from './compiled.ts'

const server = compiledWith({
  stack: 'mbedTLS 3.6',
  source: 'mbedtls.c',
  flags: '-lmbedtls -lmbedx509 -lmbedcrypto',
  header: '/usr/include/mbedtls/ssl.h',
})

const STATIC_ECDH = 'TLS-ECDH-RSA-WITH-AES-128-GCM-SHA256,TLS-ECDH-ECDSA-WITH-AES-128-GCM-SHA256'

export const MBEDTLS = [
  server('default', (material) => ({ ...pem(material, 'rsa'), tickets: '1' })),
  server('RSA and ECDSA certificates, ALPN', (material) => ({
    ...pem(material, 'rsa'),
    ...pem(material, 'p384', '2'),
    alpn: 'http/1.1',
  })),
  server('TLS 1.2 with the curves Brainpool and secp256k1', (material) => ({
    ...pem(material, 'rsa'),
    max: '1.2',
    groups: '001c,001b,001a,0016',
  })),
  server('TLS 1.3 with finite fields alone', (material) => ({
    ...pem(material, 'p256'),
    min: '1.3',
    groups: '0100,0101',
  })),
  server(
    'client certificate required',
    (material) => ({
      ...pem(material, 'p256'),
      ca: material.ca,
      auth: 'required',
    }),
    { clientCertificate: 'required', clientKey: 'rsa' },
  ),
  server('static ECDH', (material) => ({ ...pem(material, 'p256'), max: '1.2', suites: STATIC_ECDH })),
  server('static RSA, in the order of the client', (material) => ({
    ...pem(material, 'rsa'),
    max: '1.2',
    order: 'client',
    suites: 'TLS-RSA-WITH-AES-128-CBC-SHA,TLS-RSA-WITH-AES-256-CCM,TLS-RSA-WITH-CAMELLIA-128-CBC-SHA',
  })),
  server('pre-shared key, and no certificate in TLS 1.2', () => ({ psk: PSK, max: '1.2' }), { psk: 'alone' }),
  server('P-384 and P-521 alone, ECDSA certificate', (material) => ({
    ...pem(material, 'p521'),
    groups: '0018,0019',
    schemes: '0603,0503',
    tickets: '1',
  })),
  server('pre-shared key and certificate', (material) => ({ ...pem(material, 'p256'), psk: PSK }), {
    psk: 'optional',
  }),
  server('one scheme and one group', (material) => ({
    ...pem(material, 'rsa'),
    groups: '001d',
    schemes: '0806,0601',
  })),
]
