import { expect } from 'chai'
import { findingsOf } from '../../../src/assess/findings/findings.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { ENDPOINT, tlsAddress } from '../../facts.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import { limitsConnections, notEvery, onlyFirst, perSecond } from '../../middleboxes/limitsConnections.ts'
import { realServer, type Server } from '../front.ts'
import { PATIENT, probeOnce, tlsOf } from '../probing.ts'
import { answersOf, listsOf, statesOf, TestClock } from './everyAnswer.ts'

const HYBRID = { ecdhCurve: 'X25519MLKEM768:x25519', minVersion: 'TLSv1.2' } as const

const REFUSALS: Record<string, Ending> = {
  'a reset': 'reset',
  'a close': 'close',
  internal_error: { alert: 80 },
  handshake_failure: { alert: 40 },
}

describe('A host that limits connections', () => {
  let server: Server
  let whole: TlsFacts
  before(async () => {
    server = await realServer(HYBRID)
    whole = tlsOf(
      await probeOnce(
        limitsConnections(server, () => true, 'reset'),
        PATIENT,
      ),
    )
  })
  after(() => server.close())

  it('is not seen where there is no limit', () => {
    expect(whole).not.to.have.property('rateLimit')
    // SSL 2.0 is not asked of a server with newer versions only.
    const { 'SSL 2.0': _, ...asked } = statesOf(whole)
    const unknown = Object.values(asked).filter((state) => state !== 'accepted' && state !== 'refused')
    expect(unknown).to.deep.equal([])
  })

  for (const [name, refusal] of Object.entries(REFUSALS)) {
    for (const limit of [2, 5, 10]) {
      it(`to ${limit} a second, and answers the others with ${name}, is asked slowly, and all is found`, async () => {
        const clock = new TestClock()
        const front = limitsConnections(server, perSecond(limit, clock), refusal)
        const tls = tlsOf(await probeOnce(front, { ...PATIENT, clock }))
        expect(statesOf(tls)).to.deep.equal(statesOf(whole))
        expect(listsOf(tls)).to.deep.equal(listsOf(whole))
        expect(tls.rateLimit?.answered).to.be.at.least(1)
        expect(tls.rateLimit?.pauseMs).to.be.within(125, 2000)
      })
    }

    for (const taken of [1, 2, 5, 8, 12, 20]) {
      it(`and after ${taken} answers every connection with ${name} has no wrong fact`, async () => {
        const front = limitsConnections(server, onlyFirst(taken), refusal)
        const tls = tlsOf(await probeOnce(front, PATIENT))
        const states = statesOf(whole)
        for (const [what, { state }] of Object.entries(answersOf(tls))) {
          if (state === 'accepted' || state === 'refused') expect(state, what).to.equal(states[what])
        }
        // Those that were answered with an alert say nothing about a limit.
        expect(tls.rateLimit?.answered).to.be.within(1, taken)
        expect(tls.rateLimit).not.to.have.property('pauseMs')
        const { findings } = findingsOf(
          { endpoint: ENDPOINT, addresses: [tlsAddress(tls)] },
          'high',
          new Date(),
        )
        expect(findings.map(({ id }) => id)).not.to.include.members(['classical-key-exchange'])
      })
    }
  }

  for (const how of ['reset', 'close'] as const) {
    it(`is not one that ends every third connection with a ${how}, where all is found`, async () => {
      const front = limitsConnections(server, notEvery(3), how)
      const tls = tlsOf(await probeOnce(front, PATIENT))
      expect(statesOf(tls)).to.deep.equal(statesOf(whole))
      expect(listsOf(tls)).to.deep.equal(listsOf(whole))
      expect(tls).not.to.have.property('rateLimit')
    })
  }
})
