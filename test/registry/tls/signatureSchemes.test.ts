import { expect } from 'chai'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import {
  AMBIGUOUS_SCHEMES,
  SIGNATURE_SCHEMES,
  schemeName,
  signatureScheme,
  TLS12_SCHEMES,
  TLS13_SCHEMES,
} from '../../../src/registry/tls/signatureSchemes.ts'
import { itIsARegistry } from '../rows.ts'
import { codePoints, openSslHello } from './openSslHello.ts'

const tls12Only = (name: string): boolean => /^(rsa_pkcs1|ecdsa_sha|dsa)_/.test(`${name}_`)

describe('registry: signature schemes', () => {
  itIsARegistry(SIGNATURE_SCHEMES, 0xffff)

  for (const name of [
    'mldsa44',
    'mldsa65',
    'mldsa87',
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'ecdsa_secp521r1_sha512',
    'ed25519',
    'ed448',
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pss_pss_sha256',
    'rsa_pss_pss_sha384',
    'rsa_pss_pss_sha512',
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
    'ecdsa_brainpoolP256r1tls13_sha256',
    'ecdsa_brainpoolP384r1tls13_sha384',
    'ecdsa_brainpoolP512r1tls13_sha512',
  ]) {
    it(`${name} has the value that OpenSSL sends`, async () => {
      // With one that TLS 1.3 always takes, so that OpenSSL does not find the list empty.
      const hello = await openSslHello({ sigalgs: `${name}:ed25519`, ciphers: 'DEFAULT@SECLEVEL=0' })
      expect(schemeName(codePoints(hello, EXTENSION.signature_algorithms)[0] ?? 0)).to.equal(name)
    })
  }

  it('reads an ECDSA value of TLS 1.2 as RFC 5246 does: hash, then signature', () => {
    const hashes = { 1: 'md5', 2: 'sha1', 3: 'sha224', 4: 'sha256', 5: 'sha384', 6: 'sha512' }
    const keyTypes = { 1: 'RSA', 2: 'DSA', 3: 'ECDSA' }
    for (const [hash, hashName] of Object.entries(hashes)) {
      for (const [signature, keyType] of Object.entries(keyTypes)) {
        const row = signatureScheme(Number(hash) * 256 + Number(signature))
        if (row !== undefined) expect(row, row.name).to.include({ hash: hashName, keyType, tls12: true })
        else expect(hashName, `${keyType} with ${hashName}`).to.equal('md5')
      }
    }
  })

  it('has the twelve SLH-DSA values in the order of draft-reddy-tls-slhdsa', () => {
    const names = Array.from({ length: 12 }, (_, i) => schemeName(0x0911 + i))
    expect(names).to.deep.equal(
      ['sha2', 'shake'].flatMap((hash) =>
        [128, 192, 256].flatMap((bits) => ['s', 'f'].map((speed) => `slhdsa_${hash}_${bits}${speed}`)),
      ),
    )
    expect(signatureScheme(0x0911)).to.include({ parameterSet: 'SLH-DSA-SHA2-128s' })
    expect(signatureScheme(0x091c)).to.include({ parameterSet: 'SLH-DSA-SHAKE-256f' })
  })

  it('classifies only ML-DSA and SLH-DSA as resistant', () => {
    const resistant = SIGNATURE_SCHEMES.filter((row) => row.quantum === 'resistant').map((row) => row.keyType)
    expect([...new Set(resistant)]).to.deep.equal(['ML-DSA', 'SLH-DSA'])
    expect(resistant).to.have.length(15)
    expect(SIGNATURE_SCHEMES.filter((row) => row.quantum === 'resistant' && row.tls12)).to.deep.equal([])
  })

  it('offers in TLS 1.3 what a server may sign with, and never PKCS #1 v1.5, SHA-1 or DSA', () => {
    expect(TLS13_SCHEMES).to.include.members([
      0x0904, 0x0905, 0x0906, 0x0911, 0x091c, 0x0403, 0x0804, 0x0809, 0x0708,
    ])
    expect(TLS13_SCHEMES.map(schemeName).filter(tls12Only)).to.deep.equal([])
    expect(TLS13_SCHEMES).to.not.include.members([0x0420])
  })

  it('offers in TLS 1.2 the old ones too', () => {
    expect(TLS12_SCHEMES).to.include.members([0x0201, 0x0202, 0x0203, 0x0301, 0x0303, 0x0401, 0x0804, 0x0807])
    expect(TLS12_SCHEMES.map(schemeName).filter((name) => /mldsa|slhdsa|tls13/.test(name))).to.deep.equal([])
  })

  it('names no value of the withdrawn composite drafts', () => {
    expect(schemeName(0x0907)).to.equal('0x0907 (ambiguous)')
    expect(schemeName(0x0910)).to.equal('0x0910 (ambiguous)')
    expect(AMBIGUOUS_SCHEMES.filter((row) => signatureScheme(row.value))).to.deep.equal([])
  })

  it('shows an unknown value as its number', () => {
    expect(schemeName(0xfea0)).to.equal('0xfea0')
    expect(signatureScheme(0xfea0)).to.equal(undefined)
  })
})
