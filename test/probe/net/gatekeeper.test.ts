import { expect } from 'chai'
import { resolveInScope, specialAddress } from '../../../src/probe/net/gatekeeper.ts'

describe('addresses that metadata may not name', () => {
  for (const [address, what] of Object.entries({
    '8.8.8.8': undefined,
    '172.15.255.255': undefined,
    '172.16.0.1': 'private',
    '10.1.2.3': 'private',
    '100.64.0.1': 'shared address space',
    '127.8.9.10': 'loopback',
    '169.254.169.254': 'link-local',
    '0.0.0.0': 'this network',
    '255.255.255.255': 'reserved',
    '2606:4700::1111': undefined,
    '::1': 'loopback',
    '::': 'unspecified',
    'fe80::1%eth0': 'link-local',
    'fd12::1': 'unique-local',
    '::ffff:8.8.8.8': undefined,
    '::ffff:192.168.0.1': 'private',
    '::7f00:1': 'loopback',
    '64:ff9b::a9fe:a9fe': 'link-local',
    '64:ff9b::808:808': undefined,
    '2002:a00:1::': 'private',
    'no address': 'no address',
  })) {
    it(`${address}: ${what ?? 'on the Internet'}`, () => expect(specialAddress(address)).to.equal(what))
  }

  it('are fit where the user named the host, or the address', async () => {
    const resolve = async (): Promise<string[]> => ['10.0.0.7']
    expect(await resolveInScope('a.test', (one) => one === 'a.test', resolve)).to.deep.equal({
      address: '10.0.0.7',
    })
    expect(await resolveInScope('a.test', (one) => one === '10.0.0.7', resolve)).to.deep.equal({
      address: '10.0.0.7',
    })
    expect(await resolveInScope('a.test', () => false, resolve)).to.have.property('refused')
  })

  it('a name without an address is refused', async () =>
    expect(
      await resolveInScope(
        'a.test',
        () => true,
        async () => [],
      ),
    ).to.have.property('refused'))
})
