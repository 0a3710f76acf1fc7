import { ledger } from '../servers/ledger.ts'
import { secretsVault } from '../servers/secretsVault.ts'
import { sourceCode } from '../servers/sourceCode.ts'
import { sql } from '../servers/sql.ts'
import type { Specification } from '../specification.ts'
import { ML_DSA_65, P256, P384, TLS_13, TLS_13_CLASSICAL } from './baseline.ts'

/** Endpoints that refuse every classical group, or have an ML-DSA certificate. */
export const POST_QUANTUM: readonly Specification[] = [
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
    setup: { ...TLS_13, groups: 'MLKEM1024/MLKEM768', certificates: [{ key: 'P-256' }] },
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
    setup: { ...TLS_13, groups: 'X25519MLKEM768/SecP256r1MLKEM768', certificates: [{ key: 'ML-DSA-65' }] },
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
