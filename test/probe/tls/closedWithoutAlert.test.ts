import { expect } from 'chai'
import { judgeAddresses } from '../../../src/assess/category.ts'
import { closesSilently } from '../../middleboxes/closesSilently.ts'
import { offersGroup, refusesHellos } from '../../middleboxes/refusesHellos.ts'
import { relayTo } from '../../middleboxes/relay.ts'
import { realServer, type Server } from '../front.ts'
import type { Listener } from '../listener.ts'
import { accepted, others, PATIENT, probeOnce, tlsOf } from '../probing.ts'

const SECP384R1MLKEM1024 = 0x11ed

describe('A server with TLS 1.3 and classical groups only', () => {
  let server: Server
  before(async () => {
    server = await realServer({
      minVersion: 'TLSv1.3',
      ecdhCurve: 'X25519:P-256',
      ciphers: 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256',
    })
  })
  after(() => server.close())

  let closing: Listener
  beforeEach(async () => {
    closing = await closesSilently(server)
  })
  afterEach(() => closing.close())

  const probed = async (listening: Promise<Listener>) => {
    const address = await probeOnce(listening, PATIENT)
    return { tls: tlsOf(address), category: judgeAddresses([address])[0]?.category }
  }

  it('that closes the connection where no group or suite is in common: these are refused', async () => {
    const { tls, category } = await probed(relayTo(closing, (chunk, pass) => pass(chunk)))
    expect(category).to.equal('classical')
    expect(accepted(tls.groups)).to.have.members(['x25519', 'secp256r1'])
    expect(others(tls.groups)).to.deep.equal([
      {
        state: 'refused',
        detail: `the connection was closed; answered where ${accepted(tls.groups)[0]} is offered too`,
      },
    ])
    expect(tls.cipherSuites['TLS 1.3']).to.have.members(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'])
    expect(tls.cipherSuiteChoice).to.have.property('TLS 1.3')
  })

  it('behind a device that cuts off hellos with a hybrid group: unknown whether the server accepts it', async () => {
    const { tls, category } = await probed(refusesHellos(closing, offersGroup(SECP384R1MLKEM1024), 'close'))
    expect(category).to.equal('unknown')
    const stateOf = (value: string) => tls.groups.find((group) => group.value === value)
    expect(stateOf('0x11ed')).to.deep.include({ state: 'cut-off', confirmed: true })
    expect(stateOf('0x11ec')).to.include({ state: 'refused' })
  })
})
