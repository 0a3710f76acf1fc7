import { assess } from '../../src/assess/assess.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { SshFacts } from '../../src/model/ssh.ts'
import { sshHostKey, sshKex } from '../../src/registry/ssh.ts'
import { inventoryEndpoint } from './endpoints.ts'

/** An SSH server that offers these methods, in this order. */
export const sshEndpoint = (
  methods: string,
  software?: string,
  hostKey = 'ssh-ed25519',
): InventoryEndpoint => {
  const ssh: SshFacts = {
    connection: 'open',
    state: 'accepted',
    keyExchange: methods.split(' ').map((name) => ({
      name,
      kind: sshKex(name)?.kind ?? 'unknown',
      weak: sshKex(name)?.weak ?? false,
    })),
    hostKeys: [
      {
        name: hostKey,
        kind: sshHostKey(hostKey)?.kind ?? 'unknown',
        weak: sshHostKey(hostKey)?.weak ?? false,
      },
    ],
    ciphers: [],
    macs: [],
    compression: [],
    strictKeyExchange: true,
    timings: {},
  }
  const made = inventoryEndpoint({ url: 'ssh://files.example', ...(software ? { software } : {}) })
  const addresses: AddressFacts[] = [{ address: '10.0.0.1', port: 22, state: 'open', service: 'ssh', ssh }]
  const judged = assess({ endpoint: made, addresses }, new Date('2026-11-22'))
  const { sensitivity, risk } = made.assessment
  return { ...made, transport: 'ssh', addresses, assessment: { ...judged, sensitivity, risk } }
}
