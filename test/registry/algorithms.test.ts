import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { recordAlgorithms } from '../../src/registry/algorithms/ciphers.ts'
import { jwkAlgorithm } from '../../src/registry/algorithms/jose.ts'
import { finiteField, groupAlgorithm } from '../../src/registry/algorithms/keyEstablishment.ts'
import type { AlgorithmRow } from '../../src/registry/algorithms/row.ts'
import {
  certificateSignature,
  keyAlgorithm,
  rsaKey,
  schemeAlgorithm,
} from '../../src/registry/algorithms/signatures.ts'
import { sshCipher, sshHostKeyAlgorithm, sshKeyExchange, sshMac } from '../../src/registry/algorithms/ssh.ts'
import { SSH_HOST_KEY_ALGORITHMS, SSH_KEX_ALGORITHMS } from '../../src/registry/ssh.ts'
import { NAMED_GROUPS } from '../../src/registry/tls/groups/namedGroups.ts'
import { SIGNATURE_SCHEMES } from '../../src/registry/tls/signatureSchemes.ts'
import { CIPHER_SUITES } from '../../src/registry/tls/suites/cipherSuites.ts'
import { OIDS, oidName } from '../../src/registry/x509/oids.ts'

/** The lists that CycloneDX 1.7 takes families and curves from. */
const DEFINITIONS = JSON.parse(
  readFileSync(
    new URL(
      '../../node_modules/@cyclonedx/cyclonedx-library/res/schema/cryptography-defs.SNAPSHOT.schema.json',
      import.meta.url,
    ),
    'utf8',
  ),
).definitions

const groups = NAMED_GROUPS.map(({ name }) => groupAlgorithm(name))
const schemes = SIGNATURE_SCHEMES.flatMap(({ value }) => [
  schemeAlgorithm(value, 'TLS 1.2'),
  schemeAlgorithm(value, 'TLS 1.3'),
])
const ssh = [
  ...SSH_KEX_ALGORITHMS.map(({ name }) => sshKeyExchange(name)),
  ...SSH_HOST_KEY_ALGORITHMS.map(({ name }) => sshHostKeyAlgorithm(name)),
]
const signatures = OIDS.filter(({ use }) => use === 'signature').map(({ oid }) =>
  certificateSignature(oidName(oid)),
)
const rows = [
  ...[...groups, ...schemes, ...ssh, ...signatures].filter((row) => row !== undefined),
  ...CIPHER_SUITES.flatMap(({ name }) => recordAlgorithms(name)),
  ...[undefined, 1024, 2048, 4096].flatMap((bits) => [rsaKey('RSA', bits), rsaKey('RSASSA-PSS', bits)]),
  ...[undefined, 1024].map((bits) => finiteField(bits)),
].flatMap((row): AlgorithmRow[] => [row, ...(row.parts ?? [])])

