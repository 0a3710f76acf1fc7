import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { policyOf } from '../../src/registry/mandates/mandates.ts'
import type { Outcome } from '../../src/verify/check.ts'
import { toolCall } from '../../src/verify/checks/mcp/toolCall.ts'
import { addresses } from '../../src/verify/checks/tls/addresses.ts'
import { classicalClients } from '../../src/verify/checks/tls/classicalClients.ts'
import { olderVersions } from '../../src/verify/checks/tls/olderVersions.ts'
import { signatures } from '../../src/verify/checks/trust/signatures.ts'
import type { Subject, VerifyOptions } from '../../src/verify/subject.ts'
import { chain, groups, httpAddress, NOW, RSA_1024, tlsAddress, tlsFacts, versions } from '../facts.ts'
import { endpointAt } from './verifying.ts'

const subject = (
  requirement: VerifyOptions['requirement'],
  ...addresses: (Partial<TlsFacts> | AddressFacts)[]
): Subject => {
  const endpoint = endpointAt('https://mcp.example.com/mcp')
  const all = addresses.map((one, i) =>
    'port' in one ? one : tlsAddress(tlsFacts(one as Partial<TlsFacts>), `192.0.2.${i + 1}`),
  )
  return {
    endpoint,
    addresses: all,
    assessment: assess({ endpoint, addresses: all }, NOW),
    tls: all.map(({ address, port, tls: facts }) => ({ to: { address, port }, facts })),
    options: { requirement },
  } as unknown as Subject
}

const HYBRID_ONLY = { groups: groups(['X25519MLKEM768']) }

/** TLS 1.2 with these suites, all of them asked for. */
const tls12 = (...suites: string[]): Partial<TlsFacts> => ({
  versions: versions(['TLS 1.3', 'TLS 1.2']),
  cipherSuites: { 'TLS 1.2': suites },
  cipherSuiteChoice: { 'TLS 1.3': 'server', 'TLS 1.2': 'server' },
  keyExchange12: ['ECDHE'],
})

const GOOD_SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'

