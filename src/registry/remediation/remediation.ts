import { finder, rowsOf } from '../dataFile.ts'
import { NAMED_GROUPS } from '../tls/groups/namedGroups.ts'
import table from './remediation.json' with { type: 'json' }

/**
 * How to enable post-quantum TLS in a server software, a library or a platform. test/interop/servers/remediation.test.ts
 * and ssh.test.ts test the configurations of what runs here.
 */
export type RemediationRow = {
  /** As `src/registry/tls/software/software.ts` names what it recognises. */
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

/** A row of the file: configurations are lists of lines, and `{groups}` stands for the list of groups. */
export type RemediationText = Omit<RemediationRow, 'hybrid' | 'only' | 'secondCertificate'> & {
  hybrid?: readonly string[]
  only?: { groups: keyof typeof GROUPS; setting: readonly string[]; prefix?: string; separator: string }
  secondCertificate?: readonly string[]
}

const GROUPS = {
  OpenSSL: NAMED_GROUPS.filter(({ openSsl }) => openSsl).map(({ name }) => name),
  'Go and JDK': NAMED_GROUPS.filter(({ goAndJdk }) => goAndJdk).map(({ name }) => name),
} as const

/**
 * OpenSSL's list of groups. The slash ends a tuple (SSL_CTX_set1_groups_list(3), from 3.5): a client that supports the
 * first tuple is asked for it even if it prefers X25519. With a colon there, nginx and Apache httpd follow the client's
 * order.
 */
const HYBRID_LIST = 'X25519MLKEM768/X25519:prime256v1:secp384r1'

const text = (lines: readonly string[], groups = ''): string => lines.join('\n').replace('{groups}', groups)

const row = ({ hybrid, only, secondCertificate, ...rest }: RemediationText): RemediationRow => ({
  ...rest,
  ...(hybrid && { hybrid: text(hybrid, HYBRID_LIST) }),
  ...(only && {
    only: {
      groups: GROUPS[only.groups],
      setting: (names) =>
        text(only.setting, names.map((name) => `${only.prefix ?? ''}${name}`).join(only.separator)),
    },
  }),
  ...(secondCertificate && { secondCertificate: text(secondCertificate) }),
})

/** Everything that terminates TLS: servers and proxies, libraries and runtimes, platforms of others. */
export const REMEDIATIONS: readonly RemediationRow[] = rowsOf<RemediationText>([
  ...table.servers,
  ...table.runtimes,
  ...table.platforms,
]).map(row)

/**
 * Hybrid methods first, then the classical one for current clients. OpenSSH earlier than 9.9 knows sntrup761 by its
 * @openssh.com name. No release is known to offer key exchange with ML-KEM-1024, so no row has `only`; ML-DSA host keys
 * are drafts only (draft-sfluhrer-ssh-mldsa).
 */
export const SSH_SERVERS: readonly RemediationRow[] = rowsOf<RemediationText>(table.ssh).map(row)

/** The most likely servers if the software is unknown, in the order in which their configurations are shown. */
export const LIKELY_SERVERS = ['nginx', 'haproxy', 'apache', 'node', 'openssl'] as const

/**
 * When to review whether public certificate authorities issue post-quantum certificates: browsers announced the
 * phases of Merkle Tree Certificates for 2027 (collected November 2026).
 */
export const PUBLIC_PKI_RECHECK = '2027-07-01'

export const remediation = finder([...REMEDIATIONS, ...SSH_SERVERS], ({ id }) => id)

/** Of the groups that a policy allows, those that the software can be restricted to; undefined: any hybrid one will do. */
export const usableGroups = (
  row: RemediationRow,
  allowed: readonly string[] | undefined,
): readonly string[] | undefined => allowed?.filter((name) => row.only?.groups.includes(name))

/** The configuration for the groups that a policy allows; undefined: the software has no such setting. */
export const settingFor = (
  row: RemediationRow,
  allowed: readonly string[] | undefined,
): string | undefined => {
  const groups = usableGroups(row, allowed)
  if (!groups) return row.hybrid
  return groups.length > 0 ? row.only?.setting(groups) : undefined
}
