import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import { expect } from 'chai'
import { Chain } from '../../../../src/model/certificate.ts'
import { Chains } from '../../../../src/probe/tls/certificates/chains.ts'
import type { Anchor } from '../../../../src/probe/tls/certificates/trust.ts'
import { concat, u8 } from '../../../../src/tls/writer.ts'
import vectors from '../../../vectors/certificateStatus.json' with { type: 'json' }

const der = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
const LEAF = der(vectors.leaf)
const INTERMEDIATE = der(vectors.intermediate)
const ROOT = der(vectors.root)
const OCSP = der(vectors.ocspResponse)
const TIMESTAMPS = Buffer.from(vectors.timestamps, 'hex')

type Sent = Parameters<Chains['add']>[3]

const chainOf = (list: Uint8Array[], sent?: Sent, anchors: Anchor[] = []): Chain => {
  const chains = new Chains(() => anchors, 'localhost')
  chains.add(list, 'ecdsa_secp256r1_sha256', 'TLS 1.3', sent)
  return Chain.parse(chains.all.chains[0])
}

const VULNERABLE = { signatureQuantum: 'vulnerable' }

describe('the order of a chain as it was sent', () => {
  const anchor = { certificate: new X509Certificate(ROOT), origin: 'named' } as const

  for (const [what, list, expected] of [
    ['in order', [LEAF, INTERMEDIATE], { inOrder: true, extra: 0, root: false }],
    ['with its root', [LEAF, INTERMEDIATE, ROOT], { inOrder: true, extra: 0, root: true }],
    ['out of order', [LEAF, ROOT, INTERMEDIATE], { inOrder: false, extra: 0, root: true }],
    ['with one certificate twice', [LEAF, INTERMEDIATE, LEAF], { inOrder: true, extra: 1, root: false }],
    [
      'with one that is not part of it',
      [LEAF, ROOT],
      { inOrder: true, extra: 1, root: false, missing: 'CN=intermediate' },
    ],
    ['that is only a root', [ROOT], { inOrder: true, extra: 0, root: false }],
  ] as const)
    it(`is that of a list ${what}`, () => {
      const named = (subject: Uint8Array): Anchor[] => (Buffer.from(subject).includes('root') ? [anchor] : [])
      const chains = new Chains(named, 'localhost')
      chains.add(list, 'none', 'TLS 1.2')
      expect(chains.all.chains[0]?.sentOrder).to.deep.equal(expected)
    })

  it('lacks an issuer that no list has and no anchor is', () => {
    expect(chainOf([LEAF, INTERMEDIATE]).sentOrder).to.deep.include({ missing: 'CN=root' })
    expect(chainOf([LEAF]).sentOrder).to.deep.include({ missing: 'CN=intermediate' })
  })

  it('is unknown where a certificate cannot be parsed', () => {
    expect(chainOf([LEAF, Uint8Array.of(0x30, 3, 1, 2, 3)]).sentOrder).to.equal(undefined)
  })
})

describe('signatures of certificates that do not fit', () => {
  const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keyPair = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const issued = async (subject: string, issuer: string): Promise<Uint8Array> => {
    const [own, signer] = await Promise.all([keyPair(), keyPair()])
    const certificate = await X509CertificateGenerator.create({
      ...{ subject, issuer, publicKey: own.publicKey, signingKey: signer.privateKey },
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 86_400_000),
    })
    return Buffer.from(certificate.rawData)
  }

  it('are verified so many times in all, then the trust is unknown; what was known before stays', async () => {
    const anchor = { certificate: new X509Certificate(ROOT), origin: 'named' } as const
    const chains = new Chains(
      (subject) => (Buffer.from(subject).includes('root') ? [anchor] : []),
      'localhost',
    )
    const decoys = await Promise.all(Array.from({ length: 19 }, () => issued('CN=decoy', 'CN=other')))
    const leaves = await Promise.all(Array.from({ length: 15 }, () => issued('CN=leaf', 'CN=decoy')))
    const { verify } = X509Certificate.prototype
    let verified = 0
    X509Certificate.prototype.verify = function (key) {
      verified++
      return verify.call(this, key)
    }
    try {
      chains.add([LEAF, INTERMEDIATE], 'none', 'TLS 1.2')
      for (const leaf of leaves) chains.add([leaf, ...decoys], 'none', 'TLS 1.2')
    } finally {
      X509Certificate.prototype.verify = verify
    }
    expect(verified).to.equal(64)
    const [own, first, ...others] = chains.all.chains
    expect(own).to.deep.include({ trusted: true, anchor: 'named' })
    expect(first).to.deep.include({
      trusted: false,
      trustError: 'unable to get local issuer certificate',
    })
    const last = others.at(-1)
    expect(last).to.deep.include({ trusted: null, trustError: 'more than 64 signatures of certificates' })
    expect(last).to.not.have.property('sentOrder')
  })
})

