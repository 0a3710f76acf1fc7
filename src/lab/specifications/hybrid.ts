import { calendar } from '../servers/calendar.ts'
import { hr } from '../servers/hr.ts'
import { mail } from '../servers/mail.ts'
import { weather } from '../servers/weather.ts'
import type { Specification } from '../specification.ts'
import {
  byClassicalAuthority,
  CIPHERS_13,
  CIPHERS_ECDSA,
  P384,
  SUITES_13,
  SUITES_ECDSA,
  TLS_13,
  TLS_13_CLASSICAL,
} from './baseline.ts'

/** Endpoints that accept a hybrid group and a classical one, with classical certificates. */
export const HYBRID: readonly Specification[] = [
  {
    name: 'mail',
    title: 'Mailbox: hybrid supported, x25519 preferred',
    createServer: mail,
    setup: {
      versions: ['TLS 1.2', 'TLS 1.3'],
      // Two tuples: a client that sent a key share for the hybrid group is asked again, for x25519.
      groups: 'x25519/X25519MLKEM768',
      ciphers: `${CIPHERS_13}:${CIPHERS_ECDSA}`,
      signatureAlgorithms: 'ecdsa_secp384r1_sha384',
      certificates: [{ key: 'P-384' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      versions: ['TLS 1.3', 'TLS 1.2'],
      groups: ['x25519', 'X25519MLKEM768'],
      groupForClassicalShare: 'x25519',
      groups12: ['x25519'],
      cipherSuites: { 'TLS 1.3': SUITES_13, 'TLS 1.2': SUITES_ECDSA },
      keyExchange12: ['ECDHE'],
      signatureSchemes13: ['ecdsa_secp384r1_sha384'],
      signatureSchemes12: ['ecdsa_secp384r1_sha384'],
      certificates: [P384],
      keyExchangeCategory: 'hybrid',
    },
  },
  {
    name: 'weather',
    title: 'Public weather: hybrid preferred, classical accepted',
    createServer: weather,
    setup: {
      versions: ['TLS 1.2', 'TLS 1.3'],
      // One tuple, as most servers have it: a client that sent only an x25519 key share gets x25519.
      groups: 'X25519MLKEM768:x25519:secp256r1',
      ciphers: `${CIPHERS_13}:${CIPHERS_ECDSA}`,
      signatureAlgorithms: 'ecdsa_secp256r1_sha256',
      certificates: [{ key: 'P-256' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      versions: ['TLS 1.3', 'TLS 1.2'],
      groups: ['X25519MLKEM768', 'x25519', 'secp256r1'],
      groupForClassicalShare: 'x25519',
      groups12: ['x25519', 'secp256r1'],
      cipherSuites: { 'TLS 1.3': SUITES_13, 'TLS 1.2': SUITES_ECDSA },
      keyExchange12: ['ECDHE'],
      signatureSchemes12: ['ecdsa_secp256r1_sha256'],
      keyExchangeCategory: 'hybrid',
    },
  },
  {
    name: 'hr',
    title: 'Human resources: client certificate required, hybrid group required of clients that support it',
    createServer: hr,
    setup: {
      ...TLS_13,
      // Two tuples: a client that can do the hybrid group but sent an x25519 key share is asked again.
      groups: 'X25519MLKEM768/x25519:secp256r1',
      certificates: [{ key: 'P-256' }],
      clientCertificate: 'required',
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['X25519MLKEM768', 'x25519', 'secp256r1'],
      groupForClassicalShare: 'X25519MLKEM768',
      clientCertificate: 'required',
      keyExchangeCategory: 'hybrid',
    },
  },
  {
    name: 'calendar',
    title: 'Calendar: two hybrid groups, Ed25519 and RSA-PSS certificates',
    createServer: calendar,
    setup: {
      ...TLS_13,
      groups: 'X25519MLKEM768:SecP256r1MLKEM768:x25519',
      certificates: [{ key: 'Ed25519' }, { key: 'RSA-PSS-2048' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['X25519MLKEM768', 'SecP256r1MLKEM768', 'x25519'],
      groupForClassicalShare: 'x25519',
      signatureSchemes13: ['ed25519', 'rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'],
      certificates: [
        { algorithm: 'Ed25519', bits: 256, ...byClassicalAuthority },
        { algorithm: 'RSASSA-PSS', bits: 2048, ...byClassicalAuthority },
      ],
      keyExchangeCategory: 'hybrid',
    },
  },
]
