import { expect } from 'chai'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { duplicates } from '../rows.ts'
import { openSslHello } from './openSslHello.ts'

const NAMES = new Map(Object.entries(EXTENSION).map(([name, value]) => [value, name]))

describe('registry: extensions', () => {
  it('gives no value twice, and none beyond 16 bits', () => {
    const values = Object.values(EXTENSION)
    expect(duplicates(values)).to.deep.equal([])
    expect(values.filter((value) => !Number.isInteger(value) || value < 0 || value > 0xffff)).to.deep.equal(
      [],
    )
  })

  it('names every extension that OpenSSL sends', async () => {
    const hello = await openSslHello({ ALPNProtocols: ['h2'], servername: 'example.org', requestOCSP: true })
    const names = [...hello.extensions.keys()].map((value) => NAMES.get(value))
    expect(names).to.not.include(undefined)
    expect(names).to.include.members([
      'server_name',
      'status_request',
      'supported_groups',
      'signature_algorithms',
      'application_layer_protocol_negotiation',
      'supported_versions',
      'psk_key_exchange_modes',
      'key_share',
    ])
  })

  // RFC 9846 appendix D: extended_master_secret has a new name and the old value.
  it('knows 23 by its earlier name', () => {
    expect(EXTENSION.extended_master_secret).to.equal(23)
  })

  it('knows the values outside the low numbers', () => {
    expect(NAMES.get(0xff01)).to.equal('renegotiation_info')
    expect(NAMES.get(0xfe0d)).to.equal('encrypted_client_hello')
    expect(NAMES.get(0x44cd)).to.equal('application_settings')
  })
})
