import { expect } from 'chai'
import { type Lab, startLab } from '../../src/lab/fleet.ts'
import { SPECIFICATIONS } from '../../src/lab/specifications.ts'
import { type Requirement, VerifiedEndpoint } from '../../src/model/verification.ts'
import { findingRow } from '../../src/registry/findings.ts'
import { type Task, verify } from '../../src/verify/verify.ts'
import { checkOf, endpointAt, idsWith, verifyUrl } from './verifying.ts'

const TOO_OLD = 'refused (protocol_version)'

/** Without any post-quantum group: what each check says of it. `got`: what a client with default settings gets. */
const classical = (got: string, dialled: string, clients: RegExp): Record<string, RegExp | string> => ({
  'default-client': `${got}: not a post-quantum group`,
  addresses: `0 of 1 address: accepts no post-quantum group${dialled === TOO_OLD ? ': TLS 1.3 is refused; the highest version is TLS 1.2' : ''}`,
  'repeated-dials': `0 of 3 connections post-quantum (${dialled} 3 times)`,
  'client-runtimes': clients,
})

const ALL_X25519 =
  /^0 of \d+ with support: x25519 Node\.js 22, [^;]+; of those without support: x25519 Node\.js 20, [^;]+$/

const STATIC_RSA = 'It accepts static RSA key exchange: breaking one key decrypts every recorded session'
const SHORT_RSA = 'A key in its certificate chain is too short even without a quantum computer: RSA 1024'

/** Which checks fail under `--require hybrid`, and why; {} for those that pass. */
const FAILED: Record<string, Record<string, RegExp | string>> = {
  'patient-records': {
    ...classical('TLS 1.2 with static RSA', TOO_OLD, /^0 of .*: TLS 1\.2 Node\.js 22, .*refused Deno 2/),
    'older-versions': `${STATIC_RSA}.`,
    signatures: `${SHORT_RSA}.`,
  },
  payments: classical('TLS 1.2 with secp256r1', TOO_OLD, /^0 of .*: secp256r1 Node\.js 22/),
  warehouse: {
    ...classical('', TOO_OLD, /^0 of .*: TLS 1\.2 Node\.js 22/),
    'default-client': 'the handshake failed (ERR_SSL_DH_KEY_TOO_SMALL)',
    'older-versions': `It accepts TLS 1.1, TLS 1.0, which are obsolete. ${STATIC_RSA}. It accepts finite-field Diffie-Hellman with 1024 bits. It accepts finite-field Diffie-Hellman in TLS 1.2: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DHE_RSA_WITH_AES_256_CBC_SHA, TLS_DHE_RSA_WITH_AES_128_CBC_SHA.`,
    signatures: `${SHORT_RSA}. It uses or accepts signatures with MD5 or SHA-1: rsa_pkcs1_sha1 in TLS 1.2.`,
  },
  tickets: {
    connection: 'It answers over plain HTTP: traffic is readable today by anyone on the network path.',
  },
  crm: classical('TLS 1.3 with x25519', 'x25519', ALL_X25519),
  wiki: {
    ...classical('TLS 1.3 with x25519', 'x25519', ALL_X25519),
    certificates: /^Its certificate has expired: CN=wiki\.localhost, O=mcp-pqc lab on \d{4}-\d{2}-\d{2}\.$/,
  },
  mail: {
    'default-client': 'TLS 1.3 with x25519: not a post-quantum group',
    preference: 'offered X25519MLKEM768 and x25519, with a key share for each, the server chooses x25519',
    'repeated-dials': '0 of 3 connections post-quantum (x25519 3 times)',
    'client-runtimes': ALL_X25519,
  },
  weather: {},
  hr: {},
  calendar: {},
  ledger: { 'client-runtimes': /^15 of 16 with support: .*; x25519 Deno 2; of those without/ },
  'source-code': {},
  sql: {},
  'secrets-vault': {},
}

const PASSING = Object.keys(FAILED).filter((name) => Object.keys(FAILED[name] ?? {}).length === 0)

/** Stricter than the default, and who passes. */
const STRICTER: Record<string, { requirement: Requirement; mandates: string[]; pass: string[] }> = {
  pqc: { requirement: 'pqc', mandates: [], pass: ['source-code', 'sql', 'secrets-vault'] },
  'pqc-signatures': { requirement: 'pqc-signatures', mandates: [], pass: ['secrets-vault'] },
  'hybrid cnsa-2.0': { requirement: 'hybrid', mandates: ['cnsa-2.0'], pass: ['source-code', 'sql'] },
  'pqc cnsa-2.0': { requirement: 'pqc', mandates: ['cnsa-2.0'], pass: ['source-code'] },
  'pqc-signatures cnsa-2.0': { requirement: 'pqc-signatures', mandates: ['cnsa-2.0'], pass: [] },
}

