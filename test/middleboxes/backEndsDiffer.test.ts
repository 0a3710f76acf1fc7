import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { parseGates } from '../../src/assess/gates.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { ENDPOINT, NOW } from '../facts.ts'
import { realServer, type Server } from '../probe/front.ts'
import type { Listener } from '../probe/listener.ts'
import { accepted, PATIENT, probeOnce, tlsOf } from '../probe/probing.ts'
import { atRandom, mixesBackEnds, type Pick } from './mixesBackEnds.ts'

describe('Servers that differ behind one address', () => {
  let hybrid: Server
  let classical: Server
  before(async () => {
    hybrid = await realServer({ ecdhCurve: 'X25519MLKEM768/X25519' })
    classical = await realServer({ ecdhCurve: 'X25519' })
  })
  after(() => Promise.all([hybrid.close(), classical.close()]))

  const scanned = async (box: Promise<Listener>): Promise<InventoryEndpoint & { tls: TlsFacts }> => {
    const address = await probeOnce(box, PATIENT)
    const addresses = [address]
    const assessment = assess({ endpoint: ENDPOINT, addresses }, NOW)
    return { ...ENDPOINT, addresses, assessment, tls: tlsOf(address) }
  }

  const PICKS: Record<string, Pick | undefined> = {
    'in turn': undefined,
    'at random': atRandom(1, [1, 1]),
  }
  for (const [how, pick] of Object.entries(PICKS))
    it(`${how}: a finding, and the weakest is the category`, async () => {
      const endpoint = await scanned(mixesBackEnds([hybrid, classical], pick))
      const { tls, assessment } = endpoint
      expect(assessment.keyExchange).to.include({
        category: 'classical',
        clientsGet: 'mixed',
        classicalAccepted: true,
      })
      const found = assessment.findings.filter(({ coveredBy }) => coveredBy === undefined).map(({ id }) => id)
      expect(found).to.include('answers-differ').and.not.include('classical-key-exchange')
      const [{ evidence } = { evidence: '' }] = assessment.findings.filter(
        ({ id }) => id === 'answers-differ',
      )
      expect(evidence).to.match(
        /^Answers differ between connections to one address: \d+ of 3\d without a post-quantum group \(x25519\), \d+ of 3\d without a post-quantum group where only those were offered \(handshake_failure\)\.$/,
      )
      expect(accepted(tls.groups)).to.have.members(['X25519MLKEM768', 'x25519'])
      expect(new Set(tls.clients.map(({ state }) => state))).to.deep.equal(new Set(['not-tested']))
      const failed = parseGates(['classical', 'prefers-classical', 'answers-differ'])
      expect(failed.map(({ fails }) => fails(endpoint))).to.deep.equal([true, true, true])
    })

  it('are one server where the answers are the same', async () => {
    const { tls, assessment } = await scanned(mixesBackEnds([hybrid, hybrid]))
    const asked = tls.repeats?.map(({ offered, answered, answers }) => [offered, answered, answers.length])
    expect(asked).to.deep.equal([
      ['all', 52, 1],
      ['handshake', 12, 1],
      ['other-groups', 12, 1],
      ['only', 12, 1],
      ['other-suites', 12, 1],
      ['older-versions', 12, 1],
    ])
    expect(assessment.findings.filter(({ id }) => id.endsWith('-differ'))).to.deep.equal([])
    expect(assessment.keyExchange).to.include({ category: 'hybrid', clientsGet: 'hybrid' })
  })

  it('are one server that prefers a classical group', async () => {
    const server = await realServer({ ecdhCurve: 'X25519:X25519MLKEM768', honorCipherOrder: true })
    try {
      const { tls, assessment } = await scanned(mixesBackEnds([server]))
      expect(assessment.keyExchange.category).to.equal('hybrid')
      expect(assessment.findings.map(({ id }) => id)).not.to.include('answers-differ')
      expect(tls.clients.some(({ state }) => state === 'accepted')).to.equal(true)
    } finally {
      await server.close()
    }
  })
})
