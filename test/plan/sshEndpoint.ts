import { judgeSshAuthentication, judgeSshKeyExchange } from '../../src/assess/ssh.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { SshFacts } from '../../src/model/ssh.ts'
import { sshHostKey, sshKex } from '../../src/registry/ssh.ts'
import { inventoryEndpoint } from './endpoints.ts'

/** An SSH server that offers these methods, in this order. */
export const sshEndpoint = (methods: string, software?: string): InventoryEndpoint => {
  const ssh: SshFacts = {
    connection: 'open',
    state: 'accepted',
    keyExchange: methods.split(' ').map((name) => ({
      name,
      kind: sshKex(name)?.kind ?? 'unknown',
      weak: sshKex(name)?.weak ?? false,
    })),
    hostKeys: [{ name: 'ssh-ed25519', kind: sshHostKey('ssh-ed25519')?.kind ?? 'unknown', weak: false }],
    ciphers: [],
    macs: [],
    compression: [],
    strictKeyExchange: true,
    timings: {},
  }
  const made = inventoryEndpoint({ url: 'ssh://files.example', ...(software ? { software } : {}) })
  const { prefersClassical: _, ...keyExchange } = judgeSshKeyExchange(ssh)
  return {
    ...made,
    transport: 'ssh',
    addresses: [{ address: '10.0.0.1', port: 22, state: 'open', service: 'ssh', ssh }],
    assessment: { ...made.assessment, keyExchange, authentication: judgeSshAuthentication(ssh) },
  }
}
