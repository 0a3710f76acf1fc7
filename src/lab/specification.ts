import type { McpServer } from '@modelcontextprotocol/server'
import type { AuthenticationCategory, KeyExchangeCategory } from '../model/assessment.ts'
import type { VersionName } from '../model/questions/names.ts'
import type { TlsFacts } from '../model/tls.ts'

/** One endpoint of the lab: how it is set up, and what a scan has to find. */
export type Specification = {
  name: string
  title: string
  createServer: () => McpServer
  setup: Setup
  expected: Expected
}

export type KeySetup = 'RSA-1024' | 'RSA-2048' | 'RSA-PSS-2048' | 'P-256' | 'P-384' | 'Ed25519' | 'ML-DSA-65'

export type CertificateSetup = { key: KeySetup; expired?: true }

/** Node.js does not support SSL 3.0. */
export type ServedVersion = Exclude<VersionName, 'SSL 3.0'>

/** How a listener is set up, with the names of OpenSSL and Node.js. */
export type TlsSetup = {
  /** Lowest and highest. */
  versions: readonly [ServedVersion, ServedVersion]
  /**
   * An OpenSSL 3.5 group list. Between tuples (`/`) the server's order wins, at the price of a HelloRetryRequest;
   * within a tuple (`:`) a group whose key share already came wins over one that would have to be asked for.
   */
  groups?: string
  ciphers: string
  signatureAlgorithms?: string
  /** One identity for each; the client's signature_algorithms decide which is presented. */
  certificates: readonly CertificateSetup[]
  /** `client`: among cipher suites, and among groups of one tuple, the client's order decides. */
  choice?: 'server' | 'client'
  clientCertificate?: 'required'
  /** DHE in TLS 1.2 and before; OpenSSL chooses a prime as long as the RSA key. */
  dhe?: true
}

/** `http`: no TLS at all. */
export type Setup = 'http' | TlsSetup

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
