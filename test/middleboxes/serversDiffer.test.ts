import { createSecureContext, type TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { uncovered } from '../../src/assess/findings/findings.ts'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { ENDPOINT, NOW } from '../facts.ts'
import { realServer, type Server } from '../probe/front.ts'
import { PATIENT, probeOnce, tlsOf } from '../probe/probing.ts'
import { mixesBackEnds } from './mixesBackEnds.ts'

type Scanned = InventoryEndpoint & { tls: TlsFacts }

const scanned = async (servers: readonly TlsOptions[]): Promise<Scanned> => {
  const open: Server[] = []
  try {
    for (const options of servers) open.push(await realServer(options))
    const addresses = [await probeOnce(mixesBackEnds(open), PATIENT)]
    const assessment = assess({ endpoint: ENDPOINT, addresses }, NOW)
    return { ...ENDPOINT, addresses, assessment, tls: tlsOf(addresses[0] as (typeof addresses)[number]) }
  } finally {
    await Promise.all(open.map((one) => one.close()))
  }
}

const finding = ({ assessment }: Scanned) =>
  uncovered(assessment.findings).find(({ id }) => id === 'servers-differ')

const USUAL: TlsOptions = { ecdhCurve: 'X25519', minVersion: 'TLSv1.2' }
const WEAK = { ciphers: 'ALL:NULL-SHA256:@SECLEVEL=0', minVersion: 'TLSv1.2' } as const
const NO_STATIC_RSA = 'DEFAULT:!kRSA'

describe('Servers behind one address that are set up differently', () => {
  let rsa: Pick<TlsOptions, 'cert' | 'key'>
  let other: Pick<TlsOptions, 'cert' | 'key'>
  let ecdsa: Pick<TlsOptions, 'cert' | 'key'>
  before(async () => {
    const now = Date.now()
    const by = await createAuthorities(now)
    rsa = await issueServer('rsa', { key: 'RSA-2048' }, by, now)
    other = await issueServer('other', { key: 'RSA-2048' }, by, now)
    ecdsa = await issueServer('ecdsa', { key: 'P-256' }, by, now)
  })

  type Difference = {
    servers: () => [TlsOptions, TlsOptions]
    evidence: RegExp
    level?: string
    and?: (endpoint: Scanned) => void
  }
  const DIFFERENCES: Record<string, Difference> = {
    'in the kind of their keys': {
      servers: () => [rsa, ecdsa],
      evidence: /(rsa_pss_rsae_sha256|ecdsa_secp256r1_sha256|TLS_ECDHE_(RSA|ECDSA)_\w+) .*(accepted|refused)/,
      and: ({ assessment }) => expect(assessment.authentication.weakest).to.equal('RSA 2048'),
    },
    'in their certificates of the same kind': {
      servers: () => [rsa, other],
      evidence: /certificate [\da-f]{16}… on \d+ of \d+ connections and [\da-f]{16}… on \d+/,
      level: 'note',
    },
    'in their versions': {
      servers: () => [USUAL, { ...USUAL, minVersion: 'TLSv1.3' }],
      evidence: /TLS 1\.2 (accepted|refused \(protocol_version\)) on \d+ of \d+ connections/,
      and: ({ tls }) => expect(tls.versions['TLS 1.2'].state).to.equal('accepted'),
    },
    'in a version that is obsolete': {
      servers: () => [
        { ...USUAL, ciphers: 'DEFAULT:@SECLEVEL=0' },
        { ...USUAL, ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1' },
      ],
      evidence: /TLS 1\.1 or older (accepted|refused \(protocol_version\)) on \d+ of \d+ connections/,
      and: ({ assessment }) => expect(assessment.findings.map(({ id }) => id)).to.include('obsolete-version'),
    },
    'in static RSA': {
      servers: () => [
        { ...rsa, ...USUAL },
        { ...rsa, ...USUAL, ciphers: NO_STATIC_RSA },
      ],
      evidence: /suites before TLS 1\.3 (accepted|refused)|in TLS 1\.2 (accepted|refused)/,
      and: ({ assessment }) => expect(assessment.findings.map(({ id }) => id)).to.include('static-rsa'),
    },
    'in suites without encryption': {
      servers: () => [
        { ...rsa, ...USUAL },
        { ...rsa, ...USUAL, ...WEAK },
      ],
      evidence: /further cipher suites before TLS 1\.3 (accepted|refused)/,
      and: ({ assessment }) => expect(assessment.findings.map(({ id }) => id)).to.include('null-cipher'),
    },
    'in that one encrypts nothing': {
      servers: () => [
        { ...rsa, ...USUAL },
        { ...rsa, ...WEAK, ciphers: 'NULL-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' },
      ],
      evidence: /usual ClientHello (accepted|refused)/,
      and: ({ assessment }) => {
        expect(assessment.keyExchange.category).to.equal('plaintext')
        expect(assessment.findings.map(({ id }) => id)).to.include('no-encryption')
      },
    },
    'in a classical group': {
      servers: () => [USUAL, { ...USUAL, ecdhCurve: 'X25519:P-256' }],
      evidence: /(further groups|handshake of TLS 1\.3) (accepted|refused)/,
    },
    'in the protocol of ALPN': {
      servers: () => [USUAL, { ...USUAL, ALPNProtocols: ['h2'] }],
      evidence: /protocol by ALPN (none|h2) on \d+ of \d+ connections/,
    },
    'in the request for a client certificate': {
      servers: () => [USUAL, { ...USUAL, requestCert: true, rejectUnauthorized: false }],
      evidence: /client certificate (not )?requested on \d+ of \d+ connections/,
      and: ({ tls }) => expect(tls.clientCertificate).to.equal('none'),
    },
  }
  for (const [how, { servers, evidence, level = 'warning', and }] of Object.entries(DIFFERENCES))
    it(how, async () => {
      const endpoint = await scanned(servers())
      const found = finding(endpoint)
      expect(found, JSON.stringify(endpoint.tls.repeats)).to.include({ level })
      expect(found?.evidence).to.match(evidence)
      and?.(endpoint)
    })

  const ALIKE: Record<string, () => TlsOptions> = {
    'that has two certificates': () => ({
      ...USUAL,
      cert: [rsa.cert, ecdsa.cert] as string[],
      key: [rsa.key, ecdsa.key] as string[],
    }),
    'that has another certificate for its name': () => ({
      ...USUAL,
      ...ecdsa,
      SNICallback: (_name, done) => done(null, createSecureContext(rsa)),
    }),
    'that lets the client choose': () => ({ ...USUAL, ecdhCurve: 'X25519:P-256', honorCipherOrder: false }),
  }
  for (const [how, options] of Object.entries(ALIKE))
    it(`is not seen of one server ${how}`, async () => {
      const endpoint = await scanned([options()])
      expect(finding(endpoint)).to.equal(undefined)
      // Every question was asked repeatedly, and always answered alike.
      const answers = endpoint.tls.repeats?.map(({ offered, answers }) => [offered, answers.length])
      expect(answers).to.deep.equal(
        ['all', 'handshake', 'other-groups', 'only', 'other-suites', 'older-versions'].map((one) => [one, 1]),
      )
    })

  it('is not seen of servers that choose a group at random', async () => {
    const endpoint = await scanned([
      { ...USUAL, ecdhCurve: 'X25519/P-256' },
      { ...USUAL, ecdhCurve: 'P-256/X25519' },
    ])
    expect(finding(endpoint)).to.equal(undefined)
    expect(endpoint.tls.repeats?.filter(({ offered }) => offered === 'only')).to.have.length.above(1)
  })
})
