import { byName, rowsOf } from './dataFile.ts'
import table from './ssh.json' with { type: 'json' }

/**
 * SSH algorithm names (RFC 4250 §4.6.1). Key exchange protects traffic that is recorded today; a host key has to be
 * secure only while it is in use.
 */
export type SshKexRow = {
  name: string
  kind: 'pqc' | 'hybrid' | 'classical' | 'legacy-draft'
  /** Broken or forbidden even without a quantum computer. */
  weak?: boolean
  /** Of a hybrid: the names of its KEM and of its curve. */
  parts?: readonly [string, string]
  curve?: string
  /** Bits of the modulus of a finite field (RFC 3526); 0: the two sides agree on one. */
  field?: number
  /** Bits of an RSA key, to which the client encrypts. */
  rsa?: number
  source: string
}

export type SshHostKeyRow = {
  name: string
  kind: 'pqc' | 'classical'
  weak?: boolean
  /** The name of its signature in X.509, or of its curve. */
  x509?: string
  curve?: string
  source: string
}

export const SSH_KEX_ALGORITHMS: readonly SshKexRow[] = rowsOf(table.keyExchange)
export const SSH_HOST_KEY_ALGORITHMS: readonly SshHostKeyRow[] = rowsOf(table.hostKeys)

/** Names in the list of key exchange methods that are not methods: they announce an extension. With their sources. */
export const SSH_KEX_SIGNALS: Readonly<Record<string, string>> = table.signals

export const STRICT_KEX = 'kex-strict-s-v00@openssh.com' satisfies keyof typeof table.signals

const kexNamed = byName(SSH_KEX_ALGORITHMS)

/** RFC 4462 §2.3: names of methods with GSS-API end in a hash of the mechanism's OID, in Base64; their rows in `*`. */
const MECHANISM = /^[A-Za-z\d+/=]+$/

/** undefined: no row. An unknown name is shown as received, with the kind unknown. */
export const sshKex = (name: string): SshKexRow | undefined => {
  const end = name.lastIndexOf('-') + 1
  const isGss = name.startsWith('gss-') && MECHANISM.test(name.slice(end))
  return kexNamed(isGss ? `${name.slice(0, end)}*` : name)
}

export const sshHostKey = byName(SSH_HOST_KEY_ALGORITHMS)

type WeakRow = { name: string; source: string }

/** Not encrypted, broken, or no longer offered by OpenSSH; undefined: no such row. */
export const weakSshCipher = byName(rowsOf<WeakRow>(table.weakCiphers))
export const weakSshMac = byName(rowsOf<WeakRow>(table.weakMacs))

/** RFC 8332 §3: the key of `rsa-sha2-256` and `rsa-sha2-512`, and of their certificates, is an `ssh-rsa` key. */
export const sshKeyType = (algorithm: string): string =>
  algorithm.replace(/^rsa-sha2-(256|512)(?=-cert-|$)/, 'ssh-rsa')
