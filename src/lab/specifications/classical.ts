import { crm } from '../servers/crm.ts'
import { patientRecords } from '../servers/patientRecords.ts'
import { payments } from '../servers/payments.ts'
import { tickets } from '../servers/tickets.ts'
import { warehouse } from '../servers/warehouse.ts'
import { wiki } from '../servers/wiki.ts'
import type { Specification } from '../specification.ts'
import { byClassicalAuthority, NO_TLS_13, P256, TLS_13, TLS_13_CLASSICAL } from './baseline.ts'

/** Endpoints without a post-quantum key exchange. */
export const CLASSICAL: readonly Specification[] = [
  {
    name: 'patient-records',
    title: 'Patient records: TLS 1.2, static RSA key exchange, RSA-1024',
    createServer: patientRecords,
    setup: {
      versions: ['TLS 1.2', 'TLS 1.2'],
      // Without SECLEVEL=0 OpenSSL refuses 1,024-bit keys and SHA-1 signatures.
      ciphers: 'AES128-GCM-SHA256:AES256-SHA:AES128-SHA:@SECLEVEL=0',
      certificates: [{ key: 'RSA-1024' }],
    },
    expected: {
      ...NO_TLS_13,
      versions: ['TLS 1.2'],
      cipherSuites: {
        'TLS 1.2': [
          'TLS_RSA_WITH_AES_128_GCM_SHA256',
          'TLS_RSA_WITH_AES_256_CBC_SHA',
          'TLS_RSA_WITH_AES_128_CBC_SHA',
        ],
      },
      keyExchange12: ['RSA'],
      certificates: [{ algorithm: 'RSA', bits: 1024, ...byClassicalAuthority }],
    },
  },
  {
    name: 'payments',
    title: 'Card payments: TLS 1.2, ECDHE, RSA-2048',
    createServer: payments,
    setup: {
      versions: ['TLS 1.2', 'TLS 1.2'],
      groups: 'secp256r1:x25519',
      ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-SHA',
      signatureAlgorithms: 'rsa_pss_rsae_sha256:rsa_pkcs1_sha256:rsa_pkcs1_sha384',
      certificates: [{ key: 'RSA-2048' }],
    },
    expected: {
      ...NO_TLS_13,
      versions: ['TLS 1.2'],
      groups12: ['secp256r1', 'x25519'],
      cipherSuites: {
        'TLS 1.2': [
          'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
          'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
          'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
        ],
      },
      keyExchange12: ['ECDHE'],
      signatureSchemes12: ['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256', 'rsa_pkcs1_sha384'],
      certificates: [{ algorithm: 'RSA', bits: 2048, ...byClassicalAuthority }],
    },
  },
  {
    name: 'warehouse',
    title: 'Warehouse stock: TLS 1.0 to 1.2, DHE with a 1,024-bit prime, RSA-1024',
    createServer: warehouse,
    setup: {
      versions: ['TLS 1.0', 'TLS 1.2'],
      ciphers: 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0',
      signatureAlgorithms: 'rsa_pkcs1_sha256:rsa_pkcs1_sha1',
      certificates: [{ key: 'RSA-1024' }],
      dhe: true,
    },
    expected: {
      ...NO_TLS_13,
      versions: ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'],
      cipherSuites: {
        'TLS 1.2': [
          'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
          'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
          'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
          'TLS_RSA_WITH_AES_128_CBC_SHA',
        ],
        'TLS 1.1': [
          'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
          'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
          'TLS_RSA_WITH_AES_128_CBC_SHA',
        ],
        'TLS 1.0': [
          'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
          'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
          'TLS_RSA_WITH_AES_128_CBC_SHA',
        ],
      },
      keyExchange12: ['DHE', 'RSA'],
      signatureSchemes12: ['rsa_pkcs1_sha256', 'rsa_pkcs1_sha1'],
      certificates: [{ algorithm: 'RSA', bits: 1024, ...byClassicalAuthority }],
    },
  },
  {
    name: 'tickets',
    title: 'Service desk tickets: plaintext HTTP',
    createServer: tickets,
    setup: 'http',
    expected: {
      ...NO_TLS_13,
      service: 'http',
      versions: [],
      cipherSuites: {},
      certificates: [],
      keyExchangeCategory: 'plaintext',
      authenticationCategory: 'none',
    },
  },
  {
    name: 'crm',
    title: 'Customer relations: TLS 1.3, classical groups only',
    createServer: crm,
    setup: { ...TLS_13, groups: 'x25519:secp256r1', certificates: [{ key: 'P-256' }] },
    expected: TLS_13_CLASSICAL,
  },
  {
    name: 'wiki',
    title: 'Engineering wiki: TLS 1.3, many classical groups, expired certificate',
    createServer: wiki,
    setup: {
      ...TLS_13,
      groups: 'x25519:secp256r1:x448:secp384r1:secp521r1:ffdhe2048',
      certificates: [{ key: 'P-256', expired: true }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048'],
      certificates: [{ ...P256, expired: true }],
    },
  },
]
