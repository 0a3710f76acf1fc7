import { expect } from 'chai'
import { certificateBlocks, derOf } from '../../src/model/pem.ts'

const block = (name: string, base64: string): string =>
  `-----BEGIN ${name}-----\n${base64}\n-----END ${name}-----`

describe('PEM', () => {
  it('gives the certificates of a text that holds more', () => {
    const [one, two] = [block('CERTIFICATE', 'AQID'), block('CERTIFICATE', 'BAUG')]
    const text = `a chain\n${one}\n${block('PRIVATE KEY', 'AAAA')}\r\n${two}\n`
    expect(certificateBlocks(text)).to.deep.equal([one, two])
    expect(certificateBlocks(block('PUBLIC KEY', 'AQID'))).to.deep.equal([])
  })

  it('gives the bytes of a block with lines of any length', () => {
    expect(derOf(block('CERTIFICATE', 'AQ\r\nID\nBA=='))).to.deep.equal(Buffer.of(1, 2, 3, 4))
  })
})