describe('further signatures of a certificate', () => {
  it('are behind its URLs, and in its timestamps; it has a serial number', () => {
    const [leaf, intermediate] = chainOf([LEAF, INTERMEDIATE]).certificates
    expect(leaf).to.deep.include({
      serialNumber: '0102ab',
      ocspUrls: ['http://ocsp.example/'],
      crlUrls: ['http://crl.example/one.crl', 'http://crl.example/two.crl'],
      timestamps: [
        { log: bytesUp, signatureAlgorithm: 'ecdsa_secp256r1_sha256', ...VULNERABLE },
        { log: bytesDown, signatureAlgorithm: 'rsa_pkcs1_sha256', ...VULNERABLE },
      ],
    })
    expect(intermediate).to.not.have.any.keys('ocspUrls', 'crlUrls', 'timestamps')
  })

  it('are those of the OCSP response and the timestamps of the handshake', () => {
    const chain = chainOf([LEAF], { ocsp: OCSP, timestamps: TIMESTAMPS })
    expect(chain.ocspStaple).to.deep.equal({
      state: 'accepted',
      signatureAlgorithm: 'ecdsa-with-SHA256',
      ...VULNERABLE,
    })
    expect(chain.timestamps?.map(({ signatureAlgorithm }) => signatureAlgorithm)).to.deep.equal([
      ...['ecdsa_secp256r1_sha256', 'rsa_pkcs1_sha256'],
    ])
  })

  it('are unknown where a response cannot be read, and none where it is not sent', () => {
    const stapled = (ocsp: Uint8Array | undefined) =>
      chainOf([LEAF], { ocsp, timestamps: undefined }).ocspStaple
    expect(stapled(undefined)).to.deep.equal({ state: 'refused' })
    expect(chainOf([LEAF]).ocspStaple).to.equal(undefined)
    const unreadable = { state: 'accepted', problem: 'the response cannot be read' }
    for (let length = 0; length < OCSP.length; length += 7)
      expect(stapled(OCSP.subarray(0, length)), String(length)).to.deep.equal(unreadable)
    // RFC 6960 §4.2.1: tryLater.
    expect(stapled(Uint8Array.of(0x30, 3, 0x0a, 1, 3))).to.deep.equal({
      state: 'accepted',
      problem: 'the response has the status 3',
    })
  })

  it('come late from a server that has to fetch its response', () => {
    const chains = new Chains(() => [], 'localhost')
    for (const ocsp of [undefined, OCSP, undefined])
      chains.add([LEAF], 'none', 'TLS 1.2', { ocsp, timestamps: undefined })
    expect(chains.all.chains[0]?.ocspStaple?.state).to.equal('accepted')
  })

  it('are left out where a list of timestamps is cut off, or of another version', () => {
    const sent = (timestamps: Uint8Array) => chainOf([LEAF], { ocsp: undefined, timestamps }).timestamps
    expect(sent(TIMESTAMPS.subarray(0, 40))).to.equal(undefined)
    expect(sent(concat(TIMESTAMPS.subarray(0, 4), u8(1), TIMESTAMPS.subarray(5)))).to.equal(undefined)
  })
})

const bytesUp = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i)).toString('hex')
const bytesDown = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => 31 - i)).toString('hex')
