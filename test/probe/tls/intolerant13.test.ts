import { expect } from 'chai'
import { assess } from '../../../src/assess/assess.ts'
import { ENDPOINT } from '../../facts.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import { offersTls13, refusesHellos } from '../../middleboxes/refusesHellos.ts'
import { realServer, type Server } from '../front.ts'
import { accepted, PATIENT, probeOnce, tlsOf } from '../probing.ts'

/** How it is, what is seen of it, and how the document says it. */
const ENDINGS: [Ending, object, string][] = [
  [
    'reset',
    { state: 'cut-off', detail: 'the connection was reset', confirmed: true },
    'the connection was reset',
  ],
  [
    'close',
    { state: 'cut-off', detail: 'the connection was closed', confirmed: true },
    'the connection was closed',
  ],
  ['silence', { state: 'timed-out', detail: 'no answer', confirmed: true }, 'no answer'],
  [{ alert: 70 }, { state: 'refused', alert: 'protocol_version' }, 'protocol_version'],
]

describe('A middlebox that does not accept ClientHellos with TLS 1.3', () => {
  let server: Server
  before(async () => {
    server = await realServer({})
  })
  after(() => server.close())

  for (const [by, tls13Hello, words] of ENDINGS)
    it(`lets TLS 1.2 be seen, and is reported: ${words}`, async () => {
      const box = refusesHellos(server, offersTls13, by)
      const facts = await probeOnce(box, by === 'silence' ? {} : PATIENT)
      const tls = tlsOf(facts)
      expect(tls.versions).to.deep.include({ 'TLS 1.2': { state: 'accepted' } })
      expect(tls.versions['TLS 1.3']).to.deep.equal(tls13Hello)
      expect(accepted(tls.groups)).to.deep.equal([])
      expect(tls.tls13Hello).to.deep.equal(tls13Hello)
      expect(tls.chains).to.have.length(1)
      expect(tls.clients.filter(({ state }) => state === 'accepted')).to.deep.equal([])
      const { keyExchange, findings } = assess({ endpoint: ENDPOINT, addresses: [facts] }, new Date())
      expect(keyExchange).to.include({ category: 'classical', classicalAccepted: true })
      expect(findings.find(({ id }) => id === 'tls13-intolerance')?.evidence).to.equal(
        `It does not accept a ClientHello that offers TLS 1.3 (${words}).`,
      )
    })

  it('is not seen where hellos with TLS 1.3 are answered', async () => {
    const tls = tlsOf(
      await probeOnce(
        refusesHellos(server, () => false, 'reset'),
        PATIENT,
      ),
    )
    expect(tls).not.to.have.property('tls13Hello')
  })
})
