import {
  Client,
  ClientCredentialsProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { expect } from 'chai'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { createHandler } from '../../../src/lab/endpoint.ts'
import { serverNamed } from '../../../src/lab/servers/servers.ts'
import { behind, listen } from '../backend.ts'

/**
 * An MCP server that lets nobody in without a token, an authorization server at another origin, and the official client,
 * which checks what RFC 9728 §3.3 has it check: that the resource is the one it asked.
 */
describe('a client that logs in behind the gateway', () => {
  it('finds the metadata at the gateway and the authorization server where it is', async () => {
    const resources: unknown[] = []
    const issuer: { origin: string } = { origin: '' }
    const authorization = await listen(async (request, response) => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/.well-known/oauth-authorization-server') {
        const { origin } = issuer
        response.end(
          JSON.stringify({
            issuer: origin,
            token_endpoint: `${origin}/token`,
            authorization_endpoint: `${origin}/authorize`,
            response_types_supported: ['code'],
            grant_types_supported: ['client_credentials'],
            token_endpoint_auth_methods_supported: ['client_secret_basic'],
          }),
        )
        return
      }
      const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString())
      resources.push(form.get('resource'))
      response.end(JSON.stringify({ access_token: 'secret-token', token_type: 'Bearer' }))
    })
    issuer.origin = authorization.origin

    const handler = createHandler(() => serverNamed('weather'), ['127.0.0.1'])
    const metadata = '/.well-known/oauth-protected-resource/mcp'
    const upstream = await listen((request, response) => {
      const own = `http://${request.headers.host}`
      if (request.url === metadata) {
        const document = { resource: `${own}/mcp`, authorization_servers: [issuer.origin] }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
      } else if (request.headers.authorization === 'Bearer secret-token') handler.onRequest(request, response)
      else {
        const challenge = `Bearer resource_metadata="${own}${metadata}"`
        response.writeHead(401, { 'www-authenticate': challenge }).end()
      }
    })
    const gateway = await behind(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
    )

    const answer = await fetch(`${gateway.origin}/mcp`, { method: 'POST', body: '{}' })
    expect(answer.status).to.equal(401)
    expect(answer.headers.get('www-authenticate')).to.equal(
      `Bearer resource_metadata="${gateway.origin}${metadata}"`,
    )

    const client = new Client({ name: 'test', version: '1' })
    const authProvider = new ClientCredentialsProvider({
      clientId: 'id',
      clientSecret: 'secret',
      expectedIssuer: issuer.origin,
    })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${gateway.origin}/mcp`), { authProvider }),
    )
    expect((await client.listTools()).tools).to.not.be.empty
    expect(resources).to.deep.equal([`${gateway.origin}/mcp`])

    await client.close()
    await gateway.close()
    await handler.close()
    await upstream.close()
    await authorization.close()
  })
})
