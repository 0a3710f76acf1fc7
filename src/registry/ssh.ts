/**
 * SSH algorithm names (RFC 4250 §4.6.1). Key exchange protects traffic that is recorded today; a host key has to be
 * secure only while it is in use.
 */
export type SshKexRow = {
  name: string
  kind: 'pqc' | 'hybrid' | 'classical' | 'legacy-draft'
  /** Broken or forbidden even without a quantum computer. */
  weak?: boolean
  source: string
}

export type SshHostKeyRow = { name: string; kind: 'pqc' | 'classical'; weak?: boolean; source: string }

const IANA = 'IANA SSH Protocol Parameters: Key Exchange Method Names'
const MLKEM = 'draft-ietf-sshm-mlkem-hybrid-kex'
const OPENSSH = 'OpenSSH PROTOCOL'
const CURVES = 'RFC 8731'
const NIST = 'RFC 5656 §6.3'
const MODP = 'RFC 8268'
const FIRST = 'RFC 4253 §8; RFC 9142 forbids SHA-1'

export const SSH_KEX_ALGORITHMS = [
  { name: 'mlkem768x25519-sha256', kind: 'hybrid', source: `${MLKEM}; default of OpenSSH 10.0` },
  { name: 'mlkem768nistp256-sha256', kind: 'hybrid', source: MLKEM },
  { name: 'mlkem1024nistp384-sha384', kind: 'hybrid', source: MLKEM },
  { name: 'sntrup761x25519-sha512', kind: 'hybrid', source: 'RFC 9941' },
  { name: 'sntrup761x25519-sha512@openssh.com', kind: 'hybrid', source: `${OPENSSH} (since 8.5)` },
  { name: 'sntrup4591761x25519-sha512@tinyssh.org', kind: 'legacy-draft', source: 'OpenSSH 8.0 to 8.4' },
  { name: 'curve25519-sha256', kind: 'classical', source: CURVES },
  { name: 'curve25519-sha256@libssh.org', kind: 'classical', source: `${CURVES} §2 (earlier name)` },
  { name: 'curve448-sha512', kind: 'classical', source: CURVES },
  { name: 'ecdh-sha2-nistp256', kind: 'classical', source: NIST },
  { name: 'ecdh-sha2-nistp384', kind: 'classical', source: NIST },
  { name: 'ecdh-sha2-nistp521', kind: 'classical', source: NIST },
  { name: 'diffie-hellman-group-exchange-sha256', kind: 'classical', source: 'RFC 4419' },
  { name: 'diffie-hellman-group14-sha256', kind: 'classical', source: MODP },
  { name: 'diffie-hellman-group15-sha512', kind: 'classical', source: MODP },
  { name: 'diffie-hellman-group16-sha512', kind: 'classical', source: MODP },
  { name: 'diffie-hellman-group17-sha512', kind: 'classical', source: MODP },
  { name: 'diffie-hellman-group18-sha512', kind: 'classical', source: MODP },
  { name: 'diffie-hellman-group14-sha1', kind: 'classical', weak: true, source: FIRST },
  { name: 'diffie-hellman-group-exchange-sha1', kind: 'classical', weak: true, source: 'RFC 4419; RFC 9142' },
  { name: 'diffie-hellman-group1-sha1', kind: 'classical', weak: true, source: FIRST },
  { name: 'rsa2048-sha256', kind: 'classical', source: `${IANA}; RFC 4432` },
  { name: 'rsa1024-sha1', kind: 'classical', weak: true, source: `${IANA}; RFC 4432; RFC 9142` },
] as const satisfies readonly SshKexRow[]

const RSA_SHA2 = 'RFC 8332'
const ECDSA = 'RFC 5656 §3'
const CERTIFICATES = 'OpenSSH PROTOCOL.certkeys'
const FIDO = 'OpenSSH PROTOCOL.u2f'

export const SSH_HOST_KEY_ALGORITHMS = [
  { name: 'ssh-ed25519', kind: 'classical', source: 'RFC 8709' },
  { name: 'ssh-ed448', kind: 'classical', source: 'RFC 8709' },
  { name: 'ecdsa-sha2-nistp256', kind: 'classical', source: ECDSA },
  { name: 'ecdsa-sha2-nistp384', kind: 'classical', source: ECDSA },
  { name: 'ecdsa-sha2-nistp521', kind: 'classical', source: ECDSA },
  { name: 'rsa-sha2-256', kind: 'classical', source: RSA_SHA2 },
  { name: 'rsa-sha2-512', kind: 'classical', source: RSA_SHA2 },
  { name: 'ssh-rsa', kind: 'classical', weak: true, source: 'RFC 4253 §6.6: SHA-1' },
  { name: 'ssh-dss', kind: 'classical', weak: true, source: 'RFC 4253 §6.6: DSA with 1,024 bits' },
  { name: 'sk-ssh-ed25519@openssh.com', kind: 'classical', source: FIDO },
  { name: 'sk-ecdsa-sha2-nistp256@openssh.com', kind: 'classical', source: FIDO },
  { name: 'ssh-ed25519-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'ecdsa-sha2-nistp256-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'ecdsa-sha2-nistp384-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'ecdsa-sha2-nistp521-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'rsa-sha2-256-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'rsa-sha2-512-cert-v01@openssh.com', kind: 'classical', source: CERTIFICATES },
  { name: 'ssh-rsa-cert-v01@openssh.com', kind: 'classical', weak: true, source: `${CERTIFICATES}: SHA-1` },
  { name: 'sk-ssh-ed25519-cert-v01@openssh.com', kind: 'classical', source: FIDO },
  { name: 'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com', kind: 'classical', source: FIDO },
  { name: 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com', kind: 'classical', source: FIDO },
  { name: 'ssh-mldsa-44', kind: 'pqc', source: 'draft-sfluhrer-ssh-mldsa' },
  { name: 'ssh-mldsa-65', kind: 'pqc', source: 'draft-sfluhrer-ssh-mldsa' },
  { name: 'ssh-mldsa-87', kind: 'pqc', source: 'draft-sfluhrer-ssh-mldsa' },
] as const satisfies readonly SshHostKeyRow[]

/** Names in the list of key exchange methods that are not methods: they announce an extension. */
export const SSH_KEX_SIGNALS: Readonly<Record<string, string>> = {
  'ext-info-s': 'RFC 8308 §2.1',
  'ext-info-c': 'RFC 8308 §2.1',
  'kex-strict-s-v00@openssh.com':
    'OpenSSH PROTOCOL §1.9: strict key exchange, against Terrapin (CVE-2023-48795)',
  'kex-strict-c-v00@openssh.com': 'OpenSSH PROTOCOL §1.9',
}

export const STRICT_KEX = 'kex-strict-s-v00@openssh.com'

const KEX = new Map<string, SshKexRow>(SSH_KEX_ALGORITHMS.map((row) => [row.name, row]))
const HOST_KEYS = new Map<string, SshHostKeyRow>(SSH_HOST_KEY_ALGORITHMS.map((row) => [row.name, row]))

/** undefined: no row. An unknown name is shown as received, with the kind unknown. */
export const sshKex = (name: string): SshKexRow | undefined => KEX.get(name)
export const sshHostKey = (name: string): SshHostKeyRow | undefined => HOST_KEYS.get(name)
