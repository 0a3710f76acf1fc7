/** How a server software, a library or a platform turns post-quantum TLS on. */
export type RemediationRow = {
  /** As `src/registry/tls/software.ts` names what it recognises. */
  id: string
  name: string
  /** The first version that can, or what it has to be built against. */
  from: string
  /** Configuration for X25519MLKEM768 first, and behind it the classical groups that today's clients need. */
  hybrid?: string
  /** The same for ML-KEM-1024 and nothing else (CNSA 2.0). */
  strict?: string
  /** A second certificate beside the classical one; CERTIFICATE stands for the path without its ending. */
  secondCertificate?: string
  /** Somebody else ends TLS there, and nothing can be configured: who has to be asked. */
  operator?: string
  /** What makes it fail silently. */
  trap: string
  rollback: string
  /** Working days for one endpoint, from the change to its verification. */
  effortDays: readonly [number, number]
  source: string
  asOf: string
}

export const AS_OF = '2026-11-22'

/**
 * OpenSSL's list of groups. The slash ends a class (SSL_CTX_set1_groups_list(3), from 3.5): a client that can do the
 * first class is asked for it even where it would rather use X25519. With a colon there, nginx and Apache httpd leave
 * the choice to the client.
 */
export const HYBRID_LIST = 'X25519MLKEM768/X25519:prime256v1:secp384r1'
export const STRICT_LIST = 'SecP384r1MLKEM1024'
