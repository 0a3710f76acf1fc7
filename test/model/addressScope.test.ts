import { expect } from 'chai'
import { addressScope } from '../../src/model/addressScope.ts'

describe('the scope of an address', () => {
  for (const [scope, addresses] of Object.entries({
    public: ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'],
    loopback: ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1'],
    private: [
      '10.0.0.1',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.0.1',
      '100.64.0.1',
      'fd00::1',
      'fe80::1',
      '0.0.0.0',
      'no address',
    ],
  }))
    it(`${scope}: ${addresses.join(', ')}`, () => {
      for (const address of addresses) expect(addressScope(address), address).to.equal(scope)
    })
})
