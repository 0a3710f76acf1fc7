/** How to enable post-quantum TLS in a server software, a library or a platform. */
export type RemediationRow = {
  /** As `src/registry/tls/software.ts` names what it recognises. */
  id: string
  name: string
  /** What it requires, as a noun phrase: a version, a library. */
  from: string
  /** A sentence: how to check that. */
  check?: string
  /** Configuration for X25519MLKEM768 first, then the classical groups that current clients need. */
  hybrid?: string
  /** The same for ML-KEM-1024 and nothing else (CNSA 2.0). */
  strict?: string
  /** A second certificate in addition to the classical one; CERTIFICATE stands for the path without its ending. */
  secondCertificate?: string
  /** The company that terminates TLS there, if nothing can be configured: it has to be asked. */
  operator?: string
  /** A sentence: what makes it fail silently. */
  trap: string
  rollback: string
  /** Working days for one endpoint, from the change to its verification. */
  effortDays: readonly [number, number]
  source: string
  asOf: string
}

export const AS_OF = '2026-11-22'

/**
 * OpenSSL's list of groups. The slash ends a tuple (SSL_CTX_set1_groups_list(3), from 3.5): a client that supports the
 * first tuple is asked for it even if it prefers X25519. With a colon there, nginx and Apache httpd follow the client's
 * order.
 */
export const HYBRID_LIST = 'X25519MLKEM768/X25519:prime256v1:secp384r1'
export const STRICT_LIST = 'SecP384r1MLKEM1024'
