import type { AuthenticationCategory, KeyExchangeCategory } from '../model/assessment.ts'
import type { VersionName } from '../model/names.ts'
import type { TlsFacts } from '../model/tls.ts'

export type ExpectedCertificate = {
  /** The family, as src/registry/x509/oids.ts has it: `RSA`, `RSASSA-PSS`, `EC`, `Ed25519`, `ML-DSA`. */
  algorithm: string
  bits?: number
  /** The named curve, or the parameter set. */
  parameters?: string
  /** The authority's: what the certificate itself is signed with. */
  signatureAlgorithm: string
  expired: boolean
}

/** What was set up, as a scan ought to find it. */
export type Expected = {
  service: 'tls' | 'http'
  /** Accepted, highest first. */
  versions: VersionName[]
  /** TLS 1.3 NamedGroups accepted, in the server's order of preference where it has one. */
  groups: string[]
  /** Who decides when the client sent no key share, or one for each: what a HelloRetryRequest tells. */
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
