import { expect } from 'chai'
import { assess } from '../../../../src/assess/assess.ts'
import type { Assessment } from '../../../../src/model/assessment.ts'
import type { AddressFacts } from '../../../../src/model/endpoint.ts'
import { probeAddress } from '../../../../src/probe/address.ts'
import { ENDPOINT } from '../../../facts.ts'
import { accepted, dialTo, PATIENT, probeOptions, tlsOf } from '../../../probe/probing.ts'
import { skipIf } from '../../../skip.ts'
import { type Material, makeMaterial } from '../../stacks/material.ts'
import { boringSsl } from '../../stacks/servers/boringssl.ts'
import { pem } from '../../stacks/servers/compiled.ts'
import { MBEDTLS } from '../../stacks/servers/mbedtls.ts'
import { whyNoOpenSsl } from '../openSslClient.ts'
import { withServer } from '../tlsServers.ts'

const assessed = (facts: AddressFacts): Assessment =>
  assess({ endpoint: ENDPOINT, addresses: [facts] }, new Date())

describe('Key exchanges that few servers have', () => {
  let material: Material
  before(function () {
    skipIf(this, whyNoOpenSsl())
    material = makeMaterial()
  })
  after(() => material?.remove())

  const probe = ({ run }: (typeof MBEDTLS)[number]): Promise<AddressFacts> =>
    withServer(
      (port) => run(port, material),
      (port) => probeAddress(dialTo(port), probeOptions(PATIENT)),
    )

  it('mbedTLS with the static key of its certificate', async () => {
    const facts = await probe(MBEDTLS.find(({ name }) => name === 'static ECDH') as (typeof MBEDTLS)[number])
    const { keyExchange12, keyExchange12Details, cipherSuites } = tlsOf(facts)
    expect(cipherSuites['TLS 1.2']).to.include('TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256')
    expect(keyExchange12).to.deep.equal(['ECDH'])
    expect(keyExchange12Details).to.deep.equal([{ family: 'ECDH', group: 'secp256r1' }])
    const { findings, keyExchange } = assessed(facts)
    expect(keyExchange.category).to.equal('classical')
    expect(findings.map(({ id }) => id)).to.include('static-dh')
  })

  it('BoringSSL with the draft of Kyber alone', async () => {
    const facts = await probe(
      boringSsl('the draft of Kyber alone', (material) => ({
        ...pem(material, 'p256'),
        min: '1.3',
        groups: 'X25519KYBER',
      })),
    )
    expect(accepted(tlsOf(facts).groups)).to.deep.equal(['X25519Kyber768Draft00'])
    const { keyExchange } = assessed(facts)
    expect(keyExchange).to.include({ category: 'legacy-draft', classicalAccepted: false })
    expect(keyExchange.reasons).to.include(
      'its only post-quantum group is the obsolete draft X25519Kyber768Draft00',
    )
    expect(keyExchange.reasons.join()).to.not.include('no post-quantum group')
  })
})
