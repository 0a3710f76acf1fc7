import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { OIDS, oid, oidName } from '../../../src/registry/x509/oids.ts'
import { duplicates } from '../rows.ts'

/** RFC 5280 §4.1.2.7: the OIDs of the AlgorithmIdentifier: the algorithm, and its parameters where they are one too. */
const spkiOids = (der: Buffer): string[] => {
  const subjectPublicKeyInfo = content(der)
  let left = content(subjectPublicKeyInfo)
  const found: string[] = []
  while (left[0] === 0x06) {
    const length = left.readUInt8(1)
    found.push(dotted(left.subarray(2, 2 + length)))
    left = left.subarray(2 + length)
  }
  return found
}

/** What is within the first DER value. */
const content = (der: Buffer): Buffer => {
  const first = der.readUInt8(1)
  if (first < 0x80) return der.subarray(2, 2 + first)
  const size = first & 0x7f
  const start = 2 + size
  return der.subarray(start, start + der.readUIntBE(2, size))
}

const dotted = (bytes: Uint8Array): string => {
  const arcs: number[] = []
  let arc = 0
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - 40 * root, ...rest].join('.')
}

const generated = (type: string, options?: object): string[] => {
  // The overloads of generateKeyPairSync know each type by its literal.
  const generate = generateKeyPairSync as unknown as (
    type: string,
    options?: object,
  ) => ReturnType<typeof generateKeyPairSync> & { publicKey: { export: (as: object) => Buffer } }
  return spkiOids(generate(type, options).publicKey.export({ type: 'spki', format: 'der' }))
}

const ML_DSA = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']
const ML_KEM = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024']
const SLH_DSA = ['SHA2', 'SHAKE'].flatMap((hash) =>
  [128, 192, 256].flatMap((bits) => ['s', 'f'].map((speed) => `SLH-DSA-${hash}-${bits}${speed}`)),
)

describe('registry: object identifiers', () => {
  it('gives no number twice', () => {
    expect(duplicates(OIDS.map((row) => row.oid))).to.deep.equal([])
  })

  it('gives no name twice, but for the two DHs', () => {
    expect(duplicates(OIDS.map((row) => oidName(row.oid)))).to.deep.equal(['DH'])
  })

  it('names the source of every row, and writes every number in arcs', () => {
    expect(OIDS.filter((row) => row.source.trim() === '')).to.deep.equal([])
    expect(OIDS.filter((row) => !/^[0-2](\.(0|[1-9]\d*))+$/.test(row.oid))).to.deep.equal([])
  })

  for (const name of [...ML_DSA, ...ML_KEM, ...SLH_DSA]) {
    it(`${name} is what OpenSSL writes into such a key`, () => {
      expect(oidName(generated(name.toLowerCase())[0] ?? '')).to.equal(name)
    })
  }

  for (const type of ['Ed25519', 'Ed448', 'X25519', 'X448']) {
    it(`${type} is what OpenSSL writes into such a key`, () => {
      expect(oidName(generated(type.toLowerCase())[0] ?? '')).to.equal(type)
    })
  }

  it('RSA and RSASSA-PSS are what OpenSSL writes into such keys', () => {
    expect(oidName(generated('rsa', { modulusLength: 1024 })[0] ?? '')).to.equal('RSA')
    expect(oidName(generated('rsa-pss', { modulusLength: 1024 })[0] ?? '')).to.equal('RSASSA-PSS')
  })

  for (const [name, curve] of Object.entries({
    secp192r1: 'prime192v1',
    secp224r1: 'secp224r1',
    secp256r1: 'prime256v1',
    secp384r1: 'secp384r1',
    secp521r1: 'secp521r1',
    secp256k1: 'secp256k1',
    sect571r1: 'sect571r1',
    brainpoolP256r1: 'brainpoolP256r1',
    brainpoolP384r1: 'brainpoolP384r1',
    brainpoolP512r1: 'brainpoolP512r1',
    curveSM2: 'SM2',
  })) {
    it(`${name} is what OpenSSL writes into a key on that curve`, () => {
      const [key = '', parameters = ''] = generated('ec', { namedCurve: curve })
      // OpenSSL gives an SM2 key the curve's own number in both places or only the second, by version.
      if (name !== 'curveSM2') expect(oid(key)).to.include({ algorithm: 'EC', use: 'public-key' })
      expect(oid(parameters)).to.include({ algorithm: 'EC', use: 'curve', parameters: name })
      expect(oidName(parameters)).to.equal(`EC ${name}`)
    })
  }

  it('knows the signatures of common certificates', () => {
    expect(oidName('1.2.840.113549.1.1.11')).to.equal('sha256WithRSAEncryption')
    expect(oidName('1.2.840.113549.1.1.4')).to.equal('md5WithRSAEncryption')
    expect(oidName('1.2.840.10045.4.3.2')).to.equal('ecdsa-with-SHA256')
  })

  it('classifies every composite of ML-DSA as resistant and names its draft', () => {
    const composites = OIDS.filter((row) => row.algorithm === 'Composite ML-DSA')
    expect(composites).to.have.length(36)
    expect(composites.filter((row) => row.quantum !== 'resistant')).to.deep.equal([])
    expect(composites.filter((row) => !/^draft -\d\d/.test(row.note ?? ''))).to.deep.equal([])
    expect(oid('1.3.6.1.5.5.7.6.37')?.parameters).to.equal('MLDSA44-RSA2048-PSS-SHA256')
    expect(oid('1.3.6.1.5.5.7.6.45')?.parameters).to.equal('MLDSA65-ECDSA-P256-SHA512')
    expect(oid('1.3.6.1.5.5.7.6.54')?.parameters).to.equal('MLDSA87-ECDSA-P521-SHA512')
    expect(oid('1.3.6.1.5.5.7.6.58')?.parameters).to.equal('MLKEM768-X25519-SHA3-256')
    expect(oid('1.3.6.1.5.5.7.6.66')?.parameters).to.equal('MLKEM1024-ECDH-P521-SHA3-256')
  })

  it('classifies RSA, elliptic curves, DSA and GOST as vulnerable', () => {
    const classical = OIDS.filter((row) =>
      /^(RSA|EC|DSA|DH|GOST|SM2|X25519|X448|Ed|ecdsa|sha)/.test(row.algorithm),
    )
    expect(classical.length).to.be.greaterThan(60)
    expect(classical.filter((row) => row.quantum !== 'vulnerable')).to.deep.equal([])
  })

  it('shows an unknown number unchanged', () => {
    expect(oid('1.2.3.4')).to.equal(undefined)
    expect(oidName('1.2.3.4')).to.equal('1.2.3.4')
  })
})