describe('algorithms of the registries', () => {
  it('are known for every group, signature scheme, SSH algorithm and signature of a certificate', () => {
    expect([...groups, ...schemes, ...ssh, ...signatures]).to.not.include(undefined)
  })

  it('have names that stand for one algorithm each', () => {
    const byName = Map.groupBy(rows, ({ name }) => name)
    for (const [name, same] of byName)
      expect(new Set(same.map((row) => JSON.stringify(row))), name).to.have.length(1)
  })

  it('use the families and curves of CycloneDX', () => {
    const used = (values: (string | undefined)[]) => [...new Set(values.filter((one) => one !== undefined))]
    expect(DEFINITIONS.algorithmFamiliesEnum.enum).to.include.members(used(rows.map(({ family }) => family)))
    expect(DEFINITIONS.ellipticCurvesEnum.enum).to.include.members(used(rows.map((row) => row.curve)))
  })

  it('a hybrid group is made of its two halves and as strong as its ML-KEM', () => {
    const row = groupAlgorithm('X25519MLKEM768')
    expect(row?.primitive).to.equal('combiner')
    expect(row?.parts?.map(({ name }) => name)).to.deep.equal(['ML-KEM-768', 'X25519'])
    expect(row).to.include({ nistLevel: 3, classicalBits: 192 })
  })

  it('what a quantum computer breaks is in category 0, what NIST has not categorized in none', () => {
    const level = (name: string) => groupAlgorithm(name)?.nistLevel
    expect(['x25519', 'secp384r1', 'ffdhe2048', 'MLKEM1024'].map(level)).to.deep.equal([0, 0, 0, 5])
    expect(groupAlgorithm('X25519Kyber768Draft00')).to.not.have.property('nistLevel')
    expect(sshKeyExchange('sntrup761x25519-sha512')).to.not.have.property('nistLevel')
    for (const { nistLevel, family } of [...schemes, ...signatures].filter((row) => row !== undefined))
      if (/RSA|EC|Ed|DSA$/.test(family ?? '') && !/ML|SLH/.test(family ?? '')) expect(nistLevel).to.equal(0)
  })

  for (const [suite, names] of [
    ['TLS_AES_256_GCM_SHA384', ['AES-256-GCM', 'SHA-384']],
    ['TLS_CHACHA20_POLY1305_SHA256', ['ChaCha20-Poly1305', 'SHA-256']],
    ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', ['AES-128-CBC', 'HMAC-SHA-256']],
    ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', ['3DES-CBC', 'HMAC-SHA-1']],
    ['TLS_RSA_WITH_RC4_128_MD5', ['RC4-128', 'HMAC-MD5']],
    ['TLS_RSA_WITH_AES_128_CCM', ['AES-128-CCM', 'SHA-256']],
    ['TLS_RSA_WITH_AES_256_CCM_8', ['AES-256-CCM-8', 'SHA-256']],
    ['TLS_RSA_WITH_NULL_SHA', ['HMAC-SHA-1']],
    ['TLS_NO_SUCH_SUITE', []],
  ] as const) {
    it(`${suite}: ${names.join(' and ') || 'nothing'}`, () =>
      expect(recordAlgorithms(suite).map(({ name }) => name)).to.deep.equal(names))
  }

  it('name the same algorithm the same in TLS, X.509, SSH and JOSE', () => {
    const mlDsa = certificateSignature('ML-DSA-65')
    expect(keyAlgorithm({ algorithm: 'ML-DSA', parameters: 'ML-DSA-65' })).to.deep.equal(mlDsa)
    expect(sshHostKeyAlgorithm('ssh-mldsa-65')).to.deep.equal(mlDsa)
    expect(jwkAlgorithm({ kty: 'AKP', alg: 'ML-DSA-65', quantum: 'resistant' })).to.deep.equal(mlDsa)
    expect(mlDsa).to.include({ oid: '2.16.840.1.101.3.4.3.18', nistLevel: 3 })
    expect(jwkAlgorithm({ kty: 'EC', crv: 'P-256', quantum: 'vulnerable' })).to.deep.equal(
      keyAlgorithm({ algorithm: 'EC', parameters: 'secp256r1' }),
    )
    expect(sshCipher('aes256-gcm@openssh.com')).to.deep.equal(recordAlgorithms('TLS_AES_256_GCM_SHA384')[0])
    expect(sshMac('hmac-sha2-256-etm@openssh.com')?.name).to.equal('HMAC-SHA-256')
  })

  it('have no row for names that no registry has', () => {
    const found = [
      groupAlgorithm('0x2f39 (ambiguous)'),
      certificateSignature('1.2.3.4'),
      keyAlgorithm({ algorithm: 'EC', parameters: '1.2.3' }),
      sshKeyExchange('diffie-hellman-group99-sha256'),
      sshHostKeyAlgorithm('constructor'),
      sshCipher('aes512-gcm'),
      sshMac('umac-64@openssh.com'),
      jwkAlgorithm({ kty: 'EC', crv: '__proto__', quantum: 'unknown' }),
    ]
    expect(found).to.deep.equal(found.map(() => undefined))
  })
})
