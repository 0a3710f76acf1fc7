import { expect } from 'chai'
import { endpointsAtOnce, maxSockets } from '../../src/net/descriptors.ts'

const limits = (files: string) => (): string =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${files}\nMax locked memory         8388608              8388608              bytes     \n`

describe('the limit of descriptors', () => {
  it('leaves some for files', () => {
    expect(maxSockets(limits('1024                 4096                 files     '))).to.equal(4056)
    expect(maxSockets(limits('64                   64                   files     '))).to.equal(24)
    expect(maxSockets(limits('16                   16                   files     '))).to.equal(8)
  })

  it('is none where the system tells none', () => {
    expect(maxSockets(() => '')).to.equal(Number.POSITIVE_INFINITY)
    expect(maxSockets(limits('unlimited            unlimited            files     '))).to.equal(
      Number.POSITIVE_INFINITY,
    )
  })

  it('bounds how many endpoints are probed at the same time', () => {
    expect(
      [8, 24, 4056, Number.POSITIVE_INFINITY].map((sockets) => endpointsAtOnce(32, sockets)),
    ).to.deep.equal([1, 3, 32, 32])
  })
})
