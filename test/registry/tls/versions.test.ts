import { expect } from 'chai'
import { VERSION_NAMES } from '../../../src/model/questions/names.ts'
import {
  SSL20,
  SSL30,
  TLS10,
  TLS11,
  TLS12,
  TLS13,
  VERSIONS,
  versionName,
} from '../../../src/registry/tls/versions.ts'
import { itIsARegistry } from '../rows.ts'

describe('registry: versions', () => {
  itIsARegistry(VERSIONS, 0xffff)

  it('has the names of the model, newest first', () => {
    expect(VERSIONS.map((row) => row.name)).to.deep.equal([...VERSION_NAMES])
    expect(VERSIONS.map((row) => row.value)).to.deep.equal([TLS13, TLS12, TLS11, TLS10, SSL30, SSL20])
    expect([TLS13, TLS12, TLS11, TLS10, SSL30, SSL20]).to.deep.equal([
      0x0304, 0x0303, 0x0302, 0x0301, 0x0300, 0x0002,
    ])
  })

  it('classifies TLS 1.1 and earlier as deprecated (RFC 8996, RFC 7568, RFC 6176)', () => {
    const deprecated = VERSIONS.filter((row) => row.status === 'deprecated').map((row) => row.name)
    expect(deprecated).to.deep.equal(['TLS 1.1', 'TLS 1.0', 'SSL 3.0', 'SSL 2.0'])
  })

  it('shows an unknown value as its number', () => {
    expect(versionName(0x0305)).to.equal('0x0305')
    expect(versionName(0x7f1c)).to.equal('0x7f1c')
  })
})
