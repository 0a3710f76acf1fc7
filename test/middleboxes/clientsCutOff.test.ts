import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { parseGates } from '../../src/assess/gates.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { ENDPOINT, NOW } from '../facts.ts'
import { plan } from '../plan/planning.ts'
import { realServer, type Server } from '../probe/front.ts'
import type { Listener } from '../probe/listener.ts'
import { PATIENT, probeOnce } from '../probe/probing.ts'
import { cutsLargeHellos } from './cutsLargeHellos.ts'
import type { Ending } from './ending.ts'
import { offersGroup, refusesHellos } from './refusesHellos.ts'

const INTERNAL_ERROR = { alert: 80 }

/** https://tldr.fail: current clients send a hybrid key share in a ClientHello that is longer than one TCP segment. */
describe('A server with a hybrid group behind a middlebox', () => {
  let server: Server
  before(async () => {
    server = await realServer({ minVersion: 'TLSv1.2' })
  })
  after(() => server.close())

  const scanned = async (box: Promise<Listener>): Promise<InventoryEndpoint> => {
    const addresses = [await probeOnce(box, PATIENT)]
    return { ...ENDPOINT, addresses, assessment: assess({ endpoint: ENDPOINT, addresses }, NOW) }
  }
  const failedGates = (endpoint: InventoryEndpoint): string[] =>
    parseGates(['classical', 'prefers-classical'])
      .filter(({ fails }) => fails(endpoint))
      .map(({ name }) => name)

  for (const by of ['reset', 'close', INTERNAL_ERROR] satisfies Ending[])
    it(`that cuts off hellos over 1,400 bytes (${JSON.stringify(by)}): clients are cut off`, async () => {
      const endpoint = await scanned(cutsLargeHellos(server, { over: 1400, of: 'message', by }))
      const { keyExchange } = endpoint.assessment
      expect(keyExchange).to.include({ category: 'hybrid', clientsGet: 'mixed' })
      expect(keyExchange.reasons).to.include(
        'a hybrid group is accepted, but clients that send a hybrid key share are cut off: 15 of 16 client runtimes get no answer to a ClientHello that is longer than one TCP segment',
      )
      expect(failedGates(endpoint)).to.deep.equal(['classical', 'prefers-classical'])
      const [item] = plan([endpoint]).waves.flatMap(({ items }) => items)
      expect(item?.findings).to.deep.equal(['hybrid-clients-cut-off'])
      expect(item?.action.summary).to.equal(
        'Update the device that cuts off ClientHellos with a hybrid key share',
      )
    })

  it('that lets hellos of their length pass: clients get the hybrid group', async () => {
    const endpoint = await scanned(cutsLargeHellos(server, { over: 4000, of: 'message', by: 'reset' }))
    expect(endpoint.assessment.keyExchange.clientsGet).to.equal('hybrid')
    expect(failedGates(endpoint)).to.deep.equal([])
  })

  it('that refuses hellos with post-quantum groups: none gets one', async () => {
    const endpoint = await scanned(refusesHellos(server, offersGroup(X25519MLKEM768), INTERNAL_ERROR))
    expect(endpoint.assessment.keyExchange.clientsGet).to.equal('classical')
    expect(failedGates(endpoint)).to.deep.equal(['classical', 'prefers-classical'])
  })
})

const X25519MLKEM768 = 0x11ec
