import type { FindingRow } from './row.ts'

/** The same of SSH servers. */
export const SSH_FINDINGS = [
  {
    id: 'weak-ssh',
    side: 'key-exchange',
    level: 'warning',
    title: 'The SSH server offers algorithms that are weak without a quantum computer.',
    why: 'SHA-1 signatures, DSA and Diffie-Hellman with 1,024 bits are deprecated (RFC 9142) or broken.',
    remedy: 'Remove them with KexAlgorithms and HostKeyAlgorithms in sshd_config.',
    next: 'switch off the key exchange methods with SHA-1',
    need: { kind: 'obsolete', rank: 7 },
    sarif: { id: 'PQC3001', name: 'WeakSshAlgorithm', severity: 5.9, cwe: [327] },
    standards: ['RFC 9142', 'RFC 8332'],
  },
  {
    id: 'ssh-truncation',
    side: 'key-exchange',
    level: 'note',
    title: 'The SSH server does not announce strict key exchange.',
    why: 'Without it, and with ChaCha20-Poly1305 or CBC with encrypt-then-MAC, somebody in between can cut messages from the start of a session (Terrapin, CVE-2023-48795).',
    remedy: 'Update the server: OpenSSH has it since 9.6.',
    sarif: { id: 'PQC3002', name: 'SshWithoutStrictKeyExchange', severity: 5.9, cwe: [354] },
    standards: ['OpenSSH PROTOCOL §1.9', 'CVE-2023-48795'],
  },
  {
    id: 'classical-host-key',
    side: 'authentication',
    level: 'note',
    title: 'The host keys of the SSH server can be forged once a large quantum computer exists.',
    why: 'They protect connections until that day and no longer. Nothing that is recorded today is lost by them.',
    remedy: 'Wait for ML-DSA host keys in your SSH server: OpenSSH has none yet.',
    risk: { weight: 0.1, driver: 'classical signatures' },
    need: { kind: 'certificate', rank: 5 },
    standards: ['draft-sfluhrer-ssh-mldsa'],
  },
] as const satisfies readonly FindingRow[]