describe('verify of the lab', () => {
  let lab: Lab
  const results = new Map<string, VerifiedEndpoint>()
  const found = (name: string, asked = 'hybrid') => results.get(`${name} ${asked}`) as VerifiedEndpoint

  before(async function () {
    this.timeout(180_000)
    lab = await startLab()
    // All by the default; the stricter ones only where they can differ.
    const wanted = lab.endpoints.flatMap((endpoint) =>
      [
        { asked: 'hybrid', requirement: 'hybrid' as const, mandates: [] },
        ...(PASSING.includes(endpoint.name)
          ? Object.entries(STRICTER).map(([asked, by]) => ({ asked, ...by }))
          : []),
      ].map((by) => ({ ...endpoint, ...by })),
    )
    const done = await verify(
      wanted.map(
        ({ name, url, asked, requirement, mandates }): Task => ({
          endpoint: endpointAt(url),
          options: {
            requirement,
            timeoutMs: 5000,
            dials: 3,
            samples: asked === 'hybrid' && (name === 'weather' || name === 'sql') ? 5 : 0,
            ca: [lab.ca],
            identity: lab.clientIdentity,
          },
          mandates,
        }),
      ),
    )
    for (const [i, { name, asked }] of wanted.entries())
      results.set(`${name} ${asked}`, VerifiedEndpoint.parse(done[i]))
  })
  after(() => lab.close())

  it('has an expectation for each endpoint', () =>
    expect(Object.keys(FAILED)).to.have.members(SPECIFICATIONS.map(({ name }) => name)))

  for (const [name, reasons] of Object.entries(FAILED)) {
    const failed = Object.keys(reasons)
    it(`${name}: ${failed.length === 0 ? 'passes' : `fails ${failed.join(', ')}`}`, () => {
      const result = found(name)
      expect(idsWith(result, 'fail')).to.have.members(failed)
      expect(result.verdict).to.equal(failed.length === 0 ? 'pass' : 'fail')
      for (const [id, reason] of Object.entries(reasons)) {
        const { evidence, remedy } = checkOf(result, id)
        if (typeof reason === 'string') expect(evidence, id).to.equal(reason)
        else expect(evidence, id).to.match(reason)
        expect(remedy, id).to.be.a('string')
      }
    })
  }

  for (const [asked, { pass }] of Object.entries(STRICTER)) {
    it(`--require ${asked} lets pass ${pass.length === 0 ? 'none' : `${pass.join(', ')} and no other`}`, () => {
      expect(PASSING.filter((name) => found(name, asked).verdict === 'pass')).to.have.members(pass)
    })
  }

  it('accepts for a mandate only the groups and the signature that it names', () => {
    const weather = found('weather', 'hybrid cnsa-2.0')
    expect(weather.mandates).to.deep.equal(['cnsa-2.0'])
    expect(idsWith(weather, 'fail')).to.have.members(['addresses', 'repeated-dials', 'client-runtimes'])
    expect(checkOf(weather, 'addresses').evidence).to.equal(
      '0 of 1 address: accepts no group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)',
    )
    expect(checkOf(weather, 'default-client')).to.include({ result: 'warn' })
    expect(idsWith(found('sql', 'pqc cnsa-2.0'), 'fail')).to.deep.equal(['classical-clients'])
    expect(checkOf(found('sql', 'pqc cnsa-2.0'), 'classical-clients').evidence).to.equal(
      'classical clients are refused, but it accepts MLKEM768, which is not a group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)',
    )
    expect(checkOf(found('secrets-vault', 'pqc-signatures cnsa-2.0'), 'signatures').evidence).to.equal(
      'no chain of ML-DSA-87 only, which cnsa-2.0 requires: ML-DSA-65 signed with ML-DSA-65',
    )
    expect(checkOf(found('source-code', 'pqc cnsa-2.0'), 'client-runtimes').evidence).to.match(
      /^2 of 2 with support: SecP384r1MLKEM1024 Go 1\.26/,
    )
  })

  it('says by which requirement an endpoint fails', () => {
    expect(idsWith(found('weather', 'pqc'), 'fail')).to.have.members(['classical-clients', 'older-versions'])
    expect(idsWith(found('weather', 'pqc-signatures'), 'fail')).to.deep.equal(['signatures'])
  })

  it('names the classical clients that are still accepted', () => {
    const { result, evidence } = checkOf(found('weather'), 'classical-clients')
    expect(result).to.equal('warn')
    expect(evidence).to.include('Node.js 20').and.not.include('Node.js 24')
  })

  it('gives the remedy of the finding, and the setting of the software', () => {
    const { remedy } = checkOf(found('mail'), 'preference')
    expect(remedy).to.equal(
      `${findingRow('classical-preferred')?.remedy} Put X25519MLKEM768 first in the server’s group list (OpenSSL 3.5, Go 1.24 or later). The server’s list is in the order of its preference.`,
    )
  })

  it('sees that a client’s order decides, a HelloRetryRequest, and a default that does not fit', () => {
    expect(checkOf(found('ledger'), 'preference').result).to.equal('warn')
    expect(checkOf(found('hr'), 'hello-retry').evidence).to.equal(
      'HelloRetryRequest asks for X25519MLKEM768; the handshake completes',
    )
    expect(checkOf(found('source-code'), 'default-client')).to.include({ result: 'warn' })
  })

  it('sees the handshake fail when the post-quantum groups are removed on the path', () => {
    expect(checkOf(found('weather'), 'no-downgrade').evidence).to.equal(
      'X25519MLKEM768 removed from the hello on the path: client and server have different transcripts, and the handshake failed (ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)',
    )
    expect(checkOf(found('secrets-vault'), 'no-downgrade').evidence).to.equal(
      'X25519MLKEM768 removed from the hello on the path: the handshake fails with the alert handshake_failure',
    )
  })

  it('calls a tool that is marked read-only and needs no arguments, and no other', () => {
    expect(checkOf(found('weather'), 'tool-call').evidence).to.equal('"list_stations" answered')
    expect(checkOf(found('calendar'), 'tool-call').result).to.equal('skipped')
  })

  it('sends the arguments of a named tool only to a server with a trusted certificate', async () => {
    const url = lab.endpoints.find(({ name }) => name === 'calendar')?.url ?? ''
    const tool = { name: 'list_events', arguments: { date: '2026-12-01' } }
    const call = async (options: object) =>
      checkOf(await verifyUrl(url, { ca: [lab.ca], tool, ...options }), 'tool-call')
    expect(await call({})).to.include({ result: 'pass', evidence: '"list_events" answered' })
    expect(await call({ tool: { ...tool, arguments: {} } })).to.include({ result: 'warn' })
    expect(await call({ tool: { ...tool, name: 'no such \u20ac' } })).not.to.include({ result: 'pass' })
    expect(await call({ ca: [] })).to.include({ result: 'skipped', inconclusive: true })
  })

  it('times both kinds of handshake, and says why there is no classical one', () => {
    const { timings } = found('weather')
    expect(timings?.samples).to.equal(5)
    expect(timings?.groups).to.deep.equal({ classical: 'x25519', hybrid: 'X25519MLKEM768' })
    expect(timings?.handshake.interval?.[0]).to.be.at.most(timings?.handshake.overheadMs as number)
    expect(timings?.handshake.interval?.[1]).to.be.at.least(timings?.handshake.overheadMs as number)
    // RFC 10024: 1,216 bytes of key share instead of 32, and 1,120 instead of 32 in the answer.
    const { classical, hybrid } = timings?.bytes ?? {}
    expect((hybrid?.sent ?? 0) - (classical?.sent ?? 0)).to.be.within(1160, 1200)
    expect((hybrid?.received ?? 0) - (classical?.received ?? 0)).to.be.within(1060, 1100)
    expect(timings?.mcp?.first.min).to.be.above(0)
    expect(timings?.mcp?.warm.min).to.be.above(0)
    // Two flights of the client's, one of the server's (RFC 9846 §2).
    expect(timings?.segmentsAtMss1460).to.deep.equal({
      classical: { sent: 2, received: 1 },
      hybrid: { sent: 2, received: 2 },
    })
    expect(timings?.firstAnswer.hybrid.min).to.be.within(0.001, timings?.handshake.hybrid.max as number)
    expect(found('sql').timings?.handshake).to.have.keys('hybrid')
    expect(found('sql').timings?.notes).to.deep.equal([
      'no classical timings: the server accepts no classical group in TLS 1.3',
    ])
  })
})
