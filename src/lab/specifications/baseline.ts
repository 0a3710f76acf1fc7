import type { Expected, ExpectedCertificate, TlsSetup } from '../specification.ts'

export const CIPHERS_13 = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256'
export const TLS_13 = {
  versions: ['TLS 1.3', 'TLS 1.3'],
  ciphers: CIPHERS_13,
} as const satisfies Partial<TlsSetup>
export const SUITES_13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

export const CIPHERS_ECDSA =
  'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256'
export const SUITES_ECDSA = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
]

/** The part of a certificate that the classical authority decides. */
export const byClassicalAuthority = { signatureAlgorithm: 'ecdsa-with-SHA256', expired: false }
export const P256: ExpectedCertificate = {
  algorithm: 'EC',
  bits: 256,
  parameters: 'secp256r1',
  ...byClassicalAuthority,
}
export const P384: ExpectedCertificate = {
  algorithm: 'EC',
  bits: 384,
  parameters: 'secp384r1',
  ...byClassicalAuthority,
}
export const ML_DSA_65: ExpectedCertificate = {
  algorithm: 'ML-DSA',
  parameters: 'ML-DSA-65',
  signatureAlgorithm: 'ML-DSA-65',
  expired: false,
}

/** A TLS 1.3 endpoint without post-quantum algorithms; each specification overrides what differs. */
export const TLS_13_CLASSICAL: Expected = {
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
export const NO_TLS_13 = {
  ...TLS_13_CLASSICAL,
  groups: [],
  groupChoice: 'unknown',
  signatureSchemes13: [],
} as const satisfies Partial<Expected>
