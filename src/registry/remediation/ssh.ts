import { AS_OF, type RemediationRow } from './row.ts'

/** Hybrid first, then the classical one for current clients. OpenSSH earlier than 9.9 knows sntrup761 by its @openssh.com name. */
const METHODS =
  'mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256'

/**
 * SSH servers. No release is known to offer key exchange with ML-KEM-1024, so no row has `only`; ML-DSA host keys are
 * drafts only (draft-sfluhrer-ssh-mldsa). test/interop/servers/ssh.test.ts tests those that run here.
 */
export const SSH_SERVERS = [
  {
    id: 'openssh',
    name: 'OpenSSH',
    from: '10.0 or later, where mlkem768x25519-sha256 is the default (9.9 has it too; 8.5 to 9.8 have sntrup761 only)',
    check:
      'Run ssh -V on the server: 9.9 or later has mlkem768x25519-sha256; 8.5 to 9.8 have sntrup761x25519-sha512 only.',
    hybrid: `# /etc/ssh/sshd_config, then: sshd -t && systemctl reload ssh\nKexAlgorithms ${METHODS}`,
    trap: 'An existing KexAlgorithms line silently disables the hybrid methods. A method that this version does not know keeps sshd from starting: run sshd -t first.',
    rollback: 'Restore the previous KexAlgorithms line and reload sshd; open sessions continue.',
    effortDays: [0.5, 1],
    source: 'https://www.openssh.com/pq.html, sshd_config(5)',
    asOf: AS_OF,
  },
  {
    id: 'dropbear',
    name: 'Dropbear',
    from: '2025.87 or later, where DROPBEAR_SNTRUP761 and DROPBEAR_MLKEM768 are enabled by default',
    trap: 'The methods are chosen when it is built: no configuration file changes them.',
    rollback: 'Install the previous package again.',
    effortDays: [1, 3],
    source: 'https://matt.ucc.asn.au/dropbear/CHANGES',
    asOf: AS_OF,
  },
  {
    id: 'go-ssh',
    name: 'Go x/crypto/ssh',
    from: 'golang.org/x/crypto 0.38 or later on Go 1.24 or later',
    hybrid:
      'ssh.ServerConfig{Config: ssh.Config{KeyExchanges: nil}} // nil: mlkem768x25519-sha256 first, on Go 1.24',
    trap: 'An existing KeyExchanges list silently disables the hybrid method.',
    rollback: 'Build the server with the previous version again.',
    effortDays: [1, 3],
    source: 'https://pkg.go.dev/golang.org/x/crypto/ssh#Config',
    asOf: AS_OF,
  },
] as const satisfies readonly RemediationRow[]
