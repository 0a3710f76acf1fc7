import { createECDH } from 'node:crypto'
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js'
import { expect } from 'chai'
import {
  AMBIGUOUS_GROUPS,
  groupKind,
  groupName,
  groupParts,
  NAMED_GROUPS,
  namedGroup,
  TLS12_GROUPS,
  TLS13_GROUPS,
} from '../../../src/registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { duplicates, itIsARegistry } from '../rows.ts'
import { codePoints, openSslHello } from './openSslHello.ts'

const byName = (name: string) => NAMED_GROUPS.find((row) => row.name === name)

/** CurveID of Go 1.24 crypto/tls and OSSL_TLS_GROUP_ID_* of OpenSSL 3.5 tlsgroups.h. */
const ANCHORS: Record<number, string> = {
  1: 'sect163k1',
  19: 'secp192r1',
  22: 'secp256k1',
  23: 'secp256r1',
  24: 'secp384r1',
  25: 'secp521r1',
  26: 'brainpoolP256r1',
  29: 'x25519',
  30: 'x448',
  33: 'brainpoolP512r1tls13',
  34: 'GC256A',
  40: 'GC512C',
  256: 'ffdhe2048',
  260: 'ffdhe8192',
  512: 'MLKEM512',
  514: 'MLKEM1024',
  4587: 'SecP256r1MLKEM768',
  4588: 'X25519MLKEM768',
  4589: 'SecP384r1MLKEM1024',
}

