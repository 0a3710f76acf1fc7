import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { SshFacts } from '../../model/ssh.ts'

/** The first thing to do about an endpoint's key exchange, for whoever runs it; undefined where it is in order. */
export const nextStep = ({ assessment, addresses, url }: InventoryEndpoint): string | undefined => {
  const tls = addresses.flatMap((address) => address.tls ?? [])
  const ssh = addresses.flatMap((address) => address.ssh ?? [])
  const { category } = assessment.keyExchange
  if (ssh.length > 0 && category !== 'unknown') return sshStep(ssh, category)
  if (category === 'plaintext') return 'serve it over TLS 1.3, with X25519MLKEM768 as its first group'
  if (category === 'unknown') return `find out why: mcp-pqc scan --explain ${url}`
  if (category === 'legacy-draft') return 'replace the draft with X25519MLKEM768'
  if (category === 'classical') {
    return tls.every(({ versions }) => versions['TLS 1.3'].state === 'accepted')
      ? 'add X25519MLKEM768 as its first group'
      : 'switch on TLS 1.3, with X25519MLKEM768 as its first group'
  }
  if (tls.some(({ groups }) => groups.some(({ rank, kind }) => rank === 1 && kind === 'classical')))
    return 'make its hybrid group the first in its order'
  return tls.some(({ versions }) => OBSOLETE.some((version) => versions[version].state === 'accepted'))
    ? 'switch off TLS 1.1 and older'
    : undefined
}

const sshStep = (ssh: readonly SshFacts[], category: string): string | undefined => {
  if (category !== 'hybrid' && category !== 'pqc')
    return 'offer mlkem768x25519-sha256 first (OpenSSH 9.9 and newer)'
  return ssh.some(({ keyExchange }) => keyExchange.some(({ weak }) => weak))
    ? 'switch off the key exchange methods with SHA-1'
    : undefined
}

const OBSOLETE = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const
