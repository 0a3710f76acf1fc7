import type { Configuration, Known } from '../configuration.ts'
import { PSK } from '../configuration.ts'
import type { Material } from '../material.ts'

/** `openssl s_server` of Debian 13. */
const server = (
  name: string,
  key: keyof Material['keys'] | undefined,
  options: (material: Material) => string[],
  known: Known = {},
): Configuration => ({
  stack: 'OpenSSL 3.5',
  name,
  needs: ['/usr/bin/openssl'],
  known,
  run: (port, material) => ({
    command: [
      ...['openssl', 's_server', '-www', '-quiet', '-accept', `127.0.0.1:${port}`],
      ...(key ? pair(material, key) : ['-nocert']),
      ...options(material),
    ],
  }),
})

const pair = ({ keys, ca }: Material, key: keyof Material['keys'], letter = ''): string[] => [
  ...[`-${letter}cert`, `${keys[key]}.pem`, `-${letter}key`, `${keys[key]}.key`],
  ...[letter === '' ? '-cert_chain' : `-${letter}cert_chain`, ca],
]

export const OPENSSL: readonly Configuration[] = [
  server('as installed', 'rsa', () => []),
  server('X25519MLKEM768 alone', 'p256', () => ['-tls1_3', '-groups', 'X25519MLKEM768']),
  server('only finite fields in TLS 1.3', 'rsa', () => ['-tls1_3', '-groups', 'ffdhe2048:ffdhe3072']),
  server('Brainpool curves', 'rsa', () => [
    '-groups',
    'brainpoolP384r1tls13:brainpoolP256r1tls13:brainpoolP384r1:brainpoolP256r1',
  ]),
  server('ML-DSA and ECDSA certificates', 'mldsa', (material) => pair(material, 'p256', 'd')),
  server('TLS 1.0 and 1.1 alone', 'rsa', () => ['-no_tls1_2', '-no_tls1_3', '-cipher', 'ALL:@SECLEVEL=0']),
  server('suites without encryption', 'rsa', () => ['-tls1_2', '-cipher', 'eNULL:@SECLEVEL=0']),
  server('the order of the server', 'p384', () => [
    '-serverpref',
    ...['-groups', 'P-384:P-256:X25519', '-cipher', 'ECDHE+AES128:ECDHE+AES256'],
    ...['-ciphersuites', 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384'],
  ]),
  server('client certificate required', 'rsa', ({ ca }) => ['-Verify', '2', '-CAfile', ca], {
    clientCertificate: 'required',
    clientKey: 'p256',
  }),
  server('client certificate requested', 'rsa', ({ ca }) => ['-verify', '2', '-CAfile', ca], {
    clientCertificate: 'requested',
  }),
  server('P-521 alone, no tickets', 'p521', () => ['-groups', 'P-521', '-no_ticket', '-num_tickets', '0']),
  server('classical tuple first', 'rsa', () => ['-tls1_3', '-groups', 'X25519:P-256/X25519MLKEM768']),
  server('RSASSA-PSS certificate', 'pss', () => ['-groups', 'X25519:P-256']),
  server('Ed25519 and RSA certificates', 'ed25519', (material) => pair(material, 'rsa', 'd')),
  server('one scheme', 'rsa', () => ['-sigalgs', 'rsa_pss_rsae_sha384', '-groups', 'X25519:P-384']),
  server('ML-DSA certificate alone', 'mldsa', () => ['-tls1_3', '-groups', 'MLKEM1024:SecP384r1MLKEM1024']),
  server('anonymous suites', 'rsa', () => ['-tls1_2', '-cipher', 'aNULL:@SECLEVEL=0']),
  server(
    'resumption without a new key exchange',
    'p256',
    () => [...['-tls1_3', '-allow_no_dhe_kex', '-prefer_no_dhe_kex']],
    { facts: { 'resumed TLS 1.3': 'yes' } },
  ),
  server('preferences by tuples, unusual schemes', 'rsa', () => [
    ...['-groups', '*X25519MLKEM768:secp521r1/*x448:ffdhe3072'],
    ...['-sigalgs', 'rsa_pss_rsae_sha512:rsa_pkcs1_sha384'],
  ]),
  server('CBC without Encrypt-then-MAC and Extended Master Secret', 'rsa', () => [
    ...['-tls1_2', '-no_ems', '-no_etm', '-cipher', 'ECDHE+AES+SHA1:AES+SHA256'],
  ]),
  server('RSASSA-PSS certificate, TLS 1.2', 'pss', () => ['-tls1_2']),
  server('Ed25519 certificate, TLS 1.2', 'ed25519', () => ['-tls1_2', '-cipher', 'ECDHE+CHACHA20']),
  server('P-521 certificate, Brainpool in TLS 1.3', 'p521', () => [
    ...['-groups', 'brainpoolP512r1tls13:P-521:brainpoolP512r1'],
  ]),
  server('Brainpool certificate', 'brainpool', () => []),
  server('DSA certificate', 'dsa', () => ['-tls1_2', '-cipher', 'ALL:@SECLEVEL=0']),
  server('1,024 bits of DHE alone', 'rsa', ({ dh1024 }) => [
    ...['-tls1_2', '-dhparam', dh1024, '-cipher', 'DHE+AES256:@SECLEVEL=0'],
  ]),
  server('8,192 bits of DHE alone', 'rsa', ({ dh8192 }) => [
    ...['-tls1_2', '-dhparam', dh8192, '-cipher', 'DHE+AESGCM'],
  ]),
  server('pre-shared key and certificate', 'rsa', () => ['-psk', PSK, '-cipher', 'ECDHE+AESGCM:PSK+AESGCM'], {
    psk: 'optional',
  }),
  server('pre-shared key alone', undefined, () => ['-psk', PSK, '-cipher', 'PSK:@SECLEVEL=0'], {
    psk: 'alone',
  }),
]
