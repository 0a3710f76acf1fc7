import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { authenticationStrength, keyExchangeStrength } from '../../src/assess/strength.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { certificate, chain, groups, httpAddress, NOW, tlsAddress, tlsFacts, versions } from '../facts.ts'
import { endpoint } from '../report/inventory.ts'

const inventory = (...addresses: AddressFacts[]) => {
  const made = endpoint(addresses)
  return { ...made, assessment: assess({ ...made, endpoint: made }, NOW) }
}

const keyExchange = (tls: Partial<TlsFacts>) => keyExchangeStrength(inventory(tlsAddress(tlsFacts(tls))))

const key = (algorithm: string, bits?: number): Partial<TlsFacts> => ({
  chains: [
    chain({
      certificates: [
        certificate({
          publicKey: {
            algorithm,
            oid: '',
            quantum: 'vulnerable',
            ...(bits === undefined ? {} : { bits }),
          },
        }),
      ],
    }),
  ],
})

const tls12 = (details: TlsFacts['keyExchange12Details']): Partial<TlsFacts> => ({
  versions: versions('TLS 1.2'),
  groups: [],
  keyExchange12: details.map(({ family }) => family),
  keyExchange12Details: details,
})

describe('strength, as the mandates count it', () => {
  it('of a key exchange is that of the weakest one that is accepted', () => {
    expect(keyExchangeStrength(inventory(httpAddress()))).to.equal('below-112')
    expect(keyExchange({ groups: groups(['x25519', 'secp521r1']) })).to.equal('128')
    expect(keyExchange({ groups: groups(['x25519', 'ffdhe2048']) })).to.equal('112')
    expect(keyExchange({ groups: groups(['X25519MLKEM768']) })).to.equal(undefined)
    expect(keyExchange(tls12([{ family: 'ECDHE', group: 'x25519' }]))).to.equal('128')
    expect(keyExchange(tls12([{ family: 'DHE', bits: 1024 }]))).to.equal('below-112')
  })

  it('of static RSA is that of the certificate; of an unknown size the least that is allowed', () => {
    const rsa = tls12([{ family: 'RSA' }])
    expect(keyExchange({ ...rsa, ...key('RSA', 1024) })).to.equal('below-112')
    expect(keyExchange({ ...rsa, ...key('RSA', 3072) })).to.equal('128')
    expect(keyExchange({ ...rsa, chains: [] })).to.equal('112')
    expect(keyExchange(tls12([{ family: 'DHE' }]))).to.equal('112')
  })

  it('of certificates is that of the weakest key', () => {
    const of = (tls: Partial<TlsFacts>) => authenticationStrength(inventory(tlsAddress(tlsFacts(tls))))
    expect(of({})).to.equal('128')
    expect(of(key('RSA', 2048))).to.equal('112')
    expect(of(key('RSA', 1024))).to.equal('below-112')
    expect(of(key('EC', 224))).to.equal('112')
    expect(of(key('RSA'))).to.equal('112')
    expect(of({ chains: [] })).to.equal(undefined)
  })
})
