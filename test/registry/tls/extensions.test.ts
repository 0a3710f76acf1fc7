import { expect } from 'chai'
import { EXTENSION, EXTENSIONS, extensionName } from '../../../src/registry/tls/extensions.ts'
import { itIsARegistry } from '../rows.ts'
import { openSslHello } from './openSslHello.ts'

describe('registry: extensions', () => {
  itIsARegistry(EXTENSIONS, 0xffff)

  it('has a row for every constant', () => {
    expect(EXTENSIONS.map((row) => row.value)).to.have.members(Object.values(EXTENSION))
  })

  it('names every extension that OpenSSL sends', async () => {
    const hello = await openSslHello({ ALPNProtocols: ['h2'], servername: 'example.org', requestOCSP: true })
    const names = [...hello.extensions.keys()].map(extensionName)
    expect(names.filter((name) => name.startsWith('0x'))).to.deep.equal([])
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
  it('calls 23 by the name of RFC 9846', () => {
    expect(extensionName(EXTENSION.extended_master_secret)).to.equal('extended_main_secret')
  })

  it('knows the values outside the low numbers', () => {
    expect(extensionName(0xff01)).to.equal('renegotiation_info')
    expect(extensionName(0xfe0d)).to.equal('encrypted_client_hello')
    expect(extensionName(0x44cd)).to.equal('application_settings')
  })

  it('keeps an unknown value as its number', () => {
    expect(extensionName(0x0abc)).to.equal('0x0abc')
    expect(extensionName(0xfafa)).to.equal('GREASE 0xfafa')
  })
})
