import { expect } from 'chai'
import { refusal, resolveInScope, type Scope } from '../../../src/probe/net/gatekeeper.ts'

const scope = (...named: string[]): Scope => ({
  isNamed: (host) => named.includes(host),
  isExcluded: (host) => host === 'excluded.test' || host === '8.8.4.4',
})

describe('an address may be contacted', () => {
  it('where it is on the Internet and not excluded', () => {
    expect(refusal(scope(), 'a.test', '8.8.8.8')).to.equal(undefined)
    expect(refusal(scope('a.test'), 'a.test', '8.8.4.4')).to.equal('an address that is excluded')
    expect(refusal(scope('excluded.test'), 'excluded.test', '8.8.8.8')).to.equal(
      'an address that is excluded',
    )
  })

  for (const [address, use] of Object.entries({
    '172.16.0.1': 'private',
    '100.64.0.1': 'shared address space',
    '127.8.9.10': 'loopback',
    '169.254.169.254': 'link-local',
    '0.0.0.0': 'this network',
    '255.255.255.255': 'reserved',
    '::1': 'loopback',
    'fe80::1%eth0': 'link-local',
    '::ffff:192.168.0.1': 'private',
    '64:ff9b::a9fe:a9fe': 'link-local',
    '2002:a00:1::': 'private',
  })) {
    it(`where the user named ${address}, or the host that leads there`, () => {
      const refused = `a ${use} address that was not in scope`
      expect(refusal(scope(), 'a.test', address)).to.equal(refused)
      expect(refusal(scope(address), 'a.test', address)).to.equal(undefined)
      expect(refusal(scope('a.test'), 'a.test', address)).to.equal(undefined)
    })
  }
})

describe('a host that metadata names', () => {
  const resolve =
    (...addresses: string[]) =>
    async (): Promise<string[]> =>
      addresses

  it('is contacted where the user named it, or its address', async () => {
    expect(await resolveInScope('a.test', scope('a.test'), resolve('10.0.0.7'))).to.deep.equal({
      address: '10.0.0.7',
    })
    expect(await resolveInScope('a.test', scope('10.0.0.7'), resolve('10.0.0.7'))).to.deep.equal({
      address: '10.0.0.7',
    })
    expect(await resolveInScope('a.test', scope(), resolve('10.0.0.7'))).to.have.property('refused')
  })

  it('is refused as a whole for one address', async () => {
    const refused = { refused: 'a private address that was not in scope' }
    expect(await resolveInScope('a.test', scope(), resolve('8.8.8.8', '10.0.0.7'))).to.deep.equal(refused)
    expect(await resolveInScope('[fd00::1]', scope(), resolve())).to.have.property('refused')
  })

  it('is refused where it is excluded', async () =>
    expect(await resolveInScope('excluded.test', scope(), resolve('8.8.8.8'))).to.deep.equal({
      refused: 'an address that is excluded',
    }))

  it('is refused without an address', async () =>
    expect(await resolveInScope('a.test', scope('a.test'), resolve())).to.have.property('refused'))
})
