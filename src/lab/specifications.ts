import type { McpServer } from '@modelcontextprotocol/server'
import type { Expected, ExpectedCertificate } from './expected.ts'
import { calendar } from './servers/calendar.ts'
import { crm } from './servers/crm.ts'
import { hr } from './servers/hr.ts'
import { ledger } from './servers/ledger.ts'
import { mail } from './servers/mail.ts'
import { patientRecords } from './servers/patientRecords.ts'
import { payments } from './servers/payments.ts'
import { secretsVault } from './servers/secretsVault.ts'
import { sourceCode } from './servers/sourceCode.ts'
import { sql } from './servers/sql.ts'
import { tickets } from './servers/tickets.ts'
import { warehouse } from './servers/warehouse.ts'
import { weather } from './servers/weather.ts'
import { wiki } from './servers/wiki.ts'
import type { Setup } from './setup.ts'

export type Specification = {
  name: string
  title: string
  createServer: () => McpServer
  setup: Setup
  expected: Expected
}

const CIPHERS_13 = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256'
const SUITES_13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

const CIPHERS_ECDSA =
  'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256'
const SUITES_ECDSA = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
]

/** What the classical authority issues; the key is the endpoint's own. */
const byClassicalAuthority = { signatureAlgorithm: 'ecdsa-with-SHA256', expired: false }
const P256: ExpectedCertificate = {
  algorithm: 'EC',
  bits: 256,
  parameters: 'secp256r1',
  ...byClassicalAuthority,
}
const P384: ExpectedCertificate = {
  algorithm: 'EC',
  bits: 384,
  parameters: 'secp384r1',
  ...byClassicalAuthority,
}
const ML_DSA_65: ExpectedCertificate = {
  algorithm: 'ML-DSA',
  parameters: 'ML-DSA-65',
  signatureAlgorithm: 'ML-DSA-65',
  expired: false,
}

/** An endpoint of today without anything post-quantum; each specification says where it differs. */
const TLS_13_CLASSICAL: Expected = {
  service: 'tls',
  versions: ['TLS 1.3'],
  groups: ['x25519', 'secp256r1'],
  groupChoice: 'server',
  groups12: [],
  cipherSuites: { 'TLS 1.3': SUITES_13 },
  keyExchange12: [],
  signatureSchemes13: ['ecdsa_secp256r1_sha256'],
  signatureSchemes12: [],
  certificates: [P256],
  clientCertificate: 'none',
  keyExchangeCategory: 'classical',
  authenticationCategory: 'classical',
  classicalAccepted: true,
}

/** TLS 1.2 and before: there are no TLS 1.3 groups, so nobody chooses among them. */
const NO_TLS_13 = {
  ...TLS_13_CLASSICAL,
  groups: [],
  groupChoice: 'unknown',
  signatureSchemes13: [],
} as const satisfies Partial<Expected>

export const SPECIFICATIONS: readonly Specification[] = [
  {
    name: 'patient-records',
    title: 'Patient records: TLS 1.2, static RSA key exchange, RSA-1024',
    createServer: patientRecords,
    setup: {
      versions: ['TLS 1.2', 'TLS 1.2'],
      // Without SECLEVEL=0 OpenSSL takes neither a 1,024-bit key nor anything signed with SHA-1.
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
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'x25519:secp256r1',
      ciphers: CIPHERS_13,
      certificates: [{ key: 'P-256' }],
    },
    expected: TLS_13_CLASSICAL,
  },
  {
    name: 'wiki',
    title: 'Engineering wiki: TLS 1.3, many classical groups, expired certificate',
    createServer: wiki,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'x25519:secp256r1:x448:secp384r1:secp521r1:ffdhe2048',
      ciphers: CIPHERS_13,
      certificates: [{ key: 'P-256', expired: true }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048'],
      certificates: [{ ...P256, expired: true }],
    },
  },
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
    title: 'Human resources: client certificate required, hybrid insisted on where the client can',
    createServer: hr,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      // Two tuples: a client that can do the hybrid group but sent an x25519 key share is asked again.
      groups: 'X25519MLKEM768/x25519:secp256r1',
      ciphers: CIPHERS_13,
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
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'X25519MLKEM768:SecP256r1MLKEM768:x25519',
      ciphers: CIPHERS_13,
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
  {
    name: 'ledger',
    title: 'General ledger: ECDSA and ML-DSA-65 certificates side by side, the client chooses',
    createServer: ledger,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'X25519MLKEM768:x25519',
      ciphers: CIPHERS_13,
      certificates: [{ key: 'P-256' }, { key: 'ML-DSA-65' }],
      choice: 'client',
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['X25519MLKEM768', 'x25519'],
      groupChoice: 'client',
      groupForClassicalShare: 'x25519',
      signatureSchemes13: ['mldsa65', 'ecdsa_secp256r1_sha256'],
      certificates: [P256, ML_DSA_65],
      keyExchangeCategory: 'hybrid',
      authenticationCategory: 'pqc',
    },
  },
  {
    name: 'source-code',
    title: 'Source code: SecP384r1MLKEM1024 and nothing else',
    createServer: sourceCode,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'SecP384r1MLKEM1024',
      ciphers: 'TLS_AES_256_GCM_SHA384',
      certificates: [{ key: 'P-384' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['SecP384r1MLKEM1024'],
      groupChoice: 'single',
      cipherSuites: { 'TLS 1.3': ['TLS_AES_256_GCM_SHA384'] },
      signatureSchemes13: ['ecdsa_secp384r1_sha384'],
      certificates: [P384],
      keyExchangeCategory: 'hybrid',
      classicalAccepted: false,
    },
  },
  {
    name: 'sql',
    title: 'SQL database: ML-KEM without a classical half',
    createServer: sql,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'MLKEM1024/MLKEM768',
      ciphers: CIPHERS_13,
      certificates: [{ key: 'P-256' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['MLKEM1024', 'MLKEM768'],
      keyExchangeCategory: 'pqc',
      classicalAccepted: false,
    },
  },
  {
    name: 'secrets-vault',
    title: 'Secrets vault: ML-DSA-65 certificate only, hybrid groups only',
    createServer: secretsVault,
    setup: {
      versions: ['TLS 1.3', 'TLS 1.3'],
      groups: 'X25519MLKEM768/SecP256r1MLKEM768',
      ciphers: CIPHERS_13,
      certificates: [{ key: 'ML-DSA-65' }],
    },
    expected: {
      ...TLS_13_CLASSICAL,
      groups: ['X25519MLKEM768', 'SecP256r1MLKEM768'],
      signatureSchemes13: ['mldsa65'],
      certificates: [ML_DSA_65],
      keyExchangeCategory: 'hybrid',
      authenticationCategory: 'pqc',
      classicalAccepted: false,
    },
  },
]
