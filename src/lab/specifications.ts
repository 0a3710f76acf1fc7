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
import type { Specification, TlsSetup } from './specification.ts'

const CIPHERS_13 = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256'

const CIPHERS_ECDSA =
  'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256'

const TLS_13 = {
  versions: ['TLS 1.3', 'TLS 1.3'],
  ciphers: CIPHERS_13,
} as const satisfies Partial<TlsSetup>

/** Every endpoint of the lab, from legacy to post-quantum. */
export const SPECIFICATIONS: readonly Specification[] = [
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
  },
  {
    name: 'tickets',
    title: 'Service desk tickets: plaintext HTTP',
    createServer: tickets,
    setup: 'http',
  },
  {
    name: 'crm',
    title: 'Customer relations: TLS 1.3, classical groups only',
    createServer: crm,
    setup: { ...TLS_13, groups: 'x25519:secp256r1', certificates: [{ key: 'P-256' }] },
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
  },
  {
    name: 'ledger',
    title: 'General ledger: ECDSA and ML-DSA-65 certificates, the client chooses',
    createServer: ledger,
    setup: {
      ...TLS_13,
      groups: 'X25519MLKEM768:x25519',
      certificates: [{ key: 'P-256' }, { key: 'ML-DSA-65' }],
      choice: 'client',
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
  },
  {
    name: 'sql',
    title: 'SQL database: ML-KEM without a classical half',
    createServer: sql,
    setup: { ...TLS_13, groups: 'MLKEM1024/MLKEM768', certificates: [{ key: 'P-256' }] },
  },
  {
    name: 'secrets-vault',
    title: 'Secrets vault: ML-DSA-65 certificate only, hybrid groups only',
    createServer: secretsVault,
    setup: { ...TLS_13, groups: 'X25519MLKEM768/SecP256r1MLKEM768', certificates: [{ key: 'ML-DSA-65' }] },
  },
]