describe('checks of verify that read findings', () => {
  it('older-versions: TLS 1.2 is a warning, a weak suite a failure, what was not tested stays open', async () => {
    const of = async (tls: Partial<TlsFacts>, requirement: VerifyOptions['requirement'] = 'hybrid') =>
      olderVersions.run(subject(requirement, tls))
    expect(await of({})).to.deep.equal({ result: 'pass', evidence: 'TLS 1.3 only' })
    expect(await of(tls12(GOOD_SUITE))).to.include({ result: 'warn', evidence: 'It accepts TLS 1.2.' })
    expect(await of(tls12(GOOD_SUITE), 'pqc')).to.include({ result: 'fail' })
    const weak = await of(tls12(GOOD_SUITE, 'TLS_ECDHE_ECDSA_WITH_NULL_SHA'))
    expect(weak).to.include({ result: 'fail' })
    expect(weak.evidence).to.include('TLS_ECDHE_ECDSA_WITH_NULL_SHA')
    expect(weak.remedy).to.be.a('string')
    expect(await of({ versions: versions('TLS 1.3', 'timed-out') })).to.include({ inconclusive: true })
  })

  it('signatures: a weak key or an anonymous suite fails for every requirement, a classical one for pqc-signatures', async () => {
    const of = async (requirement: VerifyOptions['requirement'], tls: Partial<TlsFacts>): Promise<Outcome> =>
      signatures.run(subject(requirement, tls))
    const short = await of('hybrid', { chains: [chain({ certificates: [RSA_1024] })] })
    expect(short).to.include({ result: 'fail' })
    expect(short.evidence).to.include('RSA 1024')
    const anonymous = await of('hybrid', tls12(GOOD_SUITE, 'TLS_DH_anon_WITH_AES_128_GCM_SHA256'))
    expect(anonymous).to.include({ result: 'fail' })
    const asked = {
      name: 'ecdsa_secp256r1_sha256',
      value: '0x0403',
      version: 'TLS 1.3',
      state: 'accepted',
      verified: true,
    } as const
    expect(await of('hybrid', { signatureSchemes: [asked] })).to.include({ result: 'pass' })
    expect(await of('pqc-signatures', { signatureSchemes: [asked] })).to.include({ result: 'fail' })
    expect(await of('hybrid', { chains: [] })).to.include({ inconclusive: true })
  })

  it('names the address where only some have the finding', async () => {
    const { evidence } = await olderVersions.run(
      subject('hybrid', {}, { versions: versions(['TLS 1.3', 'TLS 1.0']) }),
    )
    expect(evidence).to.match(/^192\.0\.2\.2: /)
  })

  it('addresses: by the findings of each address, and under a mandate by its groups', async () => {
    const of = async (policy: VerifyOptions['policy'], ...all: (Partial<TlsFacts> | AddressFacts)[]) => {
      const made = subject('hybrid', ...all)
      const { result, evidence, inconclusive } = await addresses.run({
        ...made,
        options: { ...made.options, policy },
      })
      return { result, evidence, ...(inconclusive ? { inconclusive } : {}) }
    }
    const draft = { groups: groups(['X25519Kyber768Draft00']) }
    const unanswered = { groups: groups([], 'timed-out') }
    expect(await of(undefined, HYBRID_ONLY, httpAddress())).to.deep.equal({
      result: 'fail',
      evidence: '1 of 2 addresses: 192.0.2.1: accepts X25519MLKEM768; 192.0.2.2: plain HTTP',
    })
    expect(await of(undefined, draft)).to.deep.equal({
      result: 'fail',
      evidence: '0 of 1 address: accepts no post-quantum group',
    })
    expect(await of(undefined, unanswered)).to.deep.equal({
      result: 'skipped',
      evidence: '0 of 1 address: unknown whether it accepts a post-quantum group',
      inconclusive: true,
    })
    const policy = policyOf(['cnsa-2.0'])
    expect(await of(policy, HYBRID_ONLY)).to.deep.equal({
      result: 'fail',
      evidence: '0 of 1 address: accepts no group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)',
    })
    expect(await of(policy, { groups: groups(['X25519MLKEM768'], 'not-tested') })).to.deep.equal({
      result: 'skipped',
      evidence:
        '0 of 1 address: unknown whether it accepts a group of cnsa-2.0 (SecP384r1MLKEM1024, MLKEM1024)',
      inconclusive: true,
    })
  })

  it('tool-call: arguments are sent only where no finding about the certificate is present or open', async () => {
    const tool = { name: 'pay', arguments: {} }
    const of = async (chains: TlsFacts['chains']) => {
      const made = subject('hybrid', { chains })
      return toolCall.run({
        ...made,
        options: { ...made.options, tool },
        mcp: { facts: { state: 'recognised', tools: [] }, at: made.tls[0] },
      } as unknown as Subject)
    }
    for (const chains of [
      [],
      [chain({ trusted: null })],
      [chain({ nameMatches: false })],
      [chain({ trusted: false })],
    ])
      expect(await of(chains)).to.deep.equal({
        result: 'skipped',
        evidence: '--args are not sent: the certificate does not validate for this name',
        inconclusive: true,
      })
  })

  it('classical-clients: accepted, refused, or unknown', async () => {
    const of = async (requirement: VerifyOptions['requirement'], tls: Partial<TlsFacts>) =>
      classicalClients.run(subject(requirement, tls))
    expect(await of('hybrid', {})).to.include({ result: 'warn' })
    expect(await of('pqc', {})).to.include({ result: 'fail' })
    expect(await of('pqc', HYBRID_ONLY)).to.include({ result: 'pass' })
    const open = { ...HYBRID_ONLY, versions: versions('TLS 1.3', 'timed-out') }
    expect(await of('pqc', open)).to.include({ inconclusive: true })
    expect(await of('hybrid', open)).to.include({ inconclusive: true })
  })
})
