import type { McpServer } from '@modelcontextprotocol/server'
import type { VersionName } from '../model/questions/names.ts'
import { serverNamed } from './servers/servers.ts'
import table from './specifications.json' with { type: 'json' }

/** One endpoint of the lab. test/lab/expected.ts has what a scan has to find there. */
export type Specification = {
  name: string
  title: string
  createServer: () => McpServer
  setup: Setup
}

export type KeySetup = 'RSA-1024' | 'RSA-2048' | 'RSA-PSS-2048' | 'P-256' | 'P-384' | 'Ed25519' | 'ML-DSA-65'

export type CertificateSetup = { key: KeySetup; expired?: true }

/** Node.js does not support SSL 3.0 and 2.0. */
export type ServedVersion = Exclude<VersionName, 'SSL 3.0' | 'SSL 2.0'>

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

/**
 * Every endpoint of the lab, from legacy to post-quantum. A setup states what differs from the baseline: TLS 1.3 with all
 * of its usual suites. test/lab/specifications.test.ts checks the rows.
 */
export const SPECIFICATIONS = table.endpoints.map(({ name, title, setup }) => ({
  name,
  title,
  createServer: () => serverNamed(name),
  setup: typeof setup === 'string' ? setup : { ...table.baseline, ...setup },
})) as readonly Specification[]
