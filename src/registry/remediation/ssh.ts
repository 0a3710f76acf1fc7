import { AS_OF, type RemediationRow } from './row.ts'

/** Hybrid first; the classical one behind it for the clients of today. The earlier name of sntrup761 is what OpenSSH before 9.9 knows. */
const METHODS =
  'mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256'

/**
 * SSH servers. None is known to offer key exchange with ML-KEM-1024 in a release, so no row is `strict`; ML-DSA host keys
 * are drafts only (draft-sfluhrer-ssh-mldsa). test/interop/servers/remediation.test.ts tries what can run here.
 */
export const SSH_SERVERS = [
  {
    id: 'openssh',
    name: 'OpenSSH',
    from: '10.0, where mlkem768x25519-sha256 is the default; 9.9 has it too, 8.5 to 9.8 have sntrup761 only (ssh -V tells)',
    hybrid: `# /etc/ssh/sshd_config, then: sshd -t && systemctl reload ssh\nKexAlgorithms ${METHODS}`,
    trap: 'A KexAlgorithms line from an earlier hardening guide silently leaves the hybrid methods out; one that names a method this version has not keeps sshd from starting: sshd -t tells.',
    rollback: 'Put the earlier KexAlgorithms line back and reload; sessions that are open stay open.',
    effortDays: [0.5, 1],
    source: 'https://www.openssh.com/pq.html, sshd_config(5)',
    asOf: AS_OF,
  },
  {
    id: 'dropbear',
    name: 'Dropbear',
    from: '2025.87: its options DROPBEAR_SNTRUP761 and DROPBEAR_MLKEM768 are on by default',
    trap: 'The methods are chosen when it is built: no file of settings changes them.',
    rollback: 'Install the earlier package again.',
    effortDays: [1, 3],
    source: 'https://matt.ucc.asn.au/dropbear/CHANGES',
    asOf: AS_OF,
  },
  {
    id: 'go-ssh',
    name: 'Go x/crypto/ssh',
    from: 'golang.org/x/crypto 0.38 on Go 1.24',
    hybrid:
      'ssh.ServerConfig{Config: ssh.Config{KeyExchanges: nil}} // nil: mlkem768x25519-sha256 first, on Go 1.24',
    trap: 'A KeyExchanges list of its own turns the default off.',
    rollback: 'Build with the earlier version again.',
    effortDays: [1, 3],
    source: 'https://pkg.go.dev/golang.org/x/crypto/ssh#Config',
    asOf: AS_OF,
  },
] as const satisfies readonly RemediationRow[]
