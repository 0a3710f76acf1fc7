import { expect } from 'chai'
import { probeAddress } from '../../../src/probe/address.ts'
import { keyAgreement } from '../../../src/probe/tls/keyAgreement.ts'
import { NAMED_GROUPS } from '../../../src/registry/tls/namedGroups.ts'
import { realServer } from '../front.ts'
import { accepted, dialTo, PATIENT, probeOptions, tlsOf } from '../probing.ts'

describe('finite-field groups of TLS 1.3', () => {
  for (const { name, value, key } of NAMED_GROUPS.filter((row) => row.key?.type === 'ffdhe'))
    it(`${name}: both sides have the same secret, as long as the prime`, () => {
      expect(key).to.have.property('type', 'ffdhe')
      const [one, other] = [keyAgreement(value), keyAgreement(value)]
      const secret = one.secret(other.share)
      expect(Buffer.compare(secret, other.secret(one.share))).to.equal(0)
      expect(secret).to.have.lengthOf(Number(name.slice('ffdhe'.length)) / 8)
      expect(() => one.secret(new Uint8Array(secret.length))).to.throw(RangeError)
    })

  it('show the certificate and the schemes of a server that has no other', async () => {
    const server = await realServer({ ecdhCurve: 'ffdhe2048', minVersion: 'TLSv1.3' })
    try {
      const tls = tlsOf(await probeAddress(dialTo(server.port), probeOptions(PATIENT)))
      expect(accepted(tls.groups)).to.deep.equal(['ffdhe2048'])
      expect(accepted(tls.signatureSchemes)).to.deep.equal(['ecdsa_secp256r1_sha256'])
      expect(tls.chains).to.have.lengthOf(1)
      expect(tls.resumption).to.include({ tickets: 'accepted', psk_dhe_ke: 'accepted' })
    } finally {
      await server.close()
    }
  })
})
