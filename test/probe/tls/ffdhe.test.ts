import { expect } from 'chai'
import { probeAddress } from '../../../src/probe/address.ts'
import { keyAgreement } from '../../../src/probe/tls/keyAgreement.ts'
import { NAMED_GROUPS } from '../../../src/registry/tls/groups/namedGroups.ts'
import { realServer } from '../front.ts'
import { accepted, dialTo, PATIENT, probeOptions, tlsOf } from '../probing.ts'

const FFDHE2048 = 0x0100

describe('finite-field groups of TLS 1.3', () => {
  for (const { name, value, key } of NAMED_GROUPS.filter((row) => row.key?.type === 'ffdhe'))
    it(`${name}: both sides have the same secret, as long as the prime`, () => {
      expect(key).to.have.property('type', 'ffdhe')
      const [one, other] = [keyAgreement(value), keyAgreement(value)]
      const secret = one.secret(other.share)
      expect(Buffer.compare(secret, other.secret(one.share))).to.equal(0)
      expect(secret).to.have.lengthOf(Number(name.slice('ffdhe'.length)) / 8)
    })

  it('have no secret with 0, 1 and numbers beyond the prime', () => {
    const { share, secret } = keyAgreement(FFDHE2048)
    const zeros = new Uint8Array(share.length)
    const one = zeros.with(-1, 1)
    for (const peer of [zeros, one, zeros.fill(0xff)]) expect(() => secret(peer)).to.throw()
  })

  it('have shares and secrets with the zeros in front that the prime has room for', () => {
    const heads = new Set<string>()
    for (let i = 0; i < 2000 && heads.size < 2; i++) {
      const [ours, theirs] = [keyAgreement(FFDHE2048), keyAgreement(FFDHE2048)]
      const secret = ours.secret(theirs.share)
      expect([ours.share.length, secret.length]).to.deep.equal([256, 256])
      expect(Buffer.compare(secret, theirs.secret(ours.share))).to.equal(0)
      if (ours.share[0] === 0) heads.add('share')
      if (secret[0] === 0) heads.add('secret')
    }
    expect([...heads]).to.have.members(['share', 'secret'])
  }).timeout(60_000)

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
