import { createECDH, createPublicKey, encapsulate } from 'node:crypto'
import { expect } from 'chai'
import { canComplete, keyAgreement } from '../../../src/probe/tls/keyAgreement.ts'
import { NAMED_GROUPS, namedGroup } from '../../../src/registry/tls/groups/namedGroups.ts'
import { accepted, PATIENT, probeOnce, tlsOf } from '../probing.ts'
import { type ServerKey, tls13Server, X25519_KEY } from './tls13Server.ts'

type Half = { client: number; answer: ServerKey['answer'] }

/** SubjectPublicKeyInfo of ML-KEM (RFC 9935 §4) up to the key: id-alg-ml-kem-512, -768 and -1024. */
const mlKem = (arc: 1 | 2 | 3, client: number): Half => ({
  client,
  answer: (raw) => {
    const bits = [0x03, 0x82, ...u16(raw.length + 1), 0x00]
    const algorithm = [0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, arc]
    const length = algorithm.length + bits.length + raw.length
    const key = Buffer.from([0x30, 0x82, ...u16(length), ...algorithm, ...bits, ...raw])
    const made = encapsulate(createPublicKey({ key, format: 'der', type: 'spki' }))
    return { share: made.ciphertext, secret: made.sharedKey }
  },
})

const u16 = (value: number): number[] => [value >> 8, value & 0xff]

const point = (curve: string, client: number): Half => ({
  client,
  answer: (share) => {
    const ecdh = createECDH(curve)
    return { share: ecdh.generateKeys(), secret: ecdh.computeSecret(share) }
  },
})

const X25519: Half = { client: 32, answer: X25519_KEY.answer }
const P256 = point('prime256v1', 65)
const P384 = point('secp384r1', 97)

/**
 * The server's side with the ML-KEM of OpenSSL, which the client does not use, in the order of the documents:
 * draft-rosomakho-tls-ecdhe-mlkem512 for the first two, RFC 10024 §3 for the others. No server of ours has the first two.
 */
const HALVES: Record<string, readonly [number, Half, Half]> = {
  MLKEM512X25519: [0x11ea, mlKem(1, 800), X25519],
  SecP256r1MLKEM512: [0x11e9, P256, mlKem(1, 800)],
  X25519MLKEM768: [0x11ec, mlKem(2, 1184), X25519],
  SecP256r1MLKEM768: [0x11eb, P256, mlKem(2, 1184)],
  SecP384r1MLKEM1024: [0x11ed, P384, mlKem(3, 1568)],
}

const serverKey = (name: string): ServerKey => {
  const [group, first, second] = HALVES[name] as readonly [number, Half, Half]
  return {
    group,
    answer: (share) => {
      expect(share).to.have.length(first.client + second.client)
      const one = first.answer(share.subarray(0, first.client))
      const two = second.answer(share.subarray(first.client))
      return {
        share: Buffer.concat([one.share, two.share]),
        secret: Buffer.concat([one.secret, two.secret]),
      }
    },
  }
}

/** draft-rosomakho-tls-ecdhe-mlkem512, the table of key share sizes. */
const SIZES: Record<string, { client: number; server: number }> = {
  MLKEM512X25519: { client: 832, server: 800 },
  SecP256r1MLKEM512: { client: 865, server: 833 },
}

describe('hybrid groups', () => {
  it('can all be completed that are registered, save the one with curveSM2', () => {
    const hybrids = NAMED_GROUPS.filter(({ kind, vendor }) => kind === 'hybrid' && !vendor)
    expect(hybrids.filter(({ value }) => !canComplete(value)).map(({ name }) => name)).to.deep.equal([
      'curveSM2MLKEM768',
    ])
    expect(() => keyAgreement(0x11ee)).to.throw(RangeError, 'no key agreement for curveSM2MLKEM768')
  })

  for (const [name, lengths] of Object.entries(SIZES)) {
    it(`${name} has shares of the lengths in its draft`, () => {
      expect(namedGroup(serverKey(name).group)).to.deep.include({ name, shareLength: lengths })
    })
  }

  for (const name of Object.keys(HALVES)) {
    it(`${name}: both sides have the same secret`, () => {
      const key = serverKey(name)
      const client = keyAgreement(key.group)
      const server = key.answer(client.share)
      expect(Buffer.from(client.secret(server.share))).to.deep.equal(Buffer.from(server.secret))
      expect(() => client.secret(server.share.subarray(1))).to.throw()
      expect(() => client.secret(Buffer.concat([server.share, Buffer.from([0])]))).to.throw()
    })

    it(`${name}: a probe completes the handshake with a server that has nothing else`, async () => {
      const tls = tlsOf(await probeOnce(tls13Server({ key: serverKey(name) }), PATIENT))
      expect(accepted(tls.groups)).to.deep.equal([name])
      expect(tls.chains.map(({ certificates }) => certificates[0]?.subject)).to.have.length(1)
      expect(accepted(tls.signatureSchemes)).to.deep.equal(['ed25519'])
    })
  }
})
