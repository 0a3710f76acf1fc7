import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect } from 'chai'
import { checkOf, HYBRID, verifyUrl, webServer } from './verifying.ts'

describe('a URL in a private network that is verified, as an argument or by a plan', () => {
  it('is contacted, and leads to no other service of that network', async () => {
    let contacts = 0
    const other = createServer((socket) => {
      contacts++
      socket.destroy()
    })
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const issuer = `https://localhost:${(other.address() as AddressInfo).port}`
    const named = await webServer(HYBRID, ({ url = '' }, response) => {
      if (url.startsWith('/.well-known/oauth-protected-resource'))
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ resource: named.url, authorization_servers: [issuer] }))
      else if (url.startsWith('/.well-known')) response.writeHead(404).end()
      else response.writeHead(401, { 'www-authenticate': 'Bearer realm="mcp"' }).end()
    })
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
