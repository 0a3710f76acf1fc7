import type { AuthenticationCategory, KeyExchangeCategory } from '../../src/model/assessment.ts'
import type { VersionName } from '../../src/model/questions/names.ts'
import type { TlsFacts } from '../../src/model/tls.ts'

export type ExpectedCertificate = {
  /** The family, as src/registry/x509/oids.ts has it: `RSA`, `RSASSA-PSS`, `EC`, `Ed25519`, `ML-DSA`. */
  algorithm: string
  bits?: number
  /** The named curve, or the parameter set. */
  parameters?: string
  /** The algorithm of the authority's signature. */
  signatureAlgorithm: string
  expired: boolean
}

/** What a scan has to find. */
export type Expected = {
  service: 'tls' | 'http'
  /** Accepted, highest first. */
  versions: VersionName[]
  /** TLS 1.3 NamedGroups accepted, in the server's order of preference where it has one. */
  groups: string[]
  /** Who chooses when the client sent no key share, or one for each group. */
  groupChoice: TlsFacts['groupChoice']
  /** What a client gets that offers all of `groups` but sent a key share for a classical one only. */
  groupForClassicalShare?: string
  /** ECDHE groups of TLS 1.2 and before. */
  groups12: string[]
  cipherSuites: Partial<Record<VersionName, string[]>>
  keyExchange12: ('RSA' | 'DHE' | 'ECDHE')[]
  signatureSchemes13: string[]
  signatureSchemes12: string[]
  certificates: ExpectedCertificate[]
  clientCertificate: 'none' | 'required'
  keyExchangeCategory: KeyExchangeCategory
  authenticationCategory: AuthenticationCategory
  classicalAccepted: boolean
}

const SUITES_13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

const SUITES_ECDSA = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
]

/** The part of a certificate that the classical authority decides. */
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

/** A TLS 1.3 endpoint without post-quantum algorithms; each specification overrides what differs. */
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

/** TLS 1.2 and before: there are no TLS 1.3 groups to choose from. */
const NO_TLS_13 = {
  ...TLS_13_CLASSICAL,
  groups: [],
  groupChoice: 'unknown',
  signatureSchemes13: [],
} as const satisfies Partial<Expected>

const EXPECTED: Readonly<Record<string, Expected>> = {
  'patient-records': {
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
  payments: {
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
  warehouse: {
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
  tickets: {
    ...NO_TLS_13,
    service: 'http',
    versions: [],
    cipherSuites: {},
    certificates: [],
    keyExchangeCategory: 'plaintext',
    authenticationCategory: 'none',
  },
  crm: TLS_13_CLASSICAL,
  wiki: {
    ...TLS_13_CLASSICAL,
    groups: ['x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048'],
    certificates: [{ ...P256, expired: true }],
  },
  mail: {
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
  weather: {
    ...TLS_13_CLASSICAL,
    versions: ['TLS 1.3', 'TLS 1.2'],
    groups: ['X25519MLKEM768', 'x25519', 'secp256r1'],
    groupForClassicalShare: 'X25519MLKEM768',
    groups12: ['x25519', 'secp256r1'],
    cipherSuites: { 'TLS 1.3': SUITES_13, 'TLS 1.2': SUITES_ECDSA },
    keyExchange12: ['ECDHE'],
    signatureSchemes12: ['ecdsa_secp256r1_sha256'],
    keyExchangeCategory: 'hybrid',
  },
  hr: {
    ...TLS_13_CLASSICAL,
    groups: ['X25519MLKEM768', 'x25519', 'secp256r1'],
    groupForClassicalShare: 'X25519MLKEM768',
    clientCertificate: 'required',
    keyExchangeCategory: 'hybrid',
  },
  calendar: {
    ...TLS_13_CLASSICAL,
    groups: ['X25519MLKEM768', 'SecP256r1MLKEM768', 'x25519'],
    groupForClassicalShare: 'X25519MLKEM768',
    signatureSchemes13: ['ed25519', 'rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'],
    certificates: [
      { algorithm: 'Ed25519', bits: 256, ...byClassicalAuthority },
      { algorithm: 'RSASSA-PSS', bits: 2048, ...byClassicalAuthority },
    ],
    keyExchangeCategory: 'hybrid',
  },
  ledger: {
    ...TLS_13_CLASSICAL,
    groups: ['X25519MLKEM768', 'x25519'],
    groupChoice: 'client',
    groupForClassicalShare: 'x25519',
    signatureSchemes13: ['mldsa65', 'ecdsa_secp256r1_sha256'],
    certificates: [P256, ML_DSA_65],
    keyExchangeCategory: 'hybrid',
    authenticationCategory: 'pqc',
  },
  'source-code': {
    ...TLS_13_CLASSICAL,
    groups: ['SecP384r1MLKEM1024'],
    groupChoice: 'single',
    cipherSuites: { 'TLS 1.3': ['TLS_AES_256_GCM_SHA384'] },
    signatureSchemes13: ['ecdsa_secp384r1_sha384'],
    certificates: [P384],
    keyExchangeCategory: 'hybrid',
    classicalAccepted: false,
  },
  sql: {
    ...TLS_13_CLASSICAL,
    groups: ['MLKEM1024', 'MLKEM768'],
    keyExchangeCategory: 'pqc',
    classicalAccepted: false,
  },
  'secrets-vault': {
    ...TLS_13_CLASSICAL,
    groups: ['X25519MLKEM768', 'SecP256r1MLKEM768'],
    signatureSchemes13: ['mldsa65'],
    certificates: [ML_DSA_65],
    keyExchangeCategory: 'hybrid',
    authenticationCategory: 'pqc',
    classicalAccepted: false,
  },
}

/** What a scan has to find at an endpoint of the lab. */
export const expectedAt = (name: string): Expected => {
  const expected = EXPECTED[name]
  if (expected === undefined) throw new Error(`nothing is expected of ${name}`)
  return expected
}
