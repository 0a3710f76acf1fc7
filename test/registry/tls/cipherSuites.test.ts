import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import {
  CIPHER_SUITES,
  type CipherSuiteRow,
  cipherSuite,
  cipherSuiteName,
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
  TLS_FALLBACK_SCSV,
  TLS12_CIPHER_SUITES,
  TLS13_CIPHER_SUITES,
} from '../../../src/registry/tls/suites/cipherSuites.ts'
import { skipIf } from '../../skip.ts'
import { duplicates, itIsARegistry } from '../rows.ts'

type Listed = { value: number; name: string; kx: string; au: string }

/** `openssl ciphers -V`: what another program takes each value to mean. */
const listed = (): Listed[] => {
  const { stdout } = spawnSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL@SECLEVEL=0'], {
    encoding: 'utf8',
  })
  return [...(stdout ?? '').matchAll(/0x(..),0x(..) - (\S+).*Kx=(\S+) +Au=(\S+)/g)].map(
    ([, high, low, name = '', kx = '', au = '']) => ({
      value: Number.parseInt(`${high}${low}`, 16),
      name,
      kx,
      au,
    }),
  )
}

/** OpenSSL says ECDH where the registry says ECDHE, and DH where it says DHE. */
const KX: Record<string, (row: CipherSuiteRow) => string> = {
  any: () => 'TLS13',
  ECDH: (row) => (row.authentication === 'anon' ? 'ECDH' : 'ECDHE'),
  DH: (row) => (row.authentication === 'anon' ? 'DH' : 'DHE'),
  RSA: () => 'RSA',
  PSK: () => 'PSK',
  DHEPSK: () => 'DHE_PSK',
  ECDHEPSK: () => 'ECDHE_PSK',
  RSAPSK: () => 'RSA_PSK',
  SRP: () => 'SRP',
  GOST18: () => 'GOST',
}
const AU: Record<string, string> = { None: 'anon', GOST01: 'GOST', GOST12: 'GOST' }