describe('registry: named groups', () => {
  itIsARegistry(NAMED_GROUPS, 0xffff)

  for (const [value, name] of Object.entries(ANCHORS)) {
    it(`calls ${value} ${name}, as Go and OpenSSL do`, () => {
      expect(groupName(Number(value))).to.equal(name)
    })
  }

  it('puts hybrids first, then ML-KEM alone, then the Kyber drafts, then the classical', () => {
    const kinds = NAMED_GROUPS.map((row) => row.kind)
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).to.deep.equal([
      'hybrid',
      'pqc',
      'legacy-draft',
      'classical',
    ])
  })

  it('has one usual hybrid and one usual classical group, with which a handshake can be completed', () => {
    const usual = NAMED_GROUPS.filter((row) => row.usual)
    expect(usual.map(({ kind }) => kind)).to.deep.equal(['hybrid', 'classical'])
    expect(usual.map(({ value }) => groupParts(value)?.length)).to.deep.equal([2, 1])
  })

  it('lets the gateway offer only groups that OpenSSL has, which refuses a list with any other', () => {
    const without = NAMED_GROUPS.filter(({ offeredByGateway, openSsl }) => offeredByGateway && !openSsl)
    expect(without).to.deep.equal([])
  })

  it('gives every TLS 1.3 group the length of its shares', () => {
    const without = NAMED_GROUPS.filter((row) => row.tls13 && row.shareLength === undefined)
    expect(without).to.deep.equal([])
  })

  for (const row of NAMED_GROUPS.filter(({ components }) => components)) {
    it(`${row.name} shares are as long as those of its components together`, () => {
      const parts = (row.components ?? []).map((name) => byName(name.replace('Kyber768Draft00', 'MLKEM768')))
      const sum = (side: 'client' | 'server') =>
        parts.reduce((total, part) => total + (part?.shareLength?.[side] ?? Number.NaN), 0)
      expect(row.shareLength).to.deep.equal({ client: sum('client'), server: sum('server') })
    })
  }

  it('X25519MLKEM768 is 1216 and 1120 bytes, ML-KEM first (RFC 10024)', () => {
    expect(namedGroup(0x11ec)).to.deep.include({
      components: ['MLKEM768', 'x25519'],
      shareLength: { client: 1216, server: 1120 },
    })
  })

  for (const [name, kem] of Object.entries({
    MLKEM512: ml_kem512,
    MLKEM768: ml_kem768,
    MLKEM1024: ml_kem1024,
  })) {
    it(`${name} shares are as long as those that noble makes`, () => {
      const { publicKey } = kem.keygen()
      const { cipherText } = kem.encapsulate(publicKey)
      expect(byName(name)?.shareLength).to.deep.equal({ client: publicKey.length, server: cipherText.length })
    })
  }

  for (const [name, curve] of Object.entries({
    secp256r1: 'prime256v1',
    secp384r1: 'secp384r1',
    secp521r1: 'secp521r1',
    brainpoolP256r1tls13: 'brainpoolP256r1',
    brainpoolP384r1tls13: 'brainpoolP384r1',
    brainpoolP512r1tls13: 'brainpoolP512r1',
    curveSM2: 'SM2',
  })) {
    it(`${name} shares are as long as an uncompressed point of OpenSSL`, () => {
      const { length } = createECDH(curve).generateKeys()
      expect(byName(name)?.shareLength).to.deep.equal({ client: length, server: length })
    })
  }

  for (const name of [
    'X25519MLKEM768',
    'SecP256r1MLKEM768',
    'SecP384r1MLKEM1024',
    'MLKEM512',
    'MLKEM768',
    'MLKEM1024',
    'x25519',
    'x448',
    'secp256r1',
    'secp384r1',
    'secp521r1',
    'ffdhe2048',
    'ffdhe3072',
    'ffdhe4096',
    'ffdhe6144',
    'ffdhe8192',
    'brainpoolP256r1tls13',
    'brainpoolP384r1tls13',
    'brainpoolP512r1tls13',
  ]) {
    it(`${name} has the value and the share length that OpenSSL sends`, async () => {
      const hello = await openSslHello({ ecdhCurve: name })
      expect(codePoints(hello, EXTENSION.supported_groups).map(groupName)).to.deep.equal([name])
      const share = hello.extensions.get(EXTENSION.key_share)
      expect(share?.readUInt16BE(2)).to.equal(byName(name)?.value)
      expect(share?.readUInt16BE(4)).to.equal(byName(name)?.shareLength?.client)
    })
  }

  it('offers in TLS 1.3 the post-quantum groups and no curve that only TLS 1.2 has', () => {
    expect(TLS13_GROUPS).to.include.members([
      0x0200, 0x0201, 0x0202, 0x11eb, 0x11ec, 0x11ed, 0x11ee, 0x6399, 0x639a,
    ])
    expect(TLS13_GROUPS).to.include.members([0x001f, 0x0020, 0x0021, 0x0029, 0x0100, 0x0104])
    expect(TLS13_GROUPS).to.not.include.members([0x001a])
    expect(TLS13_GROUPS).to.not.include.members([0x0016])
    expect(duplicates(TLS13_GROUPS)).to.deep.equal([])
  })

  it('offers in TLS 1.2 classical groups alone', () => {
    expect(TLS12_GROUPS).to.include.members([0x0001, 0x0013, 0x0015, 0x0016, 0x001a, 0x001d, 0x001e, 0x0100])
    expect(TLS12_GROUPS.filter((value) => groupKind(value) !== 'classical')).to.deep.equal([])
    expect(TLS12_GROUPS.map(groupName).filter((name) => name.endsWith('tls13'))).to.deep.equal([])
  })

  it('names no ambiguous value, and lists none that a row has', () => {
    expect(groupName(0xfe30)).to.equal('0xfe30 (ambiguous)')
    expect(groupName(0xfe31)).to.equal('0xfe31 (ambiguous)')
    expect(groupName(0x2f39)).to.equal('0x2f39 (ambiguous)')
    expect(groupKind(0xfe30)).to.equal('unknown')
    expect(AMBIGUOUS_GROUPS.filter((row) => namedGroup(row.value))).to.deep.equal([])
    expect(AMBIGUOUS_GROUPS.filter((row) => row.source.trim() === '')).to.deep.equal([])
  })

  it('shows an unknown value as its number', () => {
    expect(namedGroup(0x1234)).to.equal(undefined)
    expect(groupName(0x1234)).to.equal('0x1234')
    expect(groupName(0x0000)).to.equal('0x0000')
    expect(groupKind(0x1234)).to.equal('unknown')
  })
})
