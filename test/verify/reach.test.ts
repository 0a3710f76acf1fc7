import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect } from 'chai'
import { checkOf, protectedServer, verifyUrl } from './verifying.ts'

describe('a URL in a private network that is verified, as an argument or by a plan', () => {
  it('is contacted, and leads to no other service of that network', async () => {
    let contacts = 0
    const other = createServer((socket) => {
      contacts++
      socket.destroy()
    })
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const named = await protectedServer(`https://localhost:${port}`)
    try {
      const result = await verifyUrl(named.url)
      expect(checkOf(result, 'connection').result).to.equal('pass')
      expect(contacts).to.equal(0)
    } finally {
      await named.close()
      other.close()
    }
  })
})