describe('registry: cipher suites', () => {
  itIsARegistry(CIPHER_SUITES, 0xffff)

  it('has most of the IANA registry', () => {
    expect(CIPHER_SUITES.length).to.be.at.least(350)
  })

  it('agrees with the openssl on the path', function () {
    const theirs = listed()
    if (theirs.length === 0) skipIf(this, 'none that lists suites with -V -stdname')
    expect(theirs.map(({ value }) => cipherSuiteName(value))).to.deep.equal(theirs.map(({ name }) => name))
    for (const { value, name, kx, au } of theirs) {
      const row = cipherSuite(value)
      if (row === undefined) throw new Error(`${name} has no row`)
      expect(row.keyExchange, name).to.equal(KX[kx]?.(row))
      expect(row.authentication, name).to.equal(AU[au] ?? au)
    }
  })

  for (const [value, name, keyExchange, authentication] of [
    [0x0000, 'TLS_NULL_WITH_NULL_NULL', 'NULL', 'NULL'],
    [0x0003, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'RSA', 'RSA'],
    [0x0010, 'TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA', 'DH', 'RSA'],
    [0x0013, 'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', 'DHE', 'DSS'],
    [0x001b, 'TLS_DH_anon_WITH_3DES_EDE_CBC_SHA', 'DH', 'anon'],
    [0x001e, 'TLS_KRB5_WITH_DES_CBC_SHA', 'KRB5', 'KRB5'],
    [0x0095, 'TLS_RSA_PSK_WITH_AES_256_CBC_SHA', 'RSA_PSK', 'RSA'],
    [0xc004, 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA', 'ECDH', 'ECDSA'],
    [0xc01f, 'TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA', 'SRP', 'DSS'],
    [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE', 'RSA'],
    [0xc0ab, 'TLS_PSK_DHE_WITH_AES_256_CCM_8', 'DHE_PSK', 'PSK'],
    [0xc0b3, 'TLS_ECCPWD_WITH_AES_256_CCM_SHA384', 'ECCPWD', 'ECCPWD'],
    [0xc102, 'TLS_GOSTR341112_256_WITH_28147_CNT_IMIT', 'GOST', 'GOST'],
    [0xc103, 'TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L', 'TLS13', 'any'],
    [0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE', 'ECDSA'],
    [0xd005, 'TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256', 'ECDHE_PSK', 'PSK'],
    [0x00c6, 'TLS_SM4_GCM_SM3', 'TLS13', 'any'],
  ] as const) {
    it(`reads ${name}`, () => {
      expect(cipherSuite(value)).to.include({ name, keyExchange, authentication })
    })
  }

  it('has AEAD and hash of the suites of RFC 9846, and of no earlier one', () => {
    expect(cipherSuite(0x1301)).to.include({ aead: 'aes-128-gcm', hash: 'sha256', tls13: true })
    expect(cipherSuite(0x1302)).to.include({ aead: 'aes-256-gcm', hash: 'sha384', tls13: true })
    expect(cipherSuite(0x1303)).to.include({ aead: 'chacha20-poly1305', hash: 'sha256', tls13: true })
    expect(cipherSuite(0x1304)).to.include({ aead: 'aes-128-ccm', hash: 'sha256', tls13: true })
    expect(cipherSuite(0x1305)).to.include({ aead: 'aes-128-ccm-8', hash: 'sha256', tls13: true })
    expect(CIPHER_SUITES.filter((row) => !row.tls13 && (row.aead ?? row.hash) !== undefined)).to.deep.equal(
      [],
    )
  })

  it('has no suite for the signalling values', () => {
    expect(cipherSuite(TLS_EMPTY_RENEGOTIATION_INFO_SCSV)).to.equal(undefined)
    expect(cipherSuiteName(TLS_EMPTY_RENEGOTIATION_INFO_SCSV)).to.equal('TLS_EMPTY_RENEGOTIATION_INFO_SCSV')
    expect(cipherSuiteName(TLS_FALLBACK_SCSV)).to.equal('TLS_FALLBACK_SCSV')
  })

  it('offers in TLS 1.3 suites of TLS 1.3', () => {
    expect(TLS13_CIPHER_SUITES.filter((value) => !cipherSuite(value)?.tls13)).to.deep.equal([])
    expect(TLS13_CIPHER_SUITES).to.have.length(9)
  })

  it('offers each key exchange to TLS 1.2 and earlier, the strongest first', () => {
    const rows = TLS12_CIPHER_SUITES.map((value) => cipherSuite(value))
    const keyExchanges = rows
      .filter((row) => row !== undefined)
      .filter((row) => !/_anon_|EXPORT|_NULL_/.test(row.name))
      .map((row) => row.keyExchange)
    expect([...new Set(keyExchanges)]).to.deep.equal(['ECDHE', 'DHE', 'RSA', 'ECDH', 'DH'])
    expect(keyExchanges.filter((kx, i) => kx !== keyExchanges[i - 1])).to.have.length(5)
    expect(rows[0]?.name).to.match(/^TLS_ECDHE_.*GCM/)
    expect(duplicates(TLS12_CIPHER_SUITES)).to.deep.equal([])
  })

  it('offers to TLS 1.2 no suite that needs a shared secret, no signal and no suite of TLS 1.3', () => {
    const names = TLS12_CIPHER_SUITES.map(cipherSuiteName)
    expect(
      names.filter((name) => /PSK|SRP|KRB5|ECCPWD|SCSV|GOST|_OLD$|^TLS_(AES|CHACHA|SM4)/.test(name)),
    ).to.deep.equal([])
    expect(names).to.include('TLS_DH_anon_WITH_AES_128_CBC_SHA')
    expect(names).to.include('TLS_RSA_WITH_NULL_SHA')
  })

  it('shows an unknown value as its number', () => {
    expect(cipherSuiteName(0x4a4a)).to.equal('GREASE 0x4a4a')
    expect(cipherSuiteName(0x4a4b)).to.equal('0x4a4b')
  })
})
