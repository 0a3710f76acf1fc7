import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { PlanItem } from '../../src/model/plan.ts'
import { plan } from './planning.ts'
import { sshEndpoint } from './sshEndpoint.ts'

const itemsFor = (endpoint: InventoryEndpoint, ...mandates: string[]): PlanItem[] =>
  plan([endpoint], mandates.length > 0 ? { mandates } : {}).waves.flatMap(({ items }) => items)

const keyExchangeItem = (...of: Parameters<typeof itemsFor>): PlanItem | undefined =>
  itemsFor(...of).find(({ track }) => track === 'key-exchange')

describe('plan: SSH', () => {
  it('a classical OpenSSH gets its setting, and a command that proves it', () => {
    const item = keyExchangeItem(sshEndpoint('curve25519-sha256 ecdh-sha2-nistp256', 'openssh'))
    expect(item?.action.kind).to.equal('upgrade-in-place')
    expect(item?.action.config).to.match(/^KexAlgorithms mlkem768x25519-sha256,/m)
    expect(item?.verify).to.equal('mcp-pqc scan ssh://files.example --fail-on classical')
    expect(item?.why[1]).to.include('curve25519-sha256, ecdh-sha2-nistp256')
  })

  it('a server without such a setting is updated, or gets a jump host', () => {
    const item = keyExchangeItem(sshEndpoint('curve25519-sha256', 'dropbear'))
    expect(item?.action.summary).to.equal('Update Dropbear')
    expect(item?.action.steps.join(' ')).to.include('2025.87')
    expect(item?.action.config).to.include('ProxyJump')
    expect(keyExchangeItem(sshEndpoint('curve25519-sha256'))?.action.summary).to.match(
      /^Update the SSH server/,
    )
  })

  it('a hybrid server that offers SHA-1 is told to disable it', () => {
    const item = keyExchangeItem(sshEndpoint('mlkem768x25519-sha256 diffie-hellman-group14-sha1', 'openssh'))
    expect(item?.why[1]).to.include('even without a quantum computer: diffie-hellman-group14-sha1')
    expect(item?.action.summary).to.equal(
      'Remove the key exchange methods with SHA-1 or 1,024-bit groups in OpenSSH',
    )
  })

  it('a hybrid server needs nothing, except for CNSA 2.0, which no release satisfies', () => {
    const hybrid = sshEndpoint('mlkem768x25519-sha256 curve25519-sha256', 'openssh')
    expect(keyExchangeItem(hybrid)).to.equal(undefined)
    const item = keyExchangeItem(hybrid, 'cnsa-2.0')
    expect(item).to.include({ status: 'blocked', recheck: '2027-07-01' })
    expect(item?.blockedBy[0]).to.equal('no released SSH server is known to offer mlkem1024nistp384-sha384')
    expect(keyExchangeItem(sshEndpoint('mlkem1024nistp384-sha384'), 'cnsa-2.0')).to.equal(undefined)
  })

  it('weak host keys are removed now', () => {
    const [item] = itemsFor(sshEndpoint('mlkem768x25519-sha256', 'openssh', 'ssh-rsa'))
    expect(item).to.include({ track: 'authentication', status: 'open' })
    expect(item?.findings?.[0]).to.equal('weak-host-key')
    expect(item?.action.config).to.include('HostKeyAlgorithms -ssh-rsa')
  })

  it('host keys wait for a standard', () => {
    const [item] = itemsFor(sshEndpoint('mlkem768x25519-sha256'))
    expect(item).to.include({ track: 'authentication', status: 'blocked' })
    expect(item?.action.summary).to.include('host keys')
  })
})
