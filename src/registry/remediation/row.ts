import { NAMED_GROUPS } from '../tls/namedGroups.ts'

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
  /** Configuration for some groups (or SSH methods) and nothing else, with TLS 1.3 only. */
  only?: { groups: readonly string[]; setting: (groups: readonly string[]) => string }
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

/** For software that passes OpenSSL's list on. `setting`: where the list goes. */
export const onlyOpenSsl = (setting: (list: string) => string): NonNullable<RemediationRow['only']> => ({
  groups: NAMED_GROUPS.filter(({ openSsl }) => openSsl).map(({ name }) => name),
  setting: (groups) => setting(groups.join(':')),
})

/** The groups with ML-KEM of Go 1.26 and of JDK 27 (JEP 527). */
export const ECDHE_MLKEM = NAMED_GROUPS.filter(({ source }) => source === 'RFC 10024').map(({ name }) => name)
